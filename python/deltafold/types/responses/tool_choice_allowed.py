"""A tool choice allowed."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "ToolChoiceAllowed",
]


class ToolChoiceAllowed(View):
    """A tool choice allowed."""

    __slots__ = ()

    mode: Field[Literal["auto", "required"]] = field()
    """The mode."""

    tools: Field[list[dict[str, Any]]] = field()
    """The tools."""

    type: Final[Literal["allowed_tools"]] = field()
    """The word for this kind of object."""
