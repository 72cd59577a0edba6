"""An output item added event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem
from deltafold.types.responses.response_output_item import RESPONSE_OUTPUT_ITEM, ResponseOutputItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseOutputItemAddedEvent",
]


class ResponseOutputItemAddedEvent(StreamItem):
    """The event `response.output_item.added`."""

    __slots__ = ()

    item: Field[ResponseOutputItem] = field(RESPONSE_OUTPUT_ITEM)
    """The output item."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.output_item.added"]] = field()
    """The word for this kind of object."""
