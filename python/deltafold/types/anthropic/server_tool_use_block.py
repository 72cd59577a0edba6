"""A server tool use block."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.tool_use_caller import TOOL_USE_CALLER, ToolUseCaller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "ServerToolUseBlock",
]


class ServerToolUseBlock(View):
    """A call of a tool that the provider runs itself."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    caller: Field[ToolUseCaller | None] = field(TOOL_USE_CALLER, default=None)
    """Who made the call."""

    input: Field[dict[str, Any]] = field()
    """The input."""

    name: Field[
        Literal[
            "web_search",
            "web_fetch",
            "code_execution",
            "bash_code_execution",
            "text_editor_code_execution",
            "tool_search_tool_regex",
            "tool_search_tool_bm25",
        ]
    ] = field()
    """The name."""

    type: Final[Literal["server_tool_use"]] = field()
    """The word for this kind of object."""
