"""A cache miss unavailable."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "CacheMissUnavailable",
]


class CacheMissUnavailable(View):
    """A cache miss unavailable."""

    __slots__ = ()

    type: Field[Literal["unavailable"]] = field()
    """The word for this kind of object."""
