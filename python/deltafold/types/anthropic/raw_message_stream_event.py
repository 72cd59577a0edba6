"""A raw message stream event."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types._bases import StreamItem
from deltafold.types.anthropic._other_events import ErrorEvent, PingEvent
from deltafold.types.anthropic.raw_content_block_delta_event import RawContentBlockDeltaEvent
from deltafold.types.anthropic.raw_content_block_start_event import RawContentBlockStartEvent
from deltafold.types.anthropic.raw_content_block_stop_event import RawContentBlockStopEvent
from deltafold.types.anthropic.raw_message_delta_event import RawMessageDeltaEvent
from deltafold.types.anthropic.raw_message_start_event import RawMessageStartEvent
from deltafold.types.anthropic.raw_message_stop_event import RawMessageStopEvent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "RawMessageStreamEvent",
]


RawMessageStreamEvent: TypeAlias = (
    RawMessageStartEvent
    | RawMessageDeltaEvent
    | RawMessageStopEvent
    | RawContentBlockStartEvent
    | RawContentBlockDeltaEvent
    | RawContentBlockStopEvent
)

#: The class for each tag; the first one shows what has another.
RAW_MESSAGE_STREAM_EVENT: dict[str, type[View]] = {
    "": StreamItem,
    "message_start": RawMessageStartEvent,
    "message_delta": RawMessageDeltaEvent,
    "message_stop": RawMessageStopEvent,
    "content_block_start": RawContentBlockStartEvent,
    "content_block_delta": RawContentBlockDeltaEvent,
    "content_block_stop": RawContentBlockStopEvent,
    "ping": PingEvent,
    "error": ErrorEvent,
}
