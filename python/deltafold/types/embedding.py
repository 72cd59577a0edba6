"""The vector of one text."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = ["Embedding"]


class Embedding(View):
    """The vector of one text."""

    __slots__ = ()

    embedding: Field[list[float]] = field()
    """The vector; a new list each time it is asked for."""

    index: Field[int] = field()
    """Which of the request's texts it belongs to."""

    object: Field[Literal["embedding"]] = field()
    """The word for this kind of object."""
