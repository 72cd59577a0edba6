"""Anthropic's messages and the events of their streams, as `anthropic.types` has them."""

from ._other_events import ErrorEvent as ErrorEvent
from ._other_events import ErrorEventError as ErrorEventError
from ._other_events import PingEvent as PingEvent
from .base64_pdf_source import Base64PDFSource as Base64PDFSource
from .bash_code_execution_output_block import (
    BashCodeExecutionOutputBlock as BashCodeExecutionOutputBlock,
)
from .bash_code_execution_result_block import (
    BashCodeExecutionResultBlock as BashCodeExecutionResultBlock,
)
from .bash_code_execution_tool_result_block import (
    BashCodeExecutionToolResultBlock as BashCodeExecutionToolResultBlock,
)
from .bash_code_execution_tool_result_error_object import (
    BashCodeExecutionToolResultErrorObject as BashCodeExecutionToolResultErrorObject,
)
from .cache_creation import CacheCreation as CacheCreation
from .cache_miss_messages_changed import CacheMissMessagesChanged as CacheMissMessagesChanged
from .cache_miss_model_changed import CacheMissModelChanged as CacheMissModelChanged
from .cache_miss_previous_message_not_found import (
    CacheMissPreviousMessageNotFound as CacheMissPreviousMessageNotFound,
)
from .cache_miss_reason import CacheMissReason as CacheMissReason
from .cache_miss_system_changed import CacheMissSystemChanged as CacheMissSystemChanged
from .cache_miss_tools_changed import CacheMissToolsChanged as CacheMissToolsChanged
from .cache_miss_unavailable import CacheMissUnavailable as CacheMissUnavailable
from .citation_char_location import CitationCharLocation as CitationCharLocation
from .citation_content_block_location import (
    CitationContentBlockLocation as CitationContentBlockLocation,
)
from .citation_page_location import CitationPageLocation as CitationPageLocation
from .citations_config import CitationsConfig as CitationsConfig
from .citations_delta import CitationsDelta as CitationsDelta
from .citations_search_result_location import (
    CitationsSearchResultLocation as CitationsSearchResultLocation,
)
from .citations_web_search_result_location import (
    CitationsWebSearchResultLocation as CitationsWebSearchResultLocation,
)
from .code_execution_output_block import CodeExecutionOutputBlock as CodeExecutionOutputBlock
from .code_execution_result_block import CodeExecutionResultBlock as CodeExecutionResultBlock
from .code_execution_tool_result_block import (
    CodeExecutionToolResultBlock as CodeExecutionToolResultBlock,
)
from .code_execution_tool_result_block_content import (
    CodeExecutionToolResultBlockContent as CodeExecutionToolResultBlockContent,
)
from .code_execution_tool_result_error_object import (
    CodeExecutionToolResultErrorObject as CodeExecutionToolResultErrorObject,
)
from .container import Container as Container
from .container_skill import ContainerSkill as ContainerSkill
from .container_upload_block import ContainerUploadBlock as ContainerUploadBlock
from .content_block import ContentBlock as ContentBlock
from .diagnostics import Diagnostics as Diagnostics
from .direct_caller import DirectCaller as DirectCaller
from .document_block import DocumentBlock as DocumentBlock
from .encrypted_code_execution_result_block import (
    EncryptedCodeExecutionResultBlock as EncryptedCodeExecutionResultBlock,
)
from .input_json_delta import InputJSONDelta as InputJSONDelta
from .message import Message as Message
from .message_delta_usage import MessageDeltaUsage as MessageDeltaUsage
from .output_tokens_details import OutputTokensDetails as OutputTokensDetails
from .plain_text_source import PlainTextSource as PlainTextSource
from .raw_content_block_delta import RawContentBlockDelta as RawContentBlockDelta
from .raw_content_block_delta_event import RawContentBlockDeltaEvent as RawContentBlockDeltaEvent
from .raw_content_block_start_event import RawContentBlockStartEvent as RawContentBlockStartEvent
from .raw_content_block_stop_event import RawContentBlockStopEvent as RawContentBlockStopEvent
from .raw_message_delta_event import RawMessageDeltaEvent as RawMessageDeltaEvent
from .raw_message_start_event import RawMessageStartEvent as RawMessageStartEvent
from .raw_message_stop_event import RawMessageStopEvent as RawMessageStopEvent
from .raw_message_stream_event import RAW_MESSAGE_STREAM_EVENT as RAW_MESSAGE_STREAM_EVENT
from .raw_message_stream_event import RawMessageStreamEvent as RawMessageStreamEvent
from .redacted_thinking_block import RedactedThinkingBlock as RedactedThinkingBlock
from .refusal_stop_details import RefusalStopDetails as RefusalStopDetails
from .server_tool_caller import ServerToolCaller as ServerToolCaller
from .server_tool_caller_20260120 import ServerToolCaller20260120 as ServerToolCaller20260120
from .server_tool_usage import ServerToolUsage as ServerToolUsage
from .server_tool_use_block import ServerToolUseBlock as ServerToolUseBlock
from .signature_delta import SignatureDelta as SignatureDelta
from .text_block import TextBlock as TextBlock
from .text_citation import TextCitation as TextCitation
from .text_delta import TextDelta as TextDelta
from .text_editor_code_execution_create_result_block import (
    TextEditorCodeExecutionCreateResultBlock as TextEditorCodeExecutionCreateResultBlock,
)
from .text_editor_code_execution_str_replace_result_block import (
    TextEditorCodeExecutionStrReplaceResultBlock as TextEditorCodeExecutionStrReplaceResultBlock,
)
from .text_editor_code_execution_tool_result_block import (
    TextEditorCodeExecutionToolResultBlock as TextEditorCodeExecutionToolResultBlock,
)
from .text_editor_code_execution_tool_result_error_object import (
    TextEditorCodeExecutionToolResultErrorObject as TextEditorCodeExecutionToolResultErrorObject,
)
from .text_editor_code_execution_view_result_block import (
    TextEditorCodeExecutionViewResultBlock as TextEditorCodeExecutionViewResultBlock,
)
from .thinking_block import ThinkingBlock as ThinkingBlock
from .thinking_delta import ThinkingDelta as ThinkingDelta
from .tool_reference_block import ToolReferenceBlock as ToolReferenceBlock
from .tool_search_tool_result_block import ToolSearchToolResultBlock as ToolSearchToolResultBlock
from .tool_search_tool_result_error_object import (
    ToolSearchToolResultErrorObject as ToolSearchToolResultErrorObject,
)
from .tool_search_tool_search_result_block import (
    ToolSearchToolSearchResultBlock as ToolSearchToolSearchResultBlock,
)
from .tool_use_block import ToolUseBlock as ToolUseBlock
from .tool_use_caller import ToolUseCaller as ToolUseCaller
from .usage import Usage as Usage
from .web_fetch_block import WebFetchBlock as WebFetchBlock
from .web_fetch_tool_result_block import WebFetchToolResultBlock as WebFetchToolResultBlock
from .web_fetch_tool_result_error_block import (
    WebFetchToolResultErrorBlock as WebFetchToolResultErrorBlock,
)
from .web_search_result_block import WebSearchResultBlock as WebSearchResultBlock
from .web_search_tool_result_block import WebSearchToolResultBlock as WebSearchToolResultBlock
from .web_search_tool_result_error_object import (
    WebSearchToolResultErrorObject as WebSearchToolResultErrorObject,
)

#: The member that holds the tag of an item of a stream, and the classes.
EVENTS = ("type", RAW_MESSAGE_STREAM_EVENT)
