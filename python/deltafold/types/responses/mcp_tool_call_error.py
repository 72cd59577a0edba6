"""Mcp tool call error: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "McpProtocolError",
    "McpToolExecutionError",
    "HTTPError",
    "McpToolCallError",
]


class McpProtocolError(View):
    """An MCP protocol error."""

    __slots__ = ()

    code: Field[int] = field()
    """The code."""

    message: Field[str] = field()
    """The message."""

    type: Final[Literal["mcp_protocol_error"]] = field()
    """The word for this kind of object."""


class McpToolExecutionError(View):
    """An MCP tool execution error."""

    __slots__ = ()

    content: Field[Any] = field()
    """The content."""

    type: Final[Literal["mcp_tool_execution_error"]] = field()
    """The word for this kind of object."""


class HTTPError(View):
    """An HTTP error."""

    __slots__ = ()

    code: Field[int] = field()
    """The code."""

    message: Field[str] = field()
    """The message."""

    type: Final[Literal["http_error"]] = field()
    """The word for this kind of object."""


McpToolCallError: TypeAlias = McpProtocolError | McpToolExecutionError | HTTPError

#: The class for each tag; the first one shows what has another.
MCP_TOOL_CALL_ERROR: dict[str, type[View]] = {
    "": View,
    "mcp_protocol_error": McpProtocolError,
    "mcp_tool_execution_error": McpToolExecutionError,
    "http_error": HTTPError,
}
