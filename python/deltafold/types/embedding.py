"""The vector of one text."""

from __future__ import annotations

from deltafold._core import Field, View, _vector, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Embedding",
]


class Embedding(View):
    """The vector of one text."""

    __slots__ = ()

    embedding: Field[list[float]] = field()
    """The vector; a new list on each access. Text, if the request asked for base64."""

    index: Field[int] = field()
    """Which of the request's texts it belongs to."""

    object: Field[Literal["embedding"]] = field()
    """The word for this kind of object."""

    @property
    def vector(self) -> memoryview | None:
        """The vector as a buffer of floats, which numpy takes without a copy.

        It has 64-bit floats for a list of numbers and 32-bit ones for base64. Raises `TypeError` or
        `ValueError` if `embedding` is neither.
        """
        return _vector(self, "embedding")
