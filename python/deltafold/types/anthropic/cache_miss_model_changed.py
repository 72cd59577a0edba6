"""A cache miss model changed."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CacheMissModelChanged",
]


class CacheMissModelChanged(View):
    """A cache miss model changed."""

    __slots__ = ()

    cache_missed_input_tokens: Field[int] = field()

    type: Final[Literal["model_changed"]] = field()
    """The word for this kind of object."""
