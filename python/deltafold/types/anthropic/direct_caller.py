"""A direct caller."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "DirectCaller",
]


class DirectCaller(View):
    """A direct caller."""

    __slots__ = ()

    type: Field[Literal["direct"]] = field()
    """The word for this kind of object."""
