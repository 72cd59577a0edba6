"""A custom tool call output item."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.response_custom_tool_call_output import CALLER, Caller
from deltafold.types.responses.response_input_content import (
    RESPONSE_INPUT_CONTENT,
    ResponseInputContent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseCustomToolCallOutputItem",
]


class ResponseCustomToolCallOutputItem(View):
    """A custom tool call output item."""

    __slots__ = ()

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    output: Field[Sequence[ResponseInputContent] | str] = field(items=RESPONSE_INPUT_CONTENT)
    """The output."""

    type: Final[Literal["custom_tool_call_output"]] = field()
    """The word for this kind of object."""

    id: Field[str] = field()
    """Its own id."""

    caller: Field[Caller | None] = field(CALLER, default=None)
    """Who made the call."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
