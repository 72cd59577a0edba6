"""A message."""

from __future__ import annotations

from deltafold._core import Field, Sequence, field
from deltafold.types._bases import Whole
from deltafold.types.anthropic.container import Container
from deltafold.types.anthropic.content_block import CONTENT_BLOCK, ContentBlock
from deltafold.types.anthropic.diagnostics import Diagnostics
from deltafold.types.anthropic.refusal_stop_details import RefusalStopDetails
from deltafold.types.anthropic.usage import Usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Message",
]


class Message(Whole):
    """A whole message of the model."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    container: Field[Container | None] = field(Container, default=None)
    """The container it runs in."""

    content: Field[Sequence[ContentBlock]] = field(items=CONTENT_BLOCK)
    """The content."""

    diagnostics: Field[Diagnostics | None] = field(Diagnostics, default=None)

    model: Field[str] = field()
    """The model."""

    role: Field[Literal["assistant"]] = field()
    """The role of the author."""

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

    type: Final[Literal["message"]] = field()
    """The word for this kind of object."""

    usage: Field[Usage] = field(Usage)
    """How many tokens it took."""
