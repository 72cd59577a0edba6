"""A refusal done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseRefusalDoneEvent",
]


class ResponseRefusalDoneEvent(StreamItem):
    """The event `response.refusal.done`."""

    __slots__ = ()

    content_index: Field[int] = field()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    refusal: Field[str] = field()

    sequence_number: Field[int] = field()

    type: Field[Literal["response.refusal.done"]] = field()
    """The word for this kind of object."""
