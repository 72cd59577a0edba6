"""A tool reference block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolReferenceBlock",
]


class ToolReferenceBlock(View):
    """A tool reference block."""

    __slots__ = ()

    tool_name: Field[str] = field()
    """The name of the tool."""

    type: Final[Literal["tool_reference"]] = field()
    """The word for this kind of object."""
