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

        It has 64-bit floats for a list of numbers and 32-bit floats for base64.

            >>> from deltafold.types import Embedding
            >>> Embedding(embedding=[0.5, 1.0]).vector.tolist()
            [0.5, 1.0]

        Raises:
            TypeError: `embedding` is neither a list of numbers nor text.
            ValueError: the text is not base64 of 32-bit floats.
        """
        return _vector(self, "embedding")
