"""Web fetch tool result block: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.tool_use_caller import TOOL_USE_CALLER, ToolUseCaller
from deltafold.types.anthropic.web_fetch_block import WebFetchBlock
from deltafold.types.anthropic.web_fetch_tool_result_error_block import WebFetchToolResultErrorBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "WebFetchToolResultBlock",
    "Content",
]


Content: TypeAlias = WebFetchToolResultErrorBlock | WebFetchBlock

#: The class for each tag; the first one shows what has another.
CONTENT: dict[str, type[View]] = {
    "": View,
    "web_fetch_tool_result_error": WebFetchToolResultErrorBlock,
    "web_fetch_result": WebFetchBlock,
}


class WebFetchToolResultBlock(View):
    """A web fetch tool result block."""

    __slots__ = ()

    caller: Field[ToolUseCaller | None] = field(TOOL_USE_CALLER, default=None)
    """Who made the call."""

    content: Field[Content] = field(CONTENT)
    """The content."""

    tool_use_id: Field[str] = field()
    """The id of the call that it answers."""

    type: Final[Literal["web_fetch_tool_result"]] = field()
    """The word for this kind of object."""
