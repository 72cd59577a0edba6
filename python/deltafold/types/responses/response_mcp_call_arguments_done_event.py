"""An MCP call arguments done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseMcpCallArgumentsDoneEvent",
]


class ResponseMcpCallArgumentsDoneEvent(StreamItem):
    """The event `response.mcp_call_arguments.done`."""

    __slots__ = ()

    arguments: Field[str] = field()
    """The arguments; JSON text, if they are text."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.mcp_call_arguments.done"]] = field()
    """The word for this kind of object."""
