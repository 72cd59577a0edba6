"""Response input item: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.easy_input_message import EasyInputMessage
from deltafold.types.responses.response_code_interpreter_tool_call import (
    ResponseCodeInterpreterToolCall,
)
from deltafold.types.responses.response_compaction_item_param import ResponseCompactionItemParam
from deltafold.types.responses.response_computer_tool_call import ResponseComputerToolCall
from deltafold.types.responses.response_configuration_update_item_param import (
    ResponseConfigurationUpdateItemParam,
)
from deltafold.types.responses.response_custom_tool_call import ResponseCustomToolCall
from deltafold.types.responses.response_custom_tool_call_output import ResponseCustomToolCallOutput
from deltafold.types.responses.response_file_search_tool_call import ResponseFileSearchToolCall
from deltafold.types.responses.response_function_tool_call import ResponseFunctionToolCall
from deltafold.types.responses.response_function_web_search import ResponseFunctionWebSearch
from deltafold.types.responses.response_input_content import (
    RESPONSE_INPUT_CONTENT,
    ResponseInputContent,
)
from deltafold.types.responses.response_input_item._calls import (
    ComputerCallOutput,
    ComputerCallOutputAcknowledgedSafetyCheck,
    FunctionCallOutput,
    FunctionCallOutputCallerDirect,
    FunctionCallOutputCallerProgram,
    ImageGenerationCall,
    ImageGenerationCallError,
    ImageGenerationCallErrorModerationDetails,
    ImageGenerationCallSvgUsage,
    McpApprovalRequest,
    McpApprovalResponse,
    McpCall,
    McpListTools,
    McpListToolsTool,
    ToolSearchCall,
)
from deltafold.types.responses.response_input_item._shell import (
    ApplyPatchCall,
    ApplyPatchCallCallerDirect,
    ApplyPatchCallCallerProgram,
    ApplyPatchCallOperationCreateFile,
    ApplyPatchCallOperationDeleteFile,
    ApplyPatchCallOperationUpdateFile,
    ApplyPatchCallOutput,
    ApplyPatchCallOutputCallerDirect,
    ApplyPatchCallOutputCallerProgram,
    LocalShellCall,
    LocalShellCallAction,
    LocalShellCallOutput,
    ShellCall,
    ShellCallAction,
    ShellCallCallerDirect,
    ShellCallCallerProgram,
    ShellCallOutput,
    ShellCallOutputCallerDirect,
    ShellCallOutputCallerProgram,
)
from deltafold.types.responses.response_output_message import ResponseOutputMessage
from deltafold.types.responses.response_reasoning_item import ResponseReasoningItem
from deltafold.types.responses.response_tool_search_output_item_param import (
    ResponseToolSearchOutputItemParam,
)
from deltafold.types.responses.tool import TOOL, Tool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "Message",
    "AdditionalTools",
    "CompactionTrigger",
    "ItemReference",
    "Program",
    "ProgramOutput",
    "ResponseInputItem",
    "ApplyPatchCall",
    "ApplyPatchCallCallerDirect",
    "ApplyPatchCallCallerProgram",
    "ApplyPatchCallOperationCreateFile",
    "ApplyPatchCallOperationDeleteFile",
    "ApplyPatchCallOperationUpdateFile",
    "ApplyPatchCallOutput",
    "ApplyPatchCallOutputCallerDirect",
    "ApplyPatchCallOutputCallerProgram",
    "ComputerCallOutput",
    "ComputerCallOutputAcknowledgedSafetyCheck",
    "FunctionCallOutput",
    "FunctionCallOutputCallerDirect",
    "FunctionCallOutputCallerProgram",
    "ImageGenerationCall",
    "ImageGenerationCallError",
    "ImageGenerationCallErrorModerationDetails",
    "ImageGenerationCallSvgUsage",
    "LocalShellCall",
    "LocalShellCallAction",
    "LocalShellCallOutput",
    "McpApprovalRequest",
    "McpApprovalResponse",
    "McpCall",
    "McpListTools",
    "McpListToolsTool",
    "ShellCall",
    "ShellCallAction",
    "ShellCallCallerDirect",
    "ShellCallCallerProgram",
    "ShellCallOutput",
    "ShellCallOutputCallerDirect",
    "ShellCallOutputCallerProgram",
    "ToolSearchCall",
]


class Message(View):
    """A message."""

    __slots__ = ()

    content: Field[Sequence[ResponseInputContent]] = field(items=RESPONSE_INPUT_CONTENT)
    """The content."""

    role: Field[Literal["user", "system", "developer"]] = field()
    """The role of the author."""

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)
    """How far it has come."""

    type: Field[Literal["message"] | None] = field(default=None)
    """The word for this kind of object."""


class AdditionalTools(View):
    """Additional tools."""

    __slots__ = ()

    role: Field[Literal["developer"]] = field()
    """The role of the author."""

    tools: Field[Sequence[Tool]] = field(items=TOOL)
    """The tools."""

    type: Final[Literal["additional_tools"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""


class CompactionTrigger(View):
    """A compaction trigger."""

    __slots__ = ()

    type: Final[Literal["compaction_trigger"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""


class ItemReference(View):
    """An item reference."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    type: Field[Literal["item_reference"] | None] = field(default=None)
    """The word for this kind of object."""


class Program(View):
    """A program."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    code: Field[str] = field()
    """The code."""

    fingerprint: Field[str] = field()

    type: Final[Literal["program"]] = field()
    """The word for this kind of object."""


class ProgramOutput(View):
    """Program output."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    call_id: Field[str] = field()
    """The id to which the result of the call refers."""

    result: Field[str] = field()
    """The result."""

    status: Field[Literal["completed", "incomplete"]] = field()
    """How far it has come."""

    type: Final[Literal["program_output"]] = field()
    """The word for this kind of object."""


ResponseInputItem: TypeAlias = (
    EasyInputMessage
    | Message
    | ResponseOutputMessage
    | ResponseFileSearchToolCall
    | ResponseComputerToolCall
    | ComputerCallOutput
    | ResponseFunctionWebSearch
    | ResponseFunctionToolCall
    | FunctionCallOutput
    | ToolSearchCall
    | ResponseToolSearchOutputItemParam
    | AdditionalTools
    | ResponseConfigurationUpdateItemParam
    | ResponseReasoningItem
    | ResponseCompactionItemParam
    | ImageGenerationCall
    | ResponseCodeInterpreterToolCall
    | LocalShellCall
    | LocalShellCallOutput
    | ShellCall
    | ShellCallOutput
    | ApplyPatchCall
    | ApplyPatchCallOutput
    | McpListTools
    | McpApprovalRequest
    | McpApprovalResponse
    | McpCall
    | ResponseCustomToolCallOutput
    | ResponseCustomToolCall
    | CompactionTrigger
    | ItemReference
    | Program
    | ProgramOutput
)

#: The class for each tag; the first one shows what has another.
RESPONSE_INPUT_ITEM: dict[str, type[View]] = {
    "": EasyInputMessage,
    "message": EasyInputMessage,
    "file_search_call": ResponseFileSearchToolCall,
    "computer_call": ResponseComputerToolCall,
    "computer_call_output": ComputerCallOutput,
    "web_search_call": ResponseFunctionWebSearch,
    "function_call": ResponseFunctionToolCall,
    "function_call_output": FunctionCallOutput,
    "tool_search_call": ToolSearchCall,
    "tool_search_output": ResponseToolSearchOutputItemParam,
    "additional_tools": AdditionalTools,
    "configuration_update": ResponseConfigurationUpdateItemParam,
    "reasoning": ResponseReasoningItem,
    "compaction": ResponseCompactionItemParam,
    "image_generation_call": ImageGenerationCall,
    "code_interpreter_call": ResponseCodeInterpreterToolCall,
    "local_shell_call": LocalShellCall,
    "local_shell_call_output": LocalShellCallOutput,
    "shell_call": ShellCall,
    "shell_call_output": ShellCallOutput,
    "apply_patch_call": ApplyPatchCall,
    "apply_patch_call_output": ApplyPatchCallOutput,
    "mcp_list_tools": McpListTools,
    "mcp_approval_request": McpApprovalRequest,
    "mcp_approval_response": McpApprovalResponse,
    "mcp_call": McpCall,
    "custom_tool_call_output": ResponseCustomToolCallOutput,
    "custom_tool_call": ResponseCustomToolCall,
    "compaction_trigger": CompactionTrigger,
    "item_reference": ItemReference,
    "program": Program,
    "program_output": ProgramOutput,
}
