"""A direct caller."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "DirectCaller",
]


class DirectCaller(View):
    """A direct caller."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()
    """The word for this kind of object."""
