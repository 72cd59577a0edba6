"""A tool search tool search result block."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.anthropic.tool_reference_block import ToolReferenceBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolSearchToolSearchResultBlock",
]


class ToolSearchToolSearchResultBlock(View):
    """A tool search tool search result block."""

    __slots__ = ()

    tool_references: Field[Sequence[ToolReferenceBlock]] = field(items=ToolReferenceBlock)

    type: Final[Literal["tool_search_tool_search_result"]] = field()
    """The word for this kind of object."""
