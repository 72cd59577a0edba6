"""A custom tool call input delta event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseCustomToolCallInputDeltaEvent",
]


class ResponseCustomToolCallInputDeltaEvent(StreamItem):
    """The event `response.custom_tool_call_input.delta`."""

    __slots__ = ()

    delta: Field[str] = field()
    """What the event adds."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.custom_tool_call_input.delta"]] = field()
    """The word for this kind of object."""
