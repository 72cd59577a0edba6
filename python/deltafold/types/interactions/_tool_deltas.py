"""Tool deltas: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.interactions._results import (
    CodeExecutionCallArguments,
    FileSearchResult,
    Function,
    GoogleMapsCallArguments,
    GoogleMapsResult,
    GoogleSearchCallArguments,
    GoogleSearchResult,
    RetrievalCallArguments,
    ToolSearchCallStepArguments,
    URLContextCallArguments,
    URLContextResult,
)
from deltafold.types.interactions._tool_steps import (
    FUNCTION_RESULT_SUBCONTENT,
    FunctionResultSubcontent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal

__all__ = [
    "CodeExecutionCallDelta",
    "CodeExecutionResultDelta",
    "FileSearchCallDelta",
    "FileSearchResultDelta",
    "FunctionResultDeltaResult",
    "FunctionResultDelta",
    "GoogleMapsCallDelta",
    "GoogleMapsResultDelta",
    "GoogleSearchCallDelta",
    "GoogleSearchResultDelta",
    "MCPServerToolCallDelta",
    "MCPServerToolResultDeltaResult",
    "MCPServerToolResultDelta",
    "ProcessingCallDelta",
    "ProcessingResultDelta",
    "RetrievalCallDelta",
    "RetrievalResultDelta",
    "ToolSearchCallDelta",
    "ToolSearchResultDelta",
    "URLContextCallDelta",
    "URLContextResultDelta",
]


class CodeExecutionCallDelta(View):
    """A code execution call delta."""

    __slots__ = ()

    arguments: Field[CodeExecutionCallArguments] = field(CodeExecutionCallArguments)
    """The arguments; JSON text, if they are text."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["code_execution_call"]] = field(default=None)
    """The word for this kind of object."""


class CodeExecutionResultDelta(View):
    """A code execution result delta."""

    __slots__ = ()

    result: Field[str] = field()
    """The result."""

    is_error: Field[bool | None] = field(default=None)
    """Whether it failed."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["code_execution_result"]] = field(default=None)
    """The word for this kind of object."""


class FileSearchCallDelta(View):
    """A file search call delta."""

    __slots__ = ()

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["file_search_call"]] = field(default=None)
    """The word for this kind of object."""


class FileSearchResultDelta(View):
    """A file search result delta."""

    __slots__ = ()

    result: Field[Sequence[FileSearchResult]] = field(items=FileSearchResult)
    """The result."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["file_search_result"]] = field(default=None)
    """The word for this kind of object."""


class FunctionResultDeltaResult(View):
    """A function result delta result."""

    __slots__ = ()


class FunctionResultDelta(View):
    """A function result delta."""

    __slots__ = ()

    result: Field[FunctionResultDeltaResult | Sequence[FunctionResultSubcontent] | str] = field(
        FunctionResultDeltaResult, items=FUNCTION_RESULT_SUBCONTENT
    )
    """The result."""

    is_error: Field[bool | None] = field(default=None)
    """Whether it failed."""

    name: Field[str | None] = field(default=None)
    """The name."""

    type: Final[Literal["function_result"]] = field(default=None)
    """The word for this kind of object."""


class GoogleMapsCallDelta(View):
    """A google maps call delta."""

    __slots__ = ()

    arguments: Field[GoogleMapsCallArguments | None] = field(GoogleMapsCallArguments, default=None)
    """The arguments; JSON text, if they are text."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["google_maps_call"]] = field(default=None)
    """The word for this kind of object."""


class GoogleMapsResultDelta(View):
    """A google maps result delta."""

    __slots__ = ()

    result: Field[Sequence[GoogleMapsResult] | None] = field(items=GoogleMapsResult, default=None)
    """The result."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["google_maps_result"]] = field(default=None)
    """The word for this kind of object."""


class GoogleSearchCallDelta(View):
    """A google search call delta."""

    __slots__ = ()

    arguments: Field[GoogleSearchCallArguments] = field(GoogleSearchCallArguments)
    """The arguments; JSON text, if they are text."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["google_search_call"]] = field(default=None)
    """The word for this kind of object."""


class GoogleSearchResultDelta(View):
    """A google search result delta."""

    __slots__ = ()

    result: Field[Sequence[GoogleSearchResult]] = field(items=GoogleSearchResult)
    """The result."""

    is_error: Field[bool | None] = field(default=None)
    """Whether it failed."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["google_search_result"]] = field(default=None)
    """The word for this kind of object."""


class MCPServerToolCallDelta(View):
    """An MCP server tool call delta."""

    __slots__ = ()

    arguments: Field[dict[str, Any]] = field()
    """The arguments; JSON text, if they are text."""

    name: Field[str] = field()
    """The name."""

    server_name: Field[str] = field()
    """The name of the server."""

    type: Final[Literal["mcp_server_tool_call"]] = field(default=None)
    """The word for this kind of object."""


class MCPServerToolResultDeltaResult(View):
    """An MCP server tool result delta result."""

    __slots__ = ()


class MCPServerToolResultDelta(View):
    """An MCP server tool result delta."""

    __slots__ = ()

    result: Field[MCPServerToolResultDeltaResult | Sequence[FunctionResultSubcontent] | str] = (
        field(MCPServerToolResultDeltaResult, items=FUNCTION_RESULT_SUBCONTENT)
    )
    """The result."""

    name: Field[str | None] = field(default=None)
    """The name."""

    server_name: Field[str | None] = field(default=None)
    """The name of the server."""

    type: Final[Literal["mcp_server_tool_result"]] = field(default=None)
    """The word for this kind of object."""


class ProcessingCallDelta(View):
    """A processing call delta."""

    __slots__ = ()

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["processing_call"]] = field(default=None)
    """The word for this kind of object."""


class ProcessingResultDelta(View):
    """A processing result delta."""

    __slots__ = ()

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["processing_result"]] = field(default=None)
    """The word for this kind of object."""


class RetrievalCallDelta(View):
    """A retrieval call delta."""

    __slots__ = ()

    arguments: Field[RetrievalCallArguments] = field(RetrievalCallArguments)
    """The arguments; JSON text, if they are text."""

    retrieval_type: Field[str | None] = field(default=None)

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["retrieval_call"]] = field(default=None)
    """The word for this kind of object."""


class RetrievalResultDelta(View):
    """A retrieval result delta."""

    __slots__ = ()

    is_error: Field[bool | None] = field(default=None)
    """Whether it failed."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["retrieval_result"]] = field(default=None)
    """The word for this kind of object."""


class ToolSearchCallDelta(View):
    """A tool search call delta."""

    __slots__ = ()

    arguments: Field[ToolSearchCallStepArguments | None] = field(
        ToolSearchCallStepArguments, default=None
    )
    """The arguments; JSON text, if they are text."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["tool_search_call"]] = field(default=None)
    """The word for this kind of object."""


class ToolSearchResultDelta(View):
    """A tool search result delta."""

    __slots__ = ()

    result: Field[Sequence[Function] | None] = field(items=Function, default=None)
    """The result."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["tool_search_result"]] = field(default=None)
    """The word for this kind of object."""


class URLContextCallDelta(View):
    """A URL context call delta."""

    __slots__ = ()

    arguments: Field[URLContextCallArguments] = field(URLContextCallArguments)
    """The arguments; JSON text, if they are text."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["url_context_call"]] = field(default=None)
    """The word for this kind of object."""


class URLContextResultDelta(View):
    """A URL context result delta."""

    __slots__ = ()

    result: Field[Sequence[URLContextResult]] = field(items=URLContextResult)
    """The result."""

    is_error: Field[bool | None] = field(default=None)
    """Whether it failed."""

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["url_context_result"]] = field(default=None)
    """The word for this kind of object."""
