"""Tool search tool result block: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.tool_search_tool_result_error_object import (
    ToolSearchToolResultErrorObject,
)
from deltafold.types.anthropic.tool_search_tool_search_result_block import (
    ToolSearchToolSearchResultBlock,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ToolSearchToolResultBlock",
    "Content",
]


Content: TypeAlias = ToolSearchToolResultErrorObject | ToolSearchToolSearchResultBlock

#: The class for each tag; the first one shows what has another.
CONTENT: dict[str, type[View]] = {
    "": View,
    "tool_search_tool_result_error": ToolSearchToolResultErrorObject,
    "tool_search_tool_search_result": ToolSearchToolSearchResultBlock,
}


class ToolSearchToolResultBlock(View):
    """A tool search tool result block."""

    __slots__ = ()

    content: Field[Content] = field(CONTENT)
    """The content."""

    tool_use_id: Field[str] = field()
    """The id of the call that it answers."""

    type: Final[Literal["tool_search_tool_result"]] = field()
    """The word for this kind of object."""
