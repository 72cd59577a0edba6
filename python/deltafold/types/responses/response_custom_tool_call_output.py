"""Response custom tool call output: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.response_input_content import (
    RESPONSE_INPUT_CONTENT,
    ResponseInputContent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "CallerDirect",
    "CallerProgram",
    "ResponseCustomToolCallOutput",
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


class ResponseCustomToolCallOutput(View):
    """Custom tool call output."""

    __slots__ = ()

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    output: Field[Sequence[ResponseInputContent] | str] = field(items=RESPONSE_INPUT_CONTENT)
    """The output."""

    type: Final[Literal["custom_tool_call_output"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""
