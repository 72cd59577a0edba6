"""A shell call command done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseShellCallCommandDoneEvent",
]


class ResponseShellCallCommandDoneEvent(StreamItem):
    """The event `response.shell_call_command.done`."""

    __slots__ = ()

    command: Field[str] = field()
    """The command."""

    command_index: Field[int] = field()
    """The number of the command within the call."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.shell_call_command.done"]] = field()
    """The word for this kind of object."""
