"""Calls: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.mcp_tool_call_error import MCP_TOOL_CALL_ERROR, McpToolCallError
from deltafold.types.responses.response_computer_tool_call_output_screenshot import (
    ResponseComputerToolCallOutputScreenshot,
)
from deltafold.types.responses.response_steer_input_content import (
    RESPONSE_STEER_INPUT_CONTENT,
    ResponseSteerInputContent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "ComputerCallOutputAcknowledgedSafetyCheck",
    "ComputerCallOutput",
    "FunctionCallOutputCallerDirect",
    "FunctionCallOutputCallerProgram",
    "FunctionCallOutput",
    "ToolSearchCall",
    "ImageGenerationCallErrorModerationDetails",
    "ImageGenerationCallError",
    "ImageGenerationCallSvgUsage",
    "ImageGenerationCall",
    "McpListToolsTool",
    "McpListTools",
    "McpApprovalRequest",
    "McpApprovalResponse",
    "McpCall",
    "FunctionCallOutputCaller",
]


class ComputerCallOutputAcknowledgedSafetyCheck(View):
    """A computer call output acknowledged safety check."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str | None] = field(default=None)
    """The message."""


class ComputerCallOutput(View):
    """Computer call output."""

    __slots__ = ()

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    output: Field[ResponseComputerToolCallOutputScreenshot] = field(
        ResponseComputerToolCallOutputScreenshot
    )
    """The output."""

    type: Final[Literal["computer_call_output"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    acknowledged_safety_checks: Field[
        Sequence[ComputerCallOutputAcknowledgedSafetyCheck] | None
    ] = field(items=ComputerCallOutputAcknowledgedSafetyCheck, default=None)
    """The safety checks that were acknowledged."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""


class FunctionCallOutputCallerDirect(View):
    """A function call output caller direct."""

    __slots__ = ()

    type: Final[Literal["direct"]] = field()
    """The word for this kind of object."""


class FunctionCallOutputCallerProgram(View):
    """A function call output caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()
    """The id of the call that made this one."""

    type: Final[Literal["program"]] = field()
    """The word for this kind of object."""


FunctionCallOutputCaller: TypeAlias = (
    FunctionCallOutputCallerDirect | FunctionCallOutputCallerProgram
)

#: The class for each tag; the first one shows what has another.
FUNCTION_CALL_OUTPUT_CALLER: dict[str, type[View]] = {
    "": View,
    "direct": FunctionCallOutputCallerDirect,
    "program": FunctionCallOutputCallerProgram,
}


class FunctionCallOutput(View):
    """Function call output."""

    __slots__ = ()

    output: Field[Sequence[ResponseSteerInputContent] | str] = field(
        items=RESPONSE_STEER_INPUT_CONTENT
    )
    """The output."""

    type: Final[Literal["function_call_output"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    call_id: Field[str | None] = field(default=None)
    """The id to which the result of the call refers."""

    caller: Field[FunctionCallOutputCaller | None] = field(
        FUNCTION_CALL_OUTPUT_CALLER, default=None
    )
    """Who made the call."""

    name: Field[str | None] = field(default=None)
    """The name."""

    namespace: Field[str | None] = field(default=None)
    """The namespace of the function."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""


class ToolSearchCall(View):
    """A tool search call."""

    __slots__ = ()

    arguments: Field[Any] = field()
    """The arguments; JSON text, if they are text."""

    type: Final[Literal["tool_search_call"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    call_id: Field[str | None] = field(default=None)
    """The id to which the result of the call refers."""

    execution: Field[Literal["server", "client"] | None] = field(default=None)
    """Who runs it."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""


class ImageGenerationCallErrorModerationDetails(View):
    """Image generation call error moderation details."""

    __slots__ = ()

    categories: Field[list[str]] = field()
    """Which categories it falls under."""

    moderation_stage: Field[Literal["input", "output", "unknown"]] = field()


class ImageGenerationCallError(View):
    """An image generation call error."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    """The code."""

    message: Field[str] = field()
    """The message."""

    param: Field[str | None] = field(default=None)

    type: Field[str] = field()
    """The word for this kind of object."""

    moderation_details: Field[ImageGenerationCallErrorModerationDetails | None] = field(
        ImageGenerationCallErrorModerationDetails, default=None
    )


class ImageGenerationCallSvgUsage(View):
    """Image generation call svg usage."""

    __slots__ = ()

    input_tokens: Field[int] = field()
    """Tokens of the input."""

    model: Field[str] = field()
    """The model."""

    output_tokens: Field[int] = field()
    """Tokens of the output."""

    reasoning_tokens: Field[int] = field()
    """Tokens of the model's reasoning."""

    total_tokens: Field[int] = field()
    """All tokens."""


class ImageGenerationCall(View):
    """An image generation call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    result: Field[str | None] = field(default=None)
    """The result."""

    status: Field[Literal["in_progress", "completed", "generating", "failed"]] = field()
    """How far it has come."""

    type: Final[Literal["image_generation_call"]] = field()
    """The word for this kind of object."""

    action: Field[Literal["generate", "edit", "auto"] | None] = field(default=None)
    """What is done."""

    background: Field[Literal["transparent", "opaque", "auto"] | None] = field(default=None)
    """Whether it ran while nobody waited."""

    error: Field[ImageGenerationCallError | None] = field(ImageGenerationCallError, default=None)
    """What went wrong, if something did."""

    output_format: Field[Literal["png", "webp", "jpeg", "gif", "svg"] | None] = field(default=None)

    quality: Field[Literal["low", "medium", "high", "xhigh", "max", "auto"] | None] = field(
        default=None
    )

    revised_prompt: Field[str | None] = field(default=None)

    size: Field[str | None] = field(default=None)
    """The size."""

    svg_usage: Field[ImageGenerationCallSvgUsage | None] = field(
        ImageGenerationCallSvgUsage, default=None
    )


class McpListToolsTool(View):
    """An MCP list tools tool."""

    __slots__ = ()

    input_schema: Field[Any] = field()
    """The JSON schema of the arguments."""

    name: Field[str] = field()
    """The name."""

    annotations: Field[Any] = field(default=None)
    """What the text refers to."""

    description: Field[str | None] = field(default=None)
    """What it is, in words."""


class McpListTools(View):
    """The tools that an MCP server has."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    server_label: Field[str] = field()
    """Which server it is, in the request's own words."""

    tools: Field[Sequence[McpListToolsTool]] = field(items=McpListToolsTool)
    """The tools."""

    type: Final[Literal["mcp_list_tools"]] = field()
    """The word for this kind of object."""

    error: Field[str | None] = field(default=None)
    """What went wrong, if something did."""


class McpApprovalRequest(View):
    """An MCP approval request."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[str] = field()
    """The arguments; JSON text, if they are text."""

    name: Field[str] = field()
    """The name."""

    server_label: Field[str] = field()
    """Which server it is, in the request's own words."""

    type: Final[Literal["mcp_approval_request"]] = field()
    """The word for this kind of object."""


class McpApprovalResponse(View):
    """An MCP approval response."""

    __slots__ = ()

    approval_request_id: Field[str] = field()
    """The id of the request for approval."""

    approve: Field[bool] = field()
    """Whether the call may be made."""

    type: Final[Literal["mcp_approval_response"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    reason: Field[str | None] = field(default=None)
    """The reason."""


class McpCall(View):
    """A call of an MCP server's tool."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[str] = field()
    """The arguments; JSON text, if they are text."""

    name: Field[str] = field()
    """The name."""

    server_label: Field[str] = field()
    """Which server it is, in the request's own words."""

    type: Final[Literal["mcp_call"]] = field()
    """The word for this kind of object."""

    approval_request_id: Field[str | None] = field(default=None)
    """The id of the request for approval."""

    error: Field[McpToolCallError | None] = field(MCP_TOOL_CALL_ERROR, default=None)
    """What went wrong, if something did."""

    output: Field[str | None] = field(default=None)
    """The output."""

    status: Field[Literal["in_progress", "completed", "incomplete", "calling", "failed"] | None] = (
        field(default=None)
    )
    """How far it has come."""
