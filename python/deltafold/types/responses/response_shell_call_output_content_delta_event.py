"""Response shell call output content delta event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "Delta",
    "ResponseShellCallOutputContentDeltaEvent",
]


class Delta(View):
    """A piece of what the command wrote."""

    __slots__ = ()

    stderr: Field[str | None] = field(default=None)
    """What the command wrote to its standard error."""

    stdout: Field[str | None] = field(default=None)
    """What the command wrote to its standard output."""


class ResponseShellCallOutputContentDeltaEvent(StreamItem):
    """The event `response.shell_call_output_content.delta`."""

    __slots__ = ()

    command_index: Field[int] = field()
    """The number of the command within the call."""

    delta: Field[Delta] = field(Delta)
    """What the event adds."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.shell_call_output_content.delta"]] = field()
    """The word for this kind of object."""
