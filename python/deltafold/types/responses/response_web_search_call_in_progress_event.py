"""A web search call in progress event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseWebSearchCallInProgressEvent",
]


class ResponseWebSearchCallInProgressEvent(StreamItem):
    """The event `response.web_search_call.in_progress`."""

    __slots__ = ()

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.web_search_call.in_progress"]] = field()
    """The word for this kind of object."""
