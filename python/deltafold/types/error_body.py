"""The body of a response that failed, as most providers have it."""

from __future__ import annotations

from deltafold._core import Field, View, field

from .shared.error_object import ErrorObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["ErrorBody"]


class ErrorBody(View):
    """The body of a response that failed. What else a provider puts into it, is an extra."""

    __slots__ = ()

    error: Field[ErrorObject | Any] = field(ErrorObject)
    """What went wrong: an object, or a text with some providers."""
