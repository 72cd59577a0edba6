"""Events that Anthropic sends and that its package has no classes for."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = ["PingEvent", "ErrorEvent", "ErrorEventError"]


class PingEvent(StreamItem):
    """The event `ping`, which says nothing."""

    __slots__ = ()

    type: Final[Literal["ping"]] = field()
    """The word for this kind of event."""


class ErrorEventError(View):
    """What went wrong."""

    __slots__ = ()

    message: Field[str] = field()
    """The error in words."""

    type: Field[str] = field()
    """The error's name, such as `overloaded_error`."""


class ErrorEvent(StreamItem):
    """The event `error`, with which a stream ends early."""

    __slots__ = ()

    error: Field[ErrorEventError] = field(ErrorEventError)
    """What went wrong."""

    type: Final[Literal["error"]] = field()
    """The word for this kind of event."""
