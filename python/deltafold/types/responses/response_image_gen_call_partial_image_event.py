"""An image gen call partial image event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseImageGenCallPartialImageEvent",
]


class ResponseImageGenCallPartialImageEvent(StreamItem):
    """The event `response.image_generation_call.partial_image`."""

    __slots__ = ()

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    partial_image_b64: Field[str] = field()

    partial_image_index: Field[int] = field()

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.image_generation_call.partial_image"]] = field()
    """The word for this kind of object."""

    background: Field[str | None] = field(default=None)
    """Whether it ran while nobody waited."""

    output_format: Field[str | None] = field(default=None)

    quality: Field[str | None] = field(default=None)

    size: Field[str | None] = field(default=None)
    """The size."""
