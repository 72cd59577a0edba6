"""The events of interactions under the names that they had before there were steps.

Releases of google-genai before 2 have these classes.
"""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

from ._contents import CONTENT, Content
from ._deltas import STEP_DELTA_DATA, StepDeltaData
from ._interaction import Interaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "InteractionStartEvent",
    "InteractionCompleteEvent",
    "ContentStart",
    "ContentDelta",
    "ContentStop",
]


class InteractionStartEvent(StreamItem):
    """The event `interaction.start`."""

    __slots__ = ()

    event_type: Final[Literal["interaction.start"]] = field()
    """The word for this kind of event."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    interaction: Field[Interaction | None] = field(Interaction, default=None)
    """The interaction as it begins."""


class InteractionCompleteEvent(StreamItem):
    """The event `interaction.complete`."""

    __slots__ = ()

    event_type: Final[Literal["interaction.complete"]] = field()
    """The word for this kind of event."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    interaction: Field[Interaction | None] = field(Interaction, default=None)
    """The interaction as it ended; its outputs are those of the events before."""


class ContentStart(StreamItem):
    """The event `content.start`."""

    __slots__ = ()

    event_type: Final[Literal["content.start"]] = field()
    """The word for this kind of event."""

    content: Field[Content | None] = field(CONTENT, default=None)
    """The output as it begins."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    index: Field[int] = field()
    """The number of the output."""


class ContentDelta(StreamItem):
    """The event `content.delta`."""

    __slots__ = ()

    event_type: Final[Literal["content.delta"]] = field()
    """The word for this kind of event."""

    delta: Field[StepDeltaData | None] = field(STEP_DELTA_DATA, default=None)
    """What it adds to the output."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    index: Field[int] = field()
    """The number of the output."""


class ContentStop(StreamItem):
    """The event `content.stop`."""

    __slots__ = ()

    event_type: Final[Literal["content.stop"]] = field()
    """The word for this kind of event."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    index: Field[int] = field()
    """The number of the output."""
