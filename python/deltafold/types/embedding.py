"""The vector of one text."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = ["Embedding"]


class Embedding(View):
    """The vector of one text."""

    __slots__ = ()

    embedding: list[float] = field()
    """The vector; a new list each time it is asked for."""

    index: int = field()
    """Which of the request's texts it belongs to."""

    object: Literal["embedding"] = field()
    """The word for this kind of object."""
