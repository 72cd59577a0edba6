"""A tool choice custom."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolChoiceCustom",
]


class ToolChoiceCustom(View):
    """A tool choice custom."""

    __slots__ = ()

    name: Field[str] = field()
    """The name."""

    type: Final[Literal["custom"]] = field()
    """The word for this kind of object."""
