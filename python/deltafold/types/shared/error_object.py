"""An error object."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "ErrorObject",
]


class ErrorObject(View):
    """An error object."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)

    message: Field[str] = field()

    param: Field[str | None] = field(default=None)

    type: Field[str] = field()
    """The word for this kind of object."""
