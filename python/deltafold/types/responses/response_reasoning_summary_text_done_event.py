"""A reasoning summary text done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseReasoningSummaryTextDoneEvent",
]


class ResponseReasoningSummaryTextDoneEvent(StreamItem):
    """The event `response.reasoning_summary_text.done`."""

    __slots__ = ()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    summary_index: Field[int] = field()

    text: Field[str] = field()

    type: Field[Literal["response.reasoning_summary_text.done"]] = field()
    """The word for this kind of object."""
