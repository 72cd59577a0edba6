"""A reasoning summary text done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseReasoningSummaryTextDoneEvent",
]


class ResponseReasoningSummaryTextDoneEvent(StreamItem):
    """The event `response.reasoning_summary_text.done`."""

    __slots__ = ()

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    summary_index: Field[int] = field()
    """The number of the summary part that it belongs to."""

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["response.reasoning_summary_text.done"]] = field()
    """The word for this kind of object."""
