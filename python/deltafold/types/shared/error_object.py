"""An error object."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "ErrorObject",
]


class ErrorObject(View):
    """What went wrong."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str] = field()
    """The message."""

    param: Field[str | None] = field(default=None)

    type: Field[str] = field()
    """The word for this kind of object."""
