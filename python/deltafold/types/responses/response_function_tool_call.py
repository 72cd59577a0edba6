"""Response function tool call: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

__all__ = [
    "CallerDirect",
    "CallerProgram",
    "ResponseFunctionToolCall",
    "Caller",
]


class CallerDirect(View):
    """A caller direct."""

    __slots__ = ()

    type: Field[Literal["direct"]] = field()
    """The word for this kind of object."""


class CallerProgram(View):
    """A caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()

    type: Field[Literal["program"]] = field()
    """The word for this kind of object."""


Caller: TypeAlias = CallerDirect | CallerProgram

#: The class for each tag; the first one shows what has another.
CALLER = {"": View, "direct": CallerDirect, "program": CallerProgram}


class ResponseFunctionToolCall(View):
    """A function tool call."""

    __slots__ = ()

    arguments: Field[str] = field()

    call_id: Field[str] = field()

    name: Field[str] = field()

    type: Field[Literal["function_call"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    caller: Field[Caller | None] = field(CALLER, default=None)

    namespace: Field[str | None] = field(default=None)

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
