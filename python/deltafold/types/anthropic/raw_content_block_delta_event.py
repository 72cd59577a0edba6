"""A raw content block delta event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem
from deltafold.types.anthropic.raw_content_block_delta import (
    RAW_CONTENT_BLOCK_DELTA,
    RawContentBlockDelta,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RawContentBlockDeltaEvent",
]


class RawContentBlockDeltaEvent(StreamItem):
    """The event `content_block_delta`."""

    __slots__ = ()

    delta: Field[RawContentBlockDelta] = field(RAW_CONTENT_BLOCK_DELTA)
    """What the event adds."""

    index: Field[int] = field()
    """Its number."""

    type: Final[Literal["content_block_delta"]] = field()
    """The word for this kind of object."""
