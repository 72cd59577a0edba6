"""An audio transcript delta event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseAudioTranscriptDeltaEvent",
]


class ResponseAudioTranscriptDeltaEvent(StreamItem):
    """The event `response.audio.transcript.delta`."""

    __slots__ = ()

    delta: Field[str] = field()
    """What the event adds."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.audio.transcript.delta"]] = field()
    """The word for this kind of object."""
