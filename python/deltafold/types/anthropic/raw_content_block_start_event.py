"""A raw content block start event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem
from deltafold.types.anthropic.content_block import CONTENT_BLOCK, ContentBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RawContentBlockStartEvent",
]


class RawContentBlockStartEvent(StreamItem):
    """The event `content_block_start`."""

    __slots__ = ()

    content_block: Field[ContentBlock] = field(CONTENT_BLOCK)

    index: Field[int] = field()
    """Its number."""

    type: Final[Literal["content_block_start"]] = field()
    """The word for this kind of object."""
