"""Response reasoning summary part added event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Part",
    "ResponseReasoningSummaryPartAddedEvent",
]


class Part(View):
    """A part of a content; the field that is set determines its kind."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["summary_text"]] = field()
    """The word for this kind of object."""


class ResponseReasoningSummaryPartAddedEvent(StreamItem):
    """The event `response.reasoning_summary_part.added`."""

    __slots__ = ()

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    part: Field[Part] = field(Part)
    """The content part."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    summary_index: Field[int] = field()
    """The number of the summary part that it belongs to."""

    type: Final[Literal["response.reasoning_summary_part.added"]] = field()
    """The word for this kind of object."""
