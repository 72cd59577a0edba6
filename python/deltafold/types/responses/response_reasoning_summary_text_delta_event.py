"""A reasoning summary text delta event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseReasoningSummaryTextDeltaEvent",
]


class ResponseReasoningSummaryTextDeltaEvent(StreamItem):
    """The event `response.reasoning_summary_text.delta`."""

    __slots__ = ()

    delta: Field[str] = field()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    summary_index: Field[int] = field()

    type: Field[Literal["response.reasoning_summary_text.delta"]] = field()
    """The word for this kind of object."""
