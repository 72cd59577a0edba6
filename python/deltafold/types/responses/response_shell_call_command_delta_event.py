"""A shell call command delta event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseShellCallCommandDeltaEvent",
]


class ResponseShellCallCommandDeltaEvent(StreamItem):
    """The event `response.shell_call_command.delta`."""

    __slots__ = ()

    command_index: Field[int] = field()
    """The number of the command within the call."""

    delta: Field[str] = field()
    """What the event adds."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.shell_call_command.delta"]] = field()
    """The word for this kind of object."""

    obfuscation: Field[str | None] = field(default=None)
