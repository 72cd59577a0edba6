"""Tool steps: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.interactions._contents import (
    CONTENT,
    AudioContent,
    Content,
    DocumentContent,
    ImageContent,
    TextContent,
    VideoContent,
)
from deltafold.types.interactions._results import (
    CodeExecutionCallArguments,
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "CodeExecutionCallStep",
    "CodeExecutionResultStep",
    "FileSearchCallStep",
    "FileSearchResultStep",
    "FunctionCallStep",
    "FunctionResultStepResult",
    "FunctionResultStep",
    "GoogleMapsCallStep",
    "GoogleMapsResultStep",
    "GoogleSearchCallStep",
    "GoogleSearchResultStep",
    "MCPServerToolCallStep",
    "MCPServerToolResultStepResult",
    "MCPServerToolResultStep",
    "ProcessingCallStep",
    "ProcessingResultStep",
    "RetrievalCallStep",
    "RetrievalResultStep",
    "ToolSearchCallStep",
    "ToolSearchResultStep",
    "URLContextCallStep",
    "URLContextResultStep",
    "FunctionResultSubcontent",
]


FunctionResultSubcontent: TypeAlias = (
    AudioContent | DocumentContent | Function | ImageContent | TextContent | VideoContent
)

#: The class for each tag; the first one shows what has another.
FUNCTION_RESULT_SUBCONTENT: dict[str, type[View]] = {
    "": View,
    "audio": AudioContent,
    "document": DocumentContent,
    "function": Function,
    "image": ImageContent,
    "text": TextContent,
    "video": VideoContent,
}


class CodeExecutionCallStep(View):
    """A code execution call step."""

    __slots__ = ()

    arguments: Field[CodeExecutionCallArguments] = field(CodeExecutionCallArguments)
    id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["code_execution_call"]] = field(default=None)


class CodeExecutionResultStep(View):
    """A code execution result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[Sequence[Content] | str] = field(items=CONTENT)
    is_error: Field[bool | None] = field(default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["code_execution_result"]] = field(default=None)


class FileSearchCallStep(View):
    """A file search call step."""

    __slots__ = ()

    id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["file_search_call"]] = field(default=None)


class FileSearchResultStep(View):
    """A file search result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["file_search_result"]] = field(default=None)


class FunctionCallStep(View):
    """A function call step."""

    __slots__ = ()

    arguments: Field[dict[str, Any]] = field()
    id: Field[str] = field()
    name: Field[str] = field()
    type: Final[Literal["function_call"]] = field(default=None)


class FunctionResultStepResult(View):
    """A function result step result."""

    __slots__ = ()


class FunctionResultStep(View):
    """A function result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[FunctionResultStepResult | Sequence[FunctionResultSubcontent] | str] = field(
        FunctionResultStepResult, items=FUNCTION_RESULT_SUBCONTENT
    )
    is_error: Field[bool | None] = field(default=None)
    name: Field[str | None] = field(default=None)
    type: Final[Literal["function_result"]] = field(default=None)


class GoogleMapsCallStep(View):
    """A google maps call step."""

    __slots__ = ()

    id: Field[str] = field()
    arguments: Field[GoogleMapsCallArguments | None] = field(GoogleMapsCallArguments, default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["google_maps_call"]] = field(default=None)


class GoogleMapsResultStep(View):
    """A google maps result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[Sequence[GoogleMapsResult]] = field(items=GoogleMapsResult)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["google_maps_result"]] = field(default=None)


class GoogleSearchCallStep(View):
    """A google search call step."""

    __slots__ = ()

    arguments: Field[GoogleSearchCallArguments] = field(GoogleSearchCallArguments)
    id: Field[str] = field()
    search_type: Field[str | None] = field(default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["google_search_call"]] = field(default=None)


class GoogleSearchResultStep(View):
    """A google search result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[Sequence[GoogleSearchResult]] = field(items=GoogleSearchResult)
    is_error: Field[bool | None] = field(default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["google_search_result"]] = field(default=None)


class MCPServerToolCallStep(View):
    """An MCP server tool call step."""

    __slots__ = ()

    arguments: Field[dict[str, Any]] = field()
    id: Field[str] = field()
    name: Field[str] = field()
    server_name: Field[str] = field()
    type: Final[Literal["mcp_server_tool_call"]] = field(default=None)


class MCPServerToolResultStepResult(View):
    """An MCP server tool result step result."""

    __slots__ = ()


class MCPServerToolResultStep(View):
    """An MCP server tool result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[MCPServerToolResultStepResult | Sequence[FunctionResultSubcontent] | str] = field(
        MCPServerToolResultStepResult, items=FUNCTION_RESULT_SUBCONTENT
    )
    name: Field[str | None] = field(default=None)
    server_name: Field[str | None] = field(default=None)
    type: Final[Literal["mcp_server_tool_result"]] = field(default=None)


class ProcessingCallStep(View):
    """A processing call step."""

    __slots__ = ()

    id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["processing_call"]] = field(default=None)


class ProcessingResultStep(View):
    """A processing result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["processing_result"]] = field(default=None)


class RetrievalCallStep(View):
    """A retrieval call step."""

    __slots__ = ()

    arguments: Field[RetrievalCallArguments] = field(RetrievalCallArguments)
    id: Field[str] = field()
    retrieval_type: Field[str | None] = field(default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["retrieval_call"]] = field(default=None)


class RetrievalResultStep(View):
    """A retrieval result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    is_error: Field[bool | None] = field(default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["retrieval_result"]] = field(default=None)


class ToolSearchCallStep(View):
    """A tool search call step."""

    __slots__ = ()

    arguments: Field[ToolSearchCallStepArguments] = field(ToolSearchCallStepArguments)
    id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["tool_search_call"]] = field(default=None)


class ToolSearchResultStep(View):
    """A tool search result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[Sequence[Function] | None] = field(items=Function, default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["tool_search_result"]] = field(default=None)


class URLContextCallStep(View):
    """A URL context call step."""

    __slots__ = ()

    arguments: Field[URLContextCallArguments] = field(URLContextCallArguments)
    id: Field[str] = field()
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["url_context_call"]] = field(default=None)


class URLContextResultStep(View):
    """A URL context result step."""

    __slots__ = ()

    call_id: Field[str] = field()
    result: Field[Sequence[URLContextResult]] = field(items=URLContextResult)
    is_error: Field[bool | None] = field(default=None)
    signature: Field[str | None] = field(default=None)
    type: Final[Literal["url_context_result"]] = field(default=None)
