"""A web search tool result block."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.anthropic.tool_use_caller import TOOL_USE_CALLER, ToolUseCaller
from deltafold.types.anthropic.web_search_result_block import WebSearchResultBlock
from deltafold.types.anthropic.web_search_tool_result_error_object import (
    WebSearchToolResultErrorObject,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "WebSearchToolResultBlock",
]


class WebSearchToolResultBlock(View):
    """A web search tool result block."""

    __slots__ = ()

    caller: Field[ToolUseCaller | None] = field(TOOL_USE_CALLER, default=None)
    """Who made the call."""

    content: Field[WebSearchToolResultErrorObject | Sequence[WebSearchResultBlock]] = field(
        WebSearchToolResultErrorObject, items=WebSearchResultBlock
    )
    """The content."""

    tool_use_id: Field[str] = field()
    """The id of the call that it answers."""

    type: Final[Literal["web_search_tool_result"]] = field()
    """The word for this kind of object."""
