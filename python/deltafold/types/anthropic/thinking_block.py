"""A thinking block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ThinkingBlock",
]


class ThinkingBlock(View):
    """A thinking block."""

    __slots__ = ()

    signature: Field[str] = field()

    thinking: Field[str] = field()

    type: Field[Literal["thinking"]] = field()
    """The word for this kind of object."""
