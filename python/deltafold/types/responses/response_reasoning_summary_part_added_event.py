"""Response reasoning summary part added event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Part",
    "ResponseReasoningSummaryPartAddedEvent",
]


class Part(View):
    """A part."""

    __slots__ = ()

    text: Field[str] = field()

    type: Field[Literal["summary_text"]] = field()
    """The word for this kind of object."""


class ResponseReasoningSummaryPartAddedEvent(StreamItem):
    """The event `response.reasoning_summary_part.added`."""

    __slots__ = ()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    part: Field[Part] = field(Part)

    sequence_number: Field[int] = field()

    summary_index: Field[int] = field()

    type: Field[Literal["response.reasoning_summary_part.added"]] = field()
    """The word for this kind of object."""
