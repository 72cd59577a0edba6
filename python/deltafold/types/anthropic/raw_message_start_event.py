"""A raw message start event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem
from deltafold.types.anthropic.message import Message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RawMessageStartEvent",
]


class RawMessageStartEvent(StreamItem):
    """The event `message_start`."""

    __slots__ = ()

    message: Field[Message] = field(Message)
    """The message."""

    type: Final[Literal["message_start"]] = field()
    """The word for this kind of object."""
