"""A tool choice function."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolChoiceFunction",
]


class ToolChoiceFunction(View):
    """A tool choice function."""

    __slots__ = ()

    name: Field[str] = field()
    """The name."""

    type: Final[Literal["function"]] = field()
    """The word for this kind of object."""
