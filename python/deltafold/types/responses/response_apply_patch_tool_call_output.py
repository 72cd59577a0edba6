"""Response apply patch tool call output: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "CallerDirect",
    "CallerProgram",
    "ResponseApplyPatchToolCallOutput",
    "Caller",
]


class CallerDirect(View):
    """A caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()
    """The word for this kind of object."""


class CallerProgram(View):
    """A caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    """The id of the call that made this one."""

    type: Final[Literal["program"]] = field()
    """The word for this kind of object."""


Caller: TypeAlias = CallerDirect | CallerProgram

#: The class for each tag; the first one shows what has another.
CALLER: dict[str, type[View]] = {"": View, "direct": CallerDirect, "program": CallerProgram}


class ResponseApplyPatchToolCallOutput(View):
    """Apply patch tool call output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    status: Field[Literal["completed", "failed"]] = field()
    """How far it has come."""

    type: Final[Literal["apply_patch_call_output"]] = field()
    """The word for this kind of object."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""

    output: Field[str | None] = field(default=None)
    """The output."""
