"""An audio done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseAudioDoneEvent",
]


class ResponseAudioDoneEvent(StreamItem):
    """The event `response.audio.done`."""

    __slots__ = ()

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.audio.done"]] = field()
    """The word for this kind of object."""
