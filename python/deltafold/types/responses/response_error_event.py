"""An error event."""

from __future__ import annotations

from deltafold._core import Field, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseErrorEvent",
]


class ResponseErrorEvent(StreamItem):
    """The event `error`."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str] = field()
    """The message."""

    param: Field[str | None] = field(default=None)

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["error"]] = field()
    """The word for this kind of object."""
