"""The body of a failed response, in the form that most providers use."""

from __future__ import annotations

from deltafold._core import Field, View, field

from .shared.error_object import ErrorObject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["ErrorBody"]


class ErrorBody(View):
    """The body of a failed response. Other members of it are extras."""

    __slots__ = ()

    error: Field[ErrorObject | Any] = field(ErrorObject)
    """The error: an object, or for some providers a text."""
