"""A mcp call arguments done event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseMcpCallArgumentsDoneEvent",
]


class ResponseMcpCallArgumentsDoneEvent(StreamItem):
    """The event `response.mcp_call_arguments.done`."""

    __slots__ = ()

    arguments: Field[str] = field()

    item_id: Field[str] = field()

    output_index: Field[int] = field()

    sequence_number: Field[int] = field()

    type: Field[Literal["response.mcp_call_arguments.done"]] = field()
    """The word for this kind of object."""
