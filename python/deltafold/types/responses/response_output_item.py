"""Response output item: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
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
    from typing import Any, Literal, TypeAlias

__all__ = [
    "Program",
    "ProgramOutput",
    "AdditionalTools",
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
    """Its own id."""

    call_id: Field[str] = field()

    code: Field[str] = field()

    fingerprint: Field[str] = field()

    type: Field[Literal["program"]] = field()
    """The word for this kind of object."""


class ProgramOutput(View):
    """Program output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()

    result: Field[str] = field()

    status: Field[Literal["completed", "incomplete"]] = field()

    type: Field[Literal["program_output"]] = field()
    """The word for this kind of object."""


class AdditionalTools(View):
    """Additional tools."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    role: Field[
        Literal[
            "unknown", "user", "assistant", "system", "critic", "discriminator", "developer", "tool"
        ]
    ] = field()

    tools: Field[Sequence[Tool]] = field(items=TOOL)

    type: Field[Literal["additional_tools"]] = field()
    """The word for this kind of object."""


class ImageGenerationCall(View):
    """An image generation call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    result: Field[str | None] = field(default=None)

    status: Field[Literal["in_progress", "completed", "generating", "failed"]] = field()

    type: Field[Literal["image_generation_call"]] = field()
    """The word for this kind of object."""


class LocalShellCallAction(View):
    """A local shell call action."""

    __slots__ = ()

    command: Field[list[str]] = field()

    env: Field[dict[str, str]] = field()

    type: Field[Literal["exec"]] = field()
    """The word for this kind of object."""

    timeout_ms: Field[int | None] = field(default=None)

    user: Field[str | None] = field(default=None)

    working_directory: Field[str | None] = field(default=None)


class LocalShellCall(View):
    """A local shell call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    action: Field[LocalShellCallAction] = field(LocalShellCallAction)

    call_id: Field[str] = field()

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()

    type: Field[Literal["local_shell_call"]] = field()
    """The word for this kind of object."""


class LocalShellCallOutput(View):
    """Local shell call output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    output: Field[str] = field()

    type: Field[Literal["local_shell_call_output"]] = field()
    """The word for this kind of object."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class McpCall(View):
    """A mcp call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[str] = field()

    name: Field[str] = field()

    server_label: Field[str] = field()

    type: Field[Literal["mcp_call"]] = field()
    """The word for this kind of object."""

    approval_request_id: Field[str | None] = field(default=None)

    error: Field[str | None] = field(default=None)

    output: Field[str | None] = field(default=None)

    status: Field[Literal["in_progress", "completed", "incomplete", "calling", "failed"] | None] = (
        field(default=None)
    )


class McpListToolsTool(View):
    """A mcp list tools tool."""

    __slots__ = ()

    input_schema: Field[Any] = field()

    name: Field[str] = field()

    annotations: Field[Any] = field(default=None)

    description: Field[str | None] = field(default=None)


class McpListTools(View):
    """Mcp list tools."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    server_label: Field[str] = field()

    tools: Field[Sequence[McpListToolsTool]] = field(items=McpListToolsTool)

    type: Field[Literal["mcp_list_tools"]] = field()
    """The word for this kind of object."""

    error: Field[str | None] = field(default=None)


class McpApprovalRequest(View):
    """A mcp approval request."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[str] = field()

    name: Field[str] = field()

    server_label: Field[str] = field()

    type: Field[Literal["mcp_approval_request"]] = field()
    """The word for this kind of object."""


class McpApprovalResponse(View):
    """A mcp approval response."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    approval_request_id: Field[str] = field()

    approve: Field[bool] = field()

    type: Field[Literal["mcp_approval_response"]] = field()
    """The word for this kind of object."""

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
RESPONSE_OUTPUT_ITEM = {
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
