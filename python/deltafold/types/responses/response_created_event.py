"""A created event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem
from deltafold.types.responses.response import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseCreatedEvent",
]


class ResponseCreatedEvent(StreamItem):
    """The event `response.created`."""

    __slots__ = ()

    response: Field[Response] = field(Response)
    """The response."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.created"]] = field()
    """The word for this kind of object."""
