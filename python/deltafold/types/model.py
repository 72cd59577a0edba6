"""A model that an API offers."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Model",
]


class Model(View):
    """A model that an API offers."""

    __slots__ = ()

    id: Field[str] = field()
    """The id that requests use."""

    created: Field[int] = field()
    """When it was made, in seconds since 1970; some providers have null here."""

    object: Field[Literal["model"]] = field()
    """The word for this kind of object."""

    owned_by: Field[str] = field()
    """The owner."""

    shutdown_date: Field[str | None] = field(default=None)
    """When it will be shut down, if that is known."""
