"""A raw message stop event."""

from __future__ import annotations

from deltafold._core import field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RawMessageStopEvent",
]


class RawMessageStopEvent(StreamItem):
    """The event `message_stop`."""

    __slots__ = ()

    type: Final[Literal["message_stop"]] = field()
    """The word for this kind of object."""
