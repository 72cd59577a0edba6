"""Steps: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.interactions._contents import CONTENT, Content, ImageContent, TextContent
from deltafold.types.interactions._tool_steps import (
    CodeExecutionCallStep,
    CodeExecutionResultStep,
    FileSearchCallStep,
    FileSearchResultStep,
    FunctionCallStep,
    FunctionResultStep,
    GoogleMapsCallStep,
    GoogleMapsResultStep,
    GoogleSearchCallStep,
    GoogleSearchResultStep,
    MCPServerToolCallStep,
    MCPServerToolResultStep,
    ProcessingCallStep,
    ProcessingResultStep,
    RetrievalCallStep,
    RetrievalResultStep,
    ToolSearchCallStep,
    ToolSearchResultStep,
    URLContextCallStep,
    URLContextResultStep,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "Status",
    "ModelOutputStep",
    "ThoughtStep",
    "UserInputStep",
    "Step",
    "ThoughtSummaryContent",
]


ThoughtSummaryContent: TypeAlias = ImageContent | TextContent

#: The class for each tag; the first one shows what has another.
THOUGHT_SUMMARY_CONTENT: dict[str, type[View]] = {
    "": View,
    "image": ImageContent,
    "text": TextContent,
}


class Status(View):
    """Status."""

    __slots__ = ()

    code: Field[int | None] = field(default=None)
    """The code."""

    details: Field[list[dict[str, Any]] | None] = field(default=None)

    message: Field[str | None] = field(default=None)
    """The message."""


class ModelOutputStep(View):
    """What the model said."""

    __slots__ = ()

    content: Field[Sequence[Content] | None] = field(items=CONTENT, default=None)
    """The content."""

    error: Field[Status | None] = field(Status, default=None)
    """What went wrong, if something did."""

    type: Final[Literal["model_output"]] = field(default=None)
    """The word for this kind of object."""


class ThoughtStep(View):
    """What the model thought."""

    __slots__ = ()

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    summary: Field[Sequence[ThoughtSummaryContent] | None] = field(
        items=THOUGHT_SUMMARY_CONTENT, default=None
    )
    """The summary."""

    type: Final[Literal["thought"]] = field(default=None)
    """The word for this kind of object."""


class UserInputStep(View):
    """What the user said."""

    __slots__ = ()

    content: Field[Sequence[Content] | None] = field(items=CONTENT, default=None)
    """The content."""

    type: Final[Literal["user_input"]] = field(default=None)
    """The word for this kind of object."""


Step: TypeAlias = (
    CodeExecutionCallStep
    | CodeExecutionResultStep
    | FileSearchCallStep
    | FileSearchResultStep
    | FunctionCallStep
    | FunctionResultStep
    | GoogleMapsCallStep
    | GoogleMapsResultStep
    | GoogleSearchCallStep
    | GoogleSearchResultStep
    | MCPServerToolCallStep
    | MCPServerToolResultStep
    | ModelOutputStep
    | ProcessingCallStep
    | ProcessingResultStep
    | RetrievalCallStep
    | RetrievalResultStep
    | ThoughtStep
    | ToolSearchCallStep
    | ToolSearchResultStep
    | URLContextCallStep
    | URLContextResultStep
    | UserInputStep
)

#: The class for each tag; the first one shows what has another.
STEP: dict[str, type[View]] = {
    "": View,
    "code_execution_call": CodeExecutionCallStep,
    "code_execution_result": CodeExecutionResultStep,
    "file_search_call": FileSearchCallStep,
    "file_search_result": FileSearchResultStep,
    "function_call": FunctionCallStep,
    "function_result": FunctionResultStep,
    "google_maps_call": GoogleMapsCallStep,
    "google_maps_result": GoogleMapsResultStep,
    "google_search_call": GoogleSearchCallStep,
    "google_search_result": GoogleSearchResultStep,
    "mcp_server_tool_call": MCPServerToolCallStep,
    "mcp_server_tool_result": MCPServerToolResultStep,
    "model_output": ModelOutputStep,
    "processing_call": ProcessingCallStep,
    "processing_result": ProcessingResultStep,
    "retrieval_call": RetrievalCallStep,
    "retrieval_result": RetrievalResultStep,
    "thought": ThoughtStep,
    "tool_search_call": ToolSearchCallStep,
    "tool_search_result": ToolSearchResultStep,
    "url_context_call": URLContextCallStep,
    "url_context_result": URLContextResultStep,
    "user_input": UserInputStep,
}
