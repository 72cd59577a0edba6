"""A stream event."""

from __future__ import annotations

from deltafold._core import View
from deltafold.types._bases import StreamItem
from deltafold.types.responses.response_audio_delta_event import ResponseAudioDeltaEvent
from deltafold.types.responses.response_audio_done_event import ResponseAudioDoneEvent
from deltafold.types.responses.response_audio_transcript_delta_event import (
    ResponseAudioTranscriptDeltaEvent,
)
from deltafold.types.responses.response_audio_transcript_done_event import (
    ResponseAudioTranscriptDoneEvent,
)
from deltafold.types.responses.response_code_interpreter_call_code_delta_event import (
    ResponseCodeInterpreterCallCodeDeltaEvent,
)
from deltafold.types.responses.response_code_interpreter_call_code_done_event import (
    ResponseCodeInterpreterCallCodeDoneEvent,
)
from deltafold.types.responses.response_code_interpreter_call_completed_event import (
    ResponseCodeInterpreterCallCompletedEvent,
)
from deltafold.types.responses.response_code_interpreter_call_in_progress_event import (
    ResponseCodeInterpreterCallInProgressEvent,
)
from deltafold.types.responses.response_code_interpreter_call_interpreting_event import (
    ResponseCodeInterpreterCallInterpretingEvent,
)
from deltafold.types.responses.response_compaction_compacting_event import (
    ResponseCompactionCompactingEvent,
)
from deltafold.types.responses.response_completed_event import ResponseCompletedEvent
from deltafold.types.responses.response_content_part_added_event import (
    ResponseContentPartAddedEvent,
)
from deltafold.types.responses.response_content_part_done_event import ResponseContentPartDoneEvent
from deltafold.types.responses.response_created_event import ResponseCreatedEvent
from deltafold.types.responses.response_custom_tool_call_input_delta_event import (
    ResponseCustomToolCallInputDeltaEvent,
)
from deltafold.types.responses.response_custom_tool_call_input_done_event import (
    ResponseCustomToolCallInputDoneEvent,
)
from deltafold.types.responses.response_error_event import ResponseErrorEvent
from deltafold.types.responses.response_failed_event import ResponseFailedEvent
from deltafold.types.responses.response_file_search_call_completed_event import (
    ResponseFileSearchCallCompletedEvent,
)
from deltafold.types.responses.response_file_search_call_in_progress_event import (
    ResponseFileSearchCallInProgressEvent,
)
from deltafold.types.responses.response_file_search_call_searching_event import (
    ResponseFileSearchCallSearchingEvent,
)
from deltafold.types.responses.response_function_call_arguments_delta_event import (
    ResponseFunctionCallArgumentsDeltaEvent,
)
from deltafold.types.responses.response_function_call_arguments_done_event import (
    ResponseFunctionCallArgumentsDoneEvent,
)
from deltafold.types.responses.response_image_gen_call_completed_event import (
    ResponseImageGenCallCompletedEvent,
)
from deltafold.types.responses.response_image_gen_call_generating_event import (
    ResponseImageGenCallGeneratingEvent,
)
from deltafold.types.responses.response_image_gen_call_in_progress_event import (
    ResponseImageGenCallInProgressEvent,
)
from deltafold.types.responses.response_image_gen_call_partial_image_event import (
    ResponseImageGenCallPartialImageEvent,
)
from deltafold.types.responses.response_in_progress_event import ResponseInProgressEvent
from deltafold.types.responses.response_incomplete_event import ResponseIncompleteEvent
from deltafold.types.responses.response_mcp_call_arguments_delta_event import (
    ResponseMcpCallArgumentsDeltaEvent,
)
from deltafold.types.responses.response_mcp_call_arguments_done_event import (
    ResponseMcpCallArgumentsDoneEvent,
)
from deltafold.types.responses.response_mcp_call_completed_event import (
    ResponseMcpCallCompletedEvent,
)
from deltafold.types.responses.response_mcp_call_failed_event import ResponseMcpCallFailedEvent
from deltafold.types.responses.response_mcp_call_in_progress_event import (
    ResponseMcpCallInProgressEvent,
)
from deltafold.types.responses.response_mcp_list_tools_completed_event import (
    ResponseMcpListToolsCompletedEvent,
)
from deltafold.types.responses.response_mcp_list_tools_failed_event import (
    ResponseMcpListToolsFailedEvent,
)
from deltafold.types.responses.response_mcp_list_tools_in_progress_event import (
    ResponseMcpListToolsInProgressEvent,
)
from deltafold.types.responses.response_output_item_added_event import ResponseOutputItemAddedEvent
from deltafold.types.responses.response_output_item_done_event import ResponseOutputItemDoneEvent
from deltafold.types.responses.response_output_text_annotation_added_event import (
    ResponseOutputTextAnnotationAddedEvent,
)
from deltafold.types.responses.response_queued_event import ResponseQueuedEvent
from deltafold.types.responses.response_reasoning_summary_part_added_event import (
    ResponseReasoningSummaryPartAddedEvent,
)
from deltafold.types.responses.response_reasoning_summary_part_done_event import (
    ResponseReasoningSummaryPartDoneEvent,
)
from deltafold.types.responses.response_reasoning_summary_text_delta_event import (
    ResponseReasoningSummaryTextDeltaEvent,
)
from deltafold.types.responses.response_reasoning_summary_text_done_event import (
    ResponseReasoningSummaryTextDoneEvent,
)
from deltafold.types.responses.response_reasoning_text_delta_event import (
    ResponseReasoningTextDeltaEvent,
)
from deltafold.types.responses.response_reasoning_text_done_event import (
    ResponseReasoningTextDoneEvent,
)
from deltafold.types.responses.response_refusal_delta_event import ResponseRefusalDeltaEvent
from deltafold.types.responses.response_refusal_done_event import ResponseRefusalDoneEvent
from deltafold.types.responses.response_shell_call_command_added_event import (
    ResponseShellCallCommandAddedEvent,
)
from deltafold.types.responses.response_shell_call_command_delta_event import (
    ResponseShellCallCommandDeltaEvent,
)
from deltafold.types.responses.response_shell_call_command_done_event import (
    ResponseShellCallCommandDoneEvent,
)
from deltafold.types.responses.response_shell_call_output_content_delta_event import (
    ResponseShellCallOutputContentDeltaEvent,
)
from deltafold.types.responses.response_shell_call_output_content_done_event import (
    ResponseShellCallOutputContentDoneEvent,
)
from deltafold.types.responses.response_text_delta_event import ResponseTextDeltaEvent
from deltafold.types.responses.response_text_done_event import ResponseTextDoneEvent
from deltafold.types.responses.response_web_search_call_completed_event import (
    ResponseWebSearchCallCompletedEvent,
)
from deltafold.types.responses.response_web_search_call_in_progress_event import (
    ResponseWebSearchCallInProgressEvent,
)
from deltafold.types.responses.response_web_search_call_searching_event import (
    ResponseWebSearchCallSearchingEvent,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

__all__ = [
    "ResponseStreamEvent",
]


ResponseStreamEvent: TypeAlias = (
    ResponseAudioDeltaEvent
    | ResponseAudioDoneEvent
    | ResponseAudioTranscriptDeltaEvent
    | ResponseAudioTranscriptDoneEvent
    | ResponseCodeInterpreterCallCodeDeltaEvent
    | ResponseCodeInterpreterCallCodeDoneEvent
    | ResponseCodeInterpreterCallCompletedEvent
    | ResponseCodeInterpreterCallInProgressEvent
    | ResponseCodeInterpreterCallInterpretingEvent
    | ResponseCompactionCompactingEvent
    | ResponseCompletedEvent
    | ResponseContentPartAddedEvent
    | ResponseContentPartDoneEvent
    | ResponseCreatedEvent
    | ResponseErrorEvent
    | ResponseFileSearchCallCompletedEvent
    | ResponseFileSearchCallInProgressEvent
    | ResponseFileSearchCallSearchingEvent
    | ResponseFunctionCallArgumentsDeltaEvent
    | ResponseFunctionCallArgumentsDoneEvent
    | ResponseShellCallCommandAddedEvent
    | ResponseShellCallCommandDeltaEvent
    | ResponseShellCallCommandDoneEvent
    | ResponseShellCallOutputContentDeltaEvent
    | ResponseShellCallOutputContentDoneEvent
    | ResponseInProgressEvent
    | ResponseFailedEvent
    | ResponseIncompleteEvent
    | ResponseOutputItemAddedEvent
    | ResponseOutputItemDoneEvent
    | ResponseReasoningSummaryPartAddedEvent
    | ResponseReasoningSummaryPartDoneEvent
    | ResponseReasoningSummaryTextDeltaEvent
    | ResponseReasoningSummaryTextDoneEvent
    | ResponseReasoningTextDeltaEvent
    | ResponseReasoningTextDoneEvent
    | ResponseRefusalDeltaEvent
    | ResponseRefusalDoneEvent
    | ResponseTextDeltaEvent
    | ResponseTextDoneEvent
    | ResponseWebSearchCallCompletedEvent
    | ResponseWebSearchCallInProgressEvent
    | ResponseWebSearchCallSearchingEvent
    | ResponseImageGenCallCompletedEvent
    | ResponseImageGenCallGeneratingEvent
    | ResponseImageGenCallInProgressEvent
    | ResponseImageGenCallPartialImageEvent
    | ResponseMcpCallArgumentsDeltaEvent
    | ResponseMcpCallArgumentsDoneEvent
    | ResponseMcpCallCompletedEvent
    | ResponseMcpCallFailedEvent
    | ResponseMcpCallInProgressEvent
    | ResponseMcpListToolsCompletedEvent
    | ResponseMcpListToolsFailedEvent
    | ResponseMcpListToolsInProgressEvent
    | ResponseOutputTextAnnotationAddedEvent
    | ResponseQueuedEvent
    | ResponseCustomToolCallInputDeltaEvent
    | ResponseCustomToolCallInputDoneEvent
)

#: The class for each tag; the first one shows what has another.
RESPONSE_STREAM_EVENT: dict[str, type[View]] = {
    "": StreamItem,
    "response.audio.delta": ResponseAudioDeltaEvent,
    "response.audio.done": ResponseAudioDoneEvent,
    "response.audio.transcript.delta": ResponseAudioTranscriptDeltaEvent,
    "response.audio.transcript.done": ResponseAudioTranscriptDoneEvent,
    "response.code_interpreter_call_code.delta": ResponseCodeInterpreterCallCodeDeltaEvent,
    "response.code_interpreter_call_code.done": ResponseCodeInterpreterCallCodeDoneEvent,
    "response.code_interpreter_call.completed": ResponseCodeInterpreterCallCompletedEvent,
    "response.code_interpreter_call.in_progress": ResponseCodeInterpreterCallInProgressEvent,
    "response.code_interpreter_call.interpreting": ResponseCodeInterpreterCallInterpretingEvent,
    "response.compaction.compacting": ResponseCompactionCompactingEvent,
    "response.completed": ResponseCompletedEvent,
    "response.content_part.added": ResponseContentPartAddedEvent,
    "response.content_part.done": ResponseContentPartDoneEvent,
    "response.created": ResponseCreatedEvent,
    "error": ResponseErrorEvent,
    "response.file_search_call.completed": ResponseFileSearchCallCompletedEvent,
    "response.file_search_call.in_progress": ResponseFileSearchCallInProgressEvent,
    "response.file_search_call.searching": ResponseFileSearchCallSearchingEvent,
    "response.function_call_arguments.delta": ResponseFunctionCallArgumentsDeltaEvent,
    "response.function_call_arguments.done": ResponseFunctionCallArgumentsDoneEvent,
    "response.shell_call_command.added": ResponseShellCallCommandAddedEvent,
    "response.shell_call_command.delta": ResponseShellCallCommandDeltaEvent,
    "response.shell_call_command.done": ResponseShellCallCommandDoneEvent,
    "response.shell_call_output_content.delta": ResponseShellCallOutputContentDeltaEvent,
    "response.shell_call_output_content.done": ResponseShellCallOutputContentDoneEvent,
    "response.in_progress": ResponseInProgressEvent,
    "response.failed": ResponseFailedEvent,
    "response.incomplete": ResponseIncompleteEvent,
    "response.output_item.added": ResponseOutputItemAddedEvent,
    "response.output_item.done": ResponseOutputItemDoneEvent,
    "response.reasoning_summary_part.added": ResponseReasoningSummaryPartAddedEvent,
    "response.reasoning_summary_part.done": ResponseReasoningSummaryPartDoneEvent,
    "response.reasoning_summary_text.delta": ResponseReasoningSummaryTextDeltaEvent,
    "response.reasoning_summary_text.done": ResponseReasoningSummaryTextDoneEvent,
    "response.reasoning_text.delta": ResponseReasoningTextDeltaEvent,
    "response.reasoning_text.done": ResponseReasoningTextDoneEvent,
    "response.refusal.delta": ResponseRefusalDeltaEvent,
    "response.refusal.done": ResponseRefusalDoneEvent,
    "response.output_text.delta": ResponseTextDeltaEvent,
    "response.output_text.done": ResponseTextDoneEvent,
    "response.web_search_call.completed": ResponseWebSearchCallCompletedEvent,
    "response.web_search_call.in_progress": ResponseWebSearchCallInProgressEvent,
    "response.web_search_call.searching": ResponseWebSearchCallSearchingEvent,
    "response.image_generation_call.completed": ResponseImageGenCallCompletedEvent,
    "response.image_generation_call.generating": ResponseImageGenCallGeneratingEvent,
    "response.image_generation_call.in_progress": ResponseImageGenCallInProgressEvent,
    "response.image_generation_call.partial_image": ResponseImageGenCallPartialImageEvent,
    "response.mcp_call_arguments.delta": ResponseMcpCallArgumentsDeltaEvent,
    "response.mcp_call_arguments.done": ResponseMcpCallArgumentsDoneEvent,
    "response.mcp_call.completed": ResponseMcpCallCompletedEvent,
    "response.mcp_call.failed": ResponseMcpCallFailedEvent,
    "response.mcp_call.in_progress": ResponseMcpCallInProgressEvent,
    "response.mcp_list_tools.completed": ResponseMcpListToolsCompletedEvent,
    "response.mcp_list_tools.failed": ResponseMcpListToolsFailedEvent,
    "response.mcp_list_tools.in_progress": ResponseMcpListToolsInProgressEvent,
    "response.output_text.annotation.added": ResponseOutputTextAnnotationAddedEvent,
    "response.queued": ResponseQueuedEvent,
    "response.custom_tool_call_input.delta": ResponseCustomToolCallInputDeltaEvent,
    "response.custom_tool_call_input.done": ResponseCustomToolCallInputDoneEvent,
}
