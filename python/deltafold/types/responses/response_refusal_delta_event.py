"""A refusal delta event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseRefusalDeltaEvent",
]


class ResponseRefusalDeltaEvent(StreamItem):
    """The event `response.refusal.delta`."""

    __slots__ = ()

    content_index: Field[int] = field()

    delta: Field[str] = field()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    type: Field[Literal["response.refusal.delta"]] = field()
    """The word for this kind of object."""
