"""A cache miss unavailable."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CacheMissUnavailable",
]


class CacheMissUnavailable(View):
    """A cache miss unavailable."""

    __slots__ = ()

    type: Final[Literal["unavailable"]] = field()
    """The word for this kind of object."""
