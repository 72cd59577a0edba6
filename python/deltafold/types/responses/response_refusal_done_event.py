"""A refusal done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseRefusalDoneEvent",
]


class ResponseRefusalDoneEvent(StreamItem):
    """The event `response.refusal.done`."""

    __slots__ = ()

    content_index: Field[int] = field()
    """The number of the content part that it belongs to."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    refusal: Field[str] = field()
    """The refusal."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.refusal.done"]] = field()
    """The word for this kind of object."""
