"""An audio transcript done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseAudioTranscriptDoneEvent",
]


class ResponseAudioTranscriptDoneEvent(StreamItem):
    """The event `response.audio.transcript.done`."""

    __slots__ = ()

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.audio.transcript.done"]] = field()
    """The word for this kind of object."""
