"""Response output item: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.mcp_tool_call_error import MCP_TOOL_CALL_ERROR, McpToolCallError
from deltafold.types.responses.response_apply_patch_tool_call import ResponseApplyPatchToolCall
from deltafold.types.responses.response_apply_patch_tool_call_output import (
    ResponseApplyPatchToolCallOutput,
)
from deltafold.types.responses.response_code_interpreter_tool_call import (
    ResponseCodeInterpreterToolCall,
)
from deltafold.types.responses.response_compaction_item import ResponseCompactionItem
from deltafold.types.responses.response_computer_tool_call import ResponseComputerToolCall
from deltafold.types.responses.response_computer_tool_call_output_item import (
    ResponseComputerToolCallOutputItem,
)
from deltafold.types.responses.response_custom_tool_call import ResponseCustomToolCall
from deltafold.types.responses.response_custom_tool_call_output_item import (
    ResponseCustomToolCallOutputItem,
)
from deltafold.types.responses.response_file_search_tool_call import ResponseFileSearchToolCall
from deltafold.types.responses.response_function_shell_tool_call import (
    ResponseFunctionShellToolCall,
)
from deltafold.types.responses.response_function_shell_tool_call_output import (
    ResponseFunctionShellToolCallOutput,
)
from deltafold.types.responses.response_function_tool_call import ResponseFunctionToolCall
from deltafold.types.responses.response_function_tool_call_output_item import (
    ResponseFunctionToolCallOutputItem,
)
from deltafold.types.responses.response_function_web_search import ResponseFunctionWebSearch
from deltafold.types.responses.response_output_message import ResponseOutputMessage
from deltafold.types.responses.response_reasoning_item import ResponseReasoningItem
from deltafold.types.responses.response_tool_search_call import ResponseToolSearchCall
from deltafold.types.responses.response_tool_search_output_item import ResponseToolSearchOutputItem
from deltafold.types.responses.tool import TOOL, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "Program",
    "ProgramOutput",
    "AdditionalTools",
    "ImageGenerationCallErrorModerationDetails",
    "ImageGenerationCallError",
    "ImageGenerationCallSvgUsage",
    "ImageGenerationCall",
    "LocalShellCallAction",
    "LocalShellCall",
    "LocalShellCallOutput",
    "McpCall",
    "McpListToolsTool",
    "McpListTools",
    "McpApprovalRequest",
    "McpApprovalResponse",
    "ResponseOutputItem",
]


class Program(View):
    """A program."""

    __slots__ = ()

    id: Field[str] = field()
    call_id: Field[str] = field()
    code: Field[str] = field()
    fingerprint: Field[str] = field()
    type: Final[Literal["program"]] = field()


class ProgramOutput(View):
    """Program output."""

    __slots__ = ()

    id: Field[str] = field()
    call_id: Field[str] = field()
    result: Field[str] = field()
    status: Field[Literal["completed", "incomplete"]] = field()
    type: Final[Literal["program_output"]] = field()


class AdditionalTools(View):
    """Additional tools."""

    __slots__ = ()

    id: Field[str] = field()
    role: Field[
        Literal[
            "unknown", "user", "assistant", "system", "critic", "discriminator", "developer", "tool"
        ]
    ] = field()
    tools: Field[Sequence[Tool]] = field(items=TOOL)
    type: Final[Literal["additional_tools"]] = field()


class ImageGenerationCallErrorModerationDetails(View):
    """Image generation call error moderation details."""

    __slots__ = ()

    categories: Field[list[str]] = field()
    moderation_stage: Field[Literal["input", "output", "unknown"]] = field()


class ImageGenerationCallError(View):
    """An image generation call error."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    message: Field[str] = field()
    param: Field[str | None] = field(default=None)
    type: Field[str] = field()
    moderation_details: Field[ImageGenerationCallErrorModerationDetails | None] = field(
        ImageGenerationCallErrorModerationDetails, default=None
    )


class ImageGenerationCallSvgUsage(View):
    """Image generation call svg usage."""

    __slots__ = ()

    input_tokens: Field[int] = field()
    model: Field[str] = field()
    output_tokens: Field[int] = field()
    reasoning_tokens: Field[int] = field()
    total_tokens: Field[int] = field()


class ImageGenerationCall(View):
    """An image generation call."""

    __slots__ = ()

    id: Field[str] = field()
    result: Field[str | None] = field(default=None)
    status: Field[Literal["in_progress", "completed", "generating", "failed"]] = field()
    type: Final[Literal["image_generation_call"]] = field()
    action: Field[Literal["generate", "edit", "auto"] | None] = field(default=None)
    background: Field[Literal["transparent", "opaque", "auto"] | None] = field(default=None)
    error: Field[ImageGenerationCallError | None] = field(ImageGenerationCallError, default=None)
    output_format: Field[Literal["png", "webp", "jpeg", "gif", "svg"] | None] = field(default=None)
    quality: Field[Literal["low", "medium", "high", "xhigh", "max", "auto"] | None] = field(
        default=None
    )
    revised_prompt: Field[str | None] = field(default=None)
    size: Field[str | None] = field(default=None)
    svg_usage: Field[ImageGenerationCallSvgUsage | None] = field(
        ImageGenerationCallSvgUsage, default=None
    )


class LocalShellCallAction(View):
    """A local shell call action."""

    __slots__ = ()

    command: Field[list[str]] = field()
    env: Field[dict[str, str]] = field()
    type: Final[Literal["exec"]] = field()
    timeout_ms: Field[int | None] = field(default=None)
    user: Field[str | None] = field(default=None)
    working_directory: Field[str | None] = field(default=None)


class LocalShellCall(View):
    """A local shell call."""

    __slots__ = ()

    id: Field[str] = field()
    action: Field[LocalShellCallAction] = field(LocalShellCallAction)
    call_id: Field[str] = field()
    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    type: Final[Literal["local_shell_call"]] = field()


class LocalShellCallOutput(View):
    """Local shell call output."""

    __slots__ = ()

    id: Field[str] = field()
    output: Field[str] = field()
    type: Final[Literal["local_shell_call_output"]] = field()
    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class McpCall(View):
    """A call of an MCP server's tool."""

    __slots__ = ()

    id: Field[str] = field()
    arguments: Field[str] = field()
    name: Field[str] = field()
    server_label: Field[str] = field()
    type: Final[Literal["mcp_call"]] = field()
    approval_request_id: Field[str | None] = field(default=None)
    error: Field[McpToolCallError | None] = field(MCP_TOOL_CALL_ERROR, default=None)
    output: Field[str | None] = field(default=None)
    status: Field[Literal["in_progress", "completed", "incomplete", "calling", "failed"] | None] = (
        field(default=None)
    )


class McpListToolsTool(View):
    """An MCP list tools tool."""

    __slots__ = ()

    input_schema: Field[Any] = field()
    name: Field[str] = field()
    annotations: Field[Any] = field(default=None)
    description: Field[str | None] = field(default=None)


class McpListTools(View):
    """The tools that an MCP server has."""

    __slots__ = ()

    id: Field[str] = field()
    server_label: Field[str] = field()
    tools: Field[Sequence[McpListToolsTool]] = field(items=McpListToolsTool)
    type: Final[Literal["mcp_list_tools"]] = field()
    error: Field[str | None] = field(default=None)


class McpApprovalRequest(View):
    """An MCP approval request."""

    __slots__ = ()

    id: Field[str] = field()
    arguments: Field[str] = field()
    name: Field[str] = field()
    server_label: Field[str] = field()
    type: Final[Literal["mcp_approval_request"]] = field()


class McpApprovalResponse(View):
    """An MCP approval response."""

    __slots__ = ()

    id: Field[str] = field()
    approval_request_id: Field[str] = field()
    approve: Field[bool] = field()
    type: Final[Literal["mcp_approval_response"]] = field()
    reason: Field[str | None] = field(default=None)


ResponseOutputItem: TypeAlias = (
    ResponseOutputMessage
    | ResponseFileSearchToolCall
    | ResponseFunctionToolCall
    | ResponseFunctionToolCallOutputItem
    | ResponseFunctionWebSearch
    | ResponseComputerToolCall
    | ResponseComputerToolCallOutputItem
    | ResponseReasoningItem
    | Program
    | ProgramOutput
    | ResponseToolSearchCall
    | ResponseToolSearchOutputItem
    | AdditionalTools
    | ResponseCompactionItem
    | ImageGenerationCall
    | ResponseCodeInterpreterToolCall
    | LocalShellCall
    | LocalShellCallOutput
    | ResponseFunctionShellToolCall
    | ResponseFunctionShellToolCallOutput
    | ResponseApplyPatchToolCall
    | ResponseApplyPatchToolCallOutput
    | McpCall
    | McpListTools
    | McpApprovalRequest
    | McpApprovalResponse
    | ResponseCustomToolCall
    | ResponseCustomToolCallOutputItem
)

#: The class for each tag; the first one shows what has another.
RESPONSE_OUTPUT_ITEM: dict[str, type[View]] = {
    "": View,
    "message": ResponseOutputMessage,
    "file_search_call": ResponseFileSearchToolCall,
    "function_call": ResponseFunctionToolCall,
    "function_call_output": ResponseFunctionToolCallOutputItem,
    "web_search_call": ResponseFunctionWebSearch,
    "computer_call": ResponseComputerToolCall,
    "computer_call_output": ResponseComputerToolCallOutputItem,
    "reasoning": ResponseReasoningItem,
    "program": Program,
    "program_output": ProgramOutput,
    "tool_search_call": ResponseToolSearchCall,
    "tool_search_output": ResponseToolSearchOutputItem,
    "additional_tools": AdditionalTools,
    "compaction": ResponseCompactionItem,
    "image_generation_call": ImageGenerationCall,
    "code_interpreter_call": ResponseCodeInterpreterToolCall,
    "local_shell_call": LocalShellCall,
    "local_shell_call_output": LocalShellCallOutput,
    "shell_call": ResponseFunctionShellToolCall,
    "shell_call_output": ResponseFunctionShellToolCallOutput,
    "apply_patch_call": ResponseApplyPatchToolCall,
    "apply_patch_call_output": ResponseApplyPatchToolCallOutput,
    "mcp_call": McpCall,
    "mcp_list_tools": McpListTools,
    "mcp_approval_request": McpApprovalRequest,
    "mcp_approval_response": McpApprovalResponse,
    "custom_tool_call": ResponseCustomToolCall,
    "custom_tool_call_output": ResponseCustomToolCallOutputItem,
}
