"""A raw content block stop event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RawContentBlockStopEvent",
]


class RawContentBlockStopEvent(StreamItem):
    """The event `content_block_stop`."""

    __slots__ = ()

    index: Field[int] = field()
    """Its number."""

    type: Final[Literal["content_block_stop"]] = field()
    """The word for this kind of object."""
