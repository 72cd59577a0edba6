"""Events: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem
from deltafold.types.interactions._deltas import StepDelta
from deltafold.types.interactions._interaction import Error, Usage
from deltafold.types.interactions._legacy import (
    ContentDelta,
    ContentStart,
    ContentStop,
    InteractionCompleteEvent,
    InteractionStartEvent,
)
from deltafold.types.interactions._steps import STEP, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ErrorEvent",
    "InteractionSseEventInteraction",
    "InteractionCompletedEvent",
    "InteractionCreatedEvent",
    "InteractionStatusUpdate",
    "StepStart",
    "StepStop",
    "InteractionSSEEvent",
]


class ErrorEvent(StreamItem):
    """The event `error`."""

    __slots__ = ()

    error: Field[Error | None] = field(Error, default=None)
    """What went wrong, if something did."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["error"]] = field(default=None)
    """The word for this kind of event."""


class InteractionSseEventInteraction(View):
    """An interaction as it begins or ends."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    status: Field[str] = field()
    """How far it has come."""

    agent: Field[str | None] = field(default=None)

    continuation_token: Field[str | None] = field(default=None)

    created: Field[str | None] = field(default=None)
    """When it was made."""

    model: Field[str | None] = field(default=None)
    """The model."""

    object: Field[str | None] = field(default=None)
    """The word for this kind of object."""

    service_tier: Field[str | None] = field(default=None)
    """The tier in which the request was served."""

    steps: Field[Sequence[Step] | None] = field(items=STEP, default=None)
    """The steps, in their order."""

    updated: Field[str | None] = field(default=None)
    """When it was last changed."""

    usage: Field[Usage | None] = field(Usage, default=None)
    """How many tokens it took."""


class InteractionCompletedEvent(StreamItem):
    """The event `interaction.completed`."""

    __slots__ = ()

    interaction: Field[InteractionSseEventInteraction] = field(InteractionSseEventInteraction)
    """The interaction."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["interaction.completed"]] = field(default=None)
    """The word for this kind of event."""


class InteractionCreatedEvent(StreamItem):
    """The event `interaction.created`."""

    __slots__ = ()

    interaction: Field[InteractionSseEventInteraction] = field(InteractionSseEventInteraction)
    """The interaction."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["interaction.created"]] = field(default=None)
    """The word for this kind of event."""


class InteractionStatusUpdate(StreamItem):
    """The event `interaction.status_update`."""

    __slots__ = ()

    interaction_id: Field[str] = field()

    status: Field[str] = field()
    """How far it has come."""

    continuation_token: Field[str | None] = field(default=None)

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["interaction.status_update"]] = field(default=None)
    """The word for this kind of event."""

    usage: Field[Usage | None] = field(Usage, default=None)
    """How many tokens it took."""


class StepStart(StreamItem):
    """The event `step.start`."""

    __slots__ = ()

    index: Field[int] = field()
    """Its number."""

    step: Field[Step] = field(STEP)

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["step.start"]] = field(default=None)
    """The word for this kind of event."""


class StepStop(StreamItem):
    """The event `step.stop`."""

    __slots__ = ()

    index: Field[int] = field()
    """Its number."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["step.stop"]] = field(default=None)
    """The word for this kind of event."""

    step_usage: Field[Usage | None] = field(Usage, default=None)

    usage: Field[Usage | None] = field(Usage, default=None)
    """How many tokens it took."""


InteractionSSEEvent: TypeAlias = (
    ErrorEvent
    | InteractionCompletedEvent
    | InteractionCreatedEvent
    | InteractionStatusUpdate
    | StepDelta
    | StepStart
    | StepStop
)

#: The class for each tag; the first one shows what has another.
INTERACTION_SSEEVENT: dict[str, type[View]] = {
    "": StreamItem,
    "error": ErrorEvent,
    "interaction.completed": InteractionCompletedEvent,
    "interaction.created": InteractionCreatedEvent,
    "interaction.status_update": InteractionStatusUpdate,
    "step.delta": StepDelta,
    "step.start": StepStart,
    "step.stop": StepStop,
    "interaction.start": InteractionStartEvent,
    "interaction.complete": InteractionCompleteEvent,
    "content.start": ContentStart,
    "content.delta": ContentDelta,
    "content.stop": ContentStop,
}
