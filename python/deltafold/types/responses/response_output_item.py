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
    """What the answer to the call refers to."""

    code: Field[str] = field()
    """The code."""

    fingerprint: Field[str] = field()

    type: Field[Literal["program"]] = field()
    """The word for this kind of object."""


class ProgramOutput(View):
    """Program output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """What the answer to the call refers to."""

    result: Field[str] = field()
    """The result."""

    status: Field[Literal["completed", "incomplete"]] = field()
    """How far it has come."""

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
    """Who speaks."""

    tools: Field[Sequence[Tool]] = field(items=TOOL)
    """The tools."""

    type: Field[Literal["additional_tools"]] = field()
    """The word for this kind of object."""


class ImageGenerationCall(View):
    """An image generation call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    result: Field[str | None] = field(default=None)
    """The result."""

    status: Field[Literal["in_progress", "completed", "generating", "failed"]] = field()
    """How far it has come."""

    type: Field[Literal["image_generation_call"]] = field()
    """The word for this kind of object."""


class LocalShellCallAction(View):
    """A local shell call action."""

    __slots__ = ()

    command: Field[list[str]] = field()
    """The command."""

    env: Field[dict[str, str]] = field()
    """The environment variables."""

    type: Field[Literal["exec"]] = field()
    """The word for this kind of object."""

    timeout_ms: Field[int | None] = field(default=None)
    """After so many milliseconds it is given up."""

    user: Field[str | None] = field(default=None)
    """The user, in the caller's own words."""

    working_directory: Field[str | None] = field(default=None)
    """Where the command runs."""


class LocalShellCall(View):
    """A local shell call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    action: Field[LocalShellCallAction] = field(LocalShellCallAction)
    """What is done."""

    call_id: Field[str] = field()
    """What the answer to the call refers to."""

    status: Field[Literal["in_progress", "completed", "incomplete"]] = field()
    """How far it has come."""

    type: Field[Literal["local_shell_call"]] = field()
    """The word for this kind of object."""


class LocalShellCallOutput(View):
    """Local shell call output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    output: Field[str] = field()
    """The output."""

    type: Field[Literal["local_shell_call_output"]] = field()
    """The word for this kind of object."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""


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

    type: Field[Literal["mcp_call"]] = field()
    """The word for this kind of object."""

    approval_request_id: Field[str | None] = field(default=None)
    """The id of the request for approval."""

    error: Field[str | None] = field(default=None)
    """What went wrong, if something did."""

    output: Field[str | None] = field(default=None)
    """The output."""

    status: Field[Literal["in_progress", "completed", "incomplete", "calling", "failed"] | None] = (
        field(default=None)
    )
    """How far it has come."""


class McpListToolsTool(View):
    """A mcp list tools tool."""

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

    type: Field[Literal["mcp_list_tools"]] = field()
    """The word for this kind of object."""

    error: Field[str | None] = field(default=None)
    """What went wrong, if something did."""


class McpApprovalRequest(View):
    """A mcp approval request."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    arguments: Field[str] = field()
    """The arguments; JSON text, if they are text."""

    name: Field[str] = field()
    """The name."""

    server_label: Field[str] = field()
    """Which server it is, in the request's own words."""

    type: Field[Literal["mcp_approval_request"]] = field()
    """The word for this kind of object."""


class McpApprovalResponse(View):
    """A mcp approval response."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    approval_request_id: Field[str] = field()
    """The id of the request for approval."""

    approve: Field[bool] = field()
    """Whether the call may be made."""

    type: Field[Literal["mcp_approval_response"]] = field()
    """The word for this kind of object."""

    reason: Field[str | None] = field(default=None)
    """The reason."""


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
