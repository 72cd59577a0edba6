"""Raw message delta event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem
from deltafold.types.anthropic.container import Container
from deltafold.types.anthropic.message_delta_usage import MessageDeltaUsage
from deltafold.types.anthropic.refusal_stop_details import RefusalStopDetails

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Delta",
    "RawMessageDeltaEvent",
]


class Delta(View):
    """What changes in the message."""

    __slots__ = ()

    container: Field[Container | None] = field(Container, default=None)
    """The container it runs in."""

    stop_details: Field[RefusalStopDetails | None] = field(RefusalStopDetails, default=None)

    stop_reason: Field[
        Literal[
            "end_turn",
            "max_tokens",
            "stop_sequence",
            "tool_use",
            "pause_turn",
            "refusal",
            "model_context_window_exceeded",
        ]
        | None
    ] = field(default=None)
    """Why the model stopped."""

    stop_sequence: Field[str | None] = field(default=None)
    """The text at which the model stopped, if it did at one."""


class RawMessageDeltaEvent(StreamItem):
    """The event `message_delta`."""

    __slots__ = ()

    delta: Field[Delta] = field(Delta)
    """What the event adds."""

    type: Final[Literal["message_delta"]] = field()
    """The word for this kind of object."""

    usage: Field[MessageDeltaUsage] = field(MessageDeltaUsage)
    """How many tokens it took."""
