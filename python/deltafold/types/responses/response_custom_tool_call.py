"""Response custom tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "CallerDirect",
    "CallerProgram",
    "ResponseCustomToolCall",
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


class ResponseCustomToolCall(View):
    """A call of a tool that takes plain text: an output item."""

    __slots__ = ()

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    input: Field[str] = field()
    """The input."""

    name: Field[str] = field()
    """The name."""

    type: Final[Literal["custom_tool_call"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    async_: Field[bool | None] = field(default=None, alias="async")
    """Whether the model goes on before the result is there."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""

    namespace: Field[str | None] = field(default=None)
    """The namespace of the function."""
