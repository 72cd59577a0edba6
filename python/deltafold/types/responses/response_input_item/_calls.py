"""Calls: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.response_computer_tool_call_output_screenshot import (
    ResponseComputerToolCallOutputScreenshot,
)
from deltafold.types.responses.response_function_call_output_item import (
    RESPONSE_FUNCTION_CALL_OUTPUT_ITEM,
    ResponseFunctionCallOutputItem,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

__all__ = [
    "ComputerCallOutputAcknowledgedSafetyCheck",
    "ComputerCallOutput",
    "FunctionCallOutputCallerDirect",
    "FunctionCallOutputCallerProgram",
    "FunctionCallOutput",
    "ToolSearchCall",
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

    message: Field[str | None] = field(default=None)


class ComputerCallOutput(View):
    """Computer call output."""

    __slots__ = ()

    call_id: Field[str] = field()

    output: Field[ResponseComputerToolCallOutputScreenshot] = field(
        ResponseComputerToolCallOutputScreenshot
    )

    type: Field[Literal["computer_call_output"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    acknowledged_safety_checks: Field[
        Sequence[ComputerCallOutputAcknowledgedSafetyCheck] | None
    ] = field(items=ComputerCallOutputAcknowledgedSafetyCheck, default=None)

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class FunctionCallOutputCallerDirect(View):
    """A function call output caller direct."""

    __slots__ = ()

    type: Field[Literal["direct"]] = field()
    """The word for this kind of object."""


class FunctionCallOutputCallerProgram(View):
    """A function call output caller program."""

    __slots__ = ()

    caller_id: Field[str] = field()

    type: Field[Literal["program"]] = field()
    """The word for this kind of object."""


FunctionCallOutputCaller: TypeAlias = (
    FunctionCallOutputCallerDirect | FunctionCallOutputCallerProgram
)

#: The class for each tag; the first one shows what has another.
FUNCTION_CALL_OUTPUT_CALLER = {
    "": View,
    "direct": FunctionCallOutputCallerDirect,
    "program": FunctionCallOutputCallerProgram,
}


class FunctionCallOutput(View):
    """Function call output."""

    __slots__ = ()

    call_id: Field[str] = field()

    output: Field[Sequence[ResponseFunctionCallOutputItem] | str] = field(
        items=RESPONSE_FUNCTION_CALL_OUTPUT_ITEM
    )

    type: Field[Literal["function_call_output"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    caller: Field[FunctionCallOutputCaller | None] = field(
        FUNCTION_CALL_OUTPUT_CALLER, default=None
    )

    name: Field[str | None] = field(default=None)

    namespace: Field[str | None] = field(default=None)

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class ToolSearchCall(View):
    """A tool search call."""

    __slots__ = ()

    arguments: Field[Any] = field()

    type: Field[Literal["tool_search_call"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    call_id: Field[str | None] = field(default=None)

    execution: Field[Literal["server", "client"] | None] = field(default=None)

    status: Field[Literal["in_progress", "completed", "incomplete"] | None] = field(default=None)


class ImageGenerationCall(View):
    """An image generation call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    result: Field[str | None] = field(default=None)

    status: Field[Literal["in_progress", "completed", "generating", "failed"]] = field()

    type: Field[Literal["image_generation_call"]] = field()
    """The word for this kind of object."""


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

    approval_request_id: Field[str] = field()

    approve: Field[bool] = field()

    type: Field[Literal["mcp_approval_response"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""

    reason: Field[str | None] = field(default=None)


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
