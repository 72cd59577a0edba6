"""Cohere's chats and the events of their streams, version 2 of its API."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem, Whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "UsageBilledUnits",
    "UsageTokens",
    "Usage",
    "LogprobItem",
    "ToolSource",
    "DocumentSource",
    "Citation",
    "ToolCallV2Function",
    "ToolCallV2",
    "TextAssistantMessageResponseContentItem",
    "ThinkingAssistantMessageResponseContentItem",
    "AssistantMessageResponse",
    "V2ChatResponse",
    "ChatMessageStartEventDeltaMessage",
    "ChatMessageStartEventDelta",
    "ChatContentStartEventDeltaMessageContent",
    "ChatContentStartEventDeltaMessage",
    "ChatContentStartEventDelta",
    "ChatContentDeltaEventDeltaMessageContent",
    "ChatContentDeltaEventDeltaMessage",
    "ChatContentDeltaEventDelta",
    "ChatToolPlanDeltaEventDeltaMessage",
    "ChatToolPlanDeltaEventDelta",
    "ChatToolCallStartEventDeltaMessage",
    "ChatToolCallStartEventDelta",
    "ChatToolCallDeltaEventDeltaMessageToolCallsFunction",
    "ChatToolCallDeltaEventDeltaMessageToolCalls",
    "ChatToolCallDeltaEventDeltaMessage",
    "ChatToolCallDeltaEventDelta",
    "CitationStartEventDeltaMessage",
    "CitationStartEventDelta",
    "ChatMessageEndEventDelta",
    "MessageStartV2ChatStreamResponse",
    "ContentStartV2ChatStreamResponse",
    "ContentDeltaV2ChatStreamResponse",
    "ContentEndV2ChatStreamResponse",
    "ToolPlanDeltaV2ChatStreamResponse",
    "ToolCallStartV2ChatStreamResponse",
    "ToolCallDeltaV2ChatStreamResponse",
    "ToolCallEndV2ChatStreamResponse",
    "CitationStartV2ChatStreamResponse",
    "CitationEndV2ChatStreamResponse",
    "MessageEndV2ChatStreamResponse",
    "DebugV2ChatStreamResponse",
]


class UsageBilledUnits(View):
    """The units that are billed."""

    __slots__ = ()

    input_tokens: Field[float | None] = field(default=None)
    """Tokens of the prompt."""

    output_tokens: Field[float | None] = field(default=None)
    """Tokens of the answer."""

    search_units: Field[float | None] = field(default=None)

    classifications: Field[float | None] = field(default=None)


class UsageTokens(View):
    """The tokens that were processed."""

    __slots__ = ()

    input_tokens: Field[float | None] = field(default=None)
    """Tokens of the prompt."""

    output_tokens: Field[float | None] = field(default=None)
    """Tokens of the answer."""


class Usage(View):
    """How many tokens a response took."""

    __slots__ = ()

    billed_units: Field[UsageBilledUnits | None] = field(UsageBilledUnits, default=None)

    tokens: Field[UsageTokens | None] = field(UsageTokens, default=None)

    cached_tokens: Field[float | None] = field(default=None)
    """Tokens of the prompt that were read from a cache."""


class LogprobItem(View):
    """The log probabilities of some tokens."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)
    """The text."""

    token_ids: Field[list[int]] = field()

    logprobs: Field[list[float] | None] = field(default=None)


class ToolSource(View):
    """The output of a tool that a citation refers to."""

    __slots__ = ()

    type: Final[Literal["tool"]] = field()

    id: Field[str | None] = field(default=None)

    tool_output: Field[dict[str, Any] | None] = field(default=None)


class DocumentSource(View):
    """A document that a citation refers to."""

    __slots__ = ()

    type: Final[Literal["document"]] = field()

    id: Field[str | None] = field(default=None)

    document: Field[dict[str, Any] | None] = field(default=None)


Source: TypeAlias = ToolSource | DocumentSource

#: The class for each type; the first one is used for all others.
SOURCE: dict[str, type[View]] = {
    "": View,
    "tool": ToolSource,
    "document": DocumentSource,
}


class Citation(View):
    """A part of the text, and what it refers to."""

    __slots__ = ()

    start: Field[int | None] = field(default=None)
    """Where it begins in the text."""

    end: Field[int | None] = field(default=None)
    """Where it ends."""

    text: Field[str | None] = field(default=None)
    """The text."""

    sources: Field[Sequence[Source] | None] = field(items=SOURCE, default=None)

    content_index: Field[int | None] = field(default=None)
    """The index of the content block."""

    type: Field[str | None] = field(default=None)
    """The kind of text: `TEXT_CONTENT`, `THINKING_CONTENT` or `PLAN`."""


class ToolCallV2Function(View):
    """The function to call."""

    __slots__ = ()

    name: Field[str | None] = field(default=None)
    """The name."""

    arguments: Field[str | None] = field(default=None)
    """The arguments as JSON text."""


class ToolCallV2(View):
    """A tool call."""

    __slots__ = ()

    id: Field[str] = field()
    """Its id."""

    type: Final[Literal["function"]] = field()

    function: Field[ToolCallV2Function | None] = field(ToolCallV2Function, default=None)


class TextAssistantMessageResponseContentItem(View):
    """A text."""

    __slots__ = ()

    type: Final[Literal["text"]] = field()

    text: Field[str] = field()
    """The text."""


class ThinkingAssistantMessageResponseContentItem(View):
    """A part of the reasoning."""

    __slots__ = ()

    type: Final[Literal["thinking"]] = field()

    thinking: Field[str] = field()
    """The reasoning."""


AssistantMessageResponseContentItem: TypeAlias = (
    TextAssistantMessageResponseContentItem | ThinkingAssistantMessageResponseContentItem
)

#: The class for each type; the first one is used for all others.
CONTENT_ITEM: dict[str, type[View]] = {
    "": View,
    "text": TextAssistantMessageResponseContentItem,
    "thinking": ThinkingAssistantMessageResponseContentItem,
}


class AssistantMessageResponse(View):
    """The message of a response."""

    __slots__ = ()

    role: Field[Literal["assistant"]] = field()

    tool_calls: Field[Sequence[ToolCallV2] | None] = field(items=ToolCallV2, default=None)

    tool_plan: Field[str | None] = field(default=None)
    """The reasoning that leads to the tool calls."""

    content: Field[Sequence[AssistantMessageResponseContentItem] | None] = field(
        items=CONTENT_ITEM, default=None
    )

    citations: Field[Sequence[Citation] | None] = field(items=Citation, default=None)


class V2ChatResponse(Whole):
    """A whole response."""

    __slots__ = ()

    id: Field[str] = field()
    """Its id."""

    finish_reason: Field[str] = field()
    """Why the model stopped."""

    message: Field[AssistantMessageResponse] = field(AssistantMessageResponse)

    usage: Field[Usage | None] = field(Usage, default=None)

    logprobs: Field[Sequence[LogprobItem] | None] = field(items=LogprobItem, default=None)


class ChatMessageStartEventDeltaMessage(View):
    """The message that begins."""

    __slots__ = ()

    role: Field[Literal["assistant"] | None] = field(default=None)


class ChatMessageStartEventDelta(View):
    """What a message begins with."""

    __slots__ = ()

    message: Field[ChatMessageStartEventDeltaMessage | None] = field(
        ChatMessageStartEventDeltaMessage, default=None
    )


class ChatContentStartEventDeltaMessageContent(View):
    """The content block that begins."""

    __slots__ = ()

    thinking: Field[str | None] = field(default=None)

    text: Field[str | None] = field(default=None)

    type: Field[str | None] = field(default=None)


class ChatContentStartEventDeltaMessage(View):
    """A message with the content block that begins."""

    __slots__ = ()

    content: Field[ChatContentStartEventDeltaMessageContent | None] = field(
        ChatContentStartEventDeltaMessageContent, default=None
    )


class ChatContentStartEventDelta(View):
    """What a content block begins with."""

    __slots__ = ()

    message: Field[ChatContentStartEventDeltaMessage | None] = field(
        ChatContentStartEventDeltaMessage, default=None
    )


class ChatContentDeltaEventDeltaMessageContent(View):
    """A piece of text or of reasoning."""

    __slots__ = ()

    thinking: Field[str | None] = field(default=None)

    text: Field[str | None] = field(default=None)


class ChatContentDeltaEventDeltaMessage(View):
    """A message with a piece of its content."""

    __slots__ = ()

    content: Field[ChatContentDeltaEventDeltaMessageContent | None] = field(
        ChatContentDeltaEventDeltaMessageContent, default=None
    )


class ChatContentDeltaEventDelta(View):
    """What a content block continues with."""

    __slots__ = ()

    message: Field[ChatContentDeltaEventDeltaMessage | None] = field(
        ChatContentDeltaEventDeltaMessage, default=None
    )


class ChatToolPlanDeltaEventDeltaMessage(View):
    """A message with a piece of its plan."""

    __slots__ = ()

    tool_plan: Field[str | None] = field(default=None)


class ChatToolPlanDeltaEventDelta(View):
    """What a plan continues with."""

    __slots__ = ()

    message: Field[ChatToolPlanDeltaEventDeltaMessage | None] = field(
        ChatToolPlanDeltaEventDeltaMessage, default=None
    )


class ChatToolCallStartEventDeltaMessage(View):
    """A message with the tool call that begins."""

    __slots__ = ()

    tool_calls: Field[ToolCallV2 | None] = field(ToolCallV2, default=None)


class ChatToolCallStartEventDelta(View):
    """What a tool call begins with."""

    __slots__ = ()

    message: Field[ChatToolCallStartEventDeltaMessage | None] = field(
        ChatToolCallStartEventDeltaMessage, default=None
    )


class ChatToolCallDeltaEventDeltaMessageToolCallsFunction(View):
    """A piece of the arguments."""

    __slots__ = ()

    arguments: Field[str | None] = field(default=None)


class ChatToolCallDeltaEventDeltaMessageToolCalls(View):
    """A tool call with a piece of its arguments."""

    __slots__ = ()

    function: Field[ChatToolCallDeltaEventDeltaMessageToolCallsFunction | None] = field(
        ChatToolCallDeltaEventDeltaMessageToolCallsFunction, default=None
    )


class ChatToolCallDeltaEventDeltaMessage(View):
    """A message with a piece of a tool call."""

    __slots__ = ()

    tool_calls: Field[ChatToolCallDeltaEventDeltaMessageToolCalls | None] = field(
        ChatToolCallDeltaEventDeltaMessageToolCalls, default=None
    )


class ChatToolCallDeltaEventDelta(View):
    """What a tool call continues with."""

    __slots__ = ()

    message: Field[ChatToolCallDeltaEventDeltaMessage | None] = field(
        ChatToolCallDeltaEventDeltaMessage, default=None
    )


class CitationStartEventDeltaMessage(View):
    """A message with a citation."""

    __slots__ = ()

    citations: Field[Citation | None] = field(Citation, default=None)


class CitationStartEventDelta(View):
    """A citation."""

    __slots__ = ()

    message: Field[CitationStartEventDeltaMessage | None] = field(
        CitationStartEventDeltaMessage, default=None
    )


class ChatMessageEndEventDelta(View):
    """What a message ends with."""

    __slots__ = ()

    error: Field[str | None] = field(default=None)
    """The error, if the message ends with one."""

    finish_reason: Field[str | None] = field(default=None)
    """Why the model stopped."""

    usage: Field[Usage | None] = field(Usage, default=None)


class MessageStartV2ChatStreamResponse(StreamItem):
    """A message begins."""

    __slots__ = ()

    type: Final[Literal["message-start"]] = field()

    id: Field[str | None] = field(default=None)
    """The id of the response."""

    delta: Field[ChatMessageStartEventDelta | None] = field(
        ChatMessageStartEventDelta, default=None
    )


class ContentStartV2ChatStreamResponse(StreamItem):
    """A content block begins."""

    __slots__ = ()

    type: Final[Literal["content-start"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""

    delta: Field[ChatContentStartEventDelta | None] = field(
        ChatContentStartEventDelta, default=None
    )


class ContentDeltaV2ChatStreamResponse(StreamItem):
    """A content block continues."""

    __slots__ = ()

    type: Final[Literal["content-delta"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""

    delta: Field[ChatContentDeltaEventDelta | None] = field(
        ChatContentDeltaEventDelta, default=None
    )

    logprobs: Field[LogprobItem | None] = field(LogprobItem, default=None)


class ContentEndV2ChatStreamResponse(StreamItem):
    """A content block ends."""

    __slots__ = ()

    type: Final[Literal["content-end"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""


class ToolPlanDeltaV2ChatStreamResponse(StreamItem):
    """The plan continues."""

    __slots__ = ()

    type: Final[Literal["tool-plan-delta"]] = field()

    delta: Field[ChatToolPlanDeltaEventDelta | None] = field(
        ChatToolPlanDeltaEventDelta, default=None
    )


class ToolCallStartV2ChatStreamResponse(StreamItem):
    """A tool call begins."""

    __slots__ = ()

    type: Final[Literal["tool-call-start"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""

    delta: Field[ChatToolCallStartEventDelta | None] = field(
        ChatToolCallStartEventDelta, default=None
    )


class ToolCallDeltaV2ChatStreamResponse(StreamItem):
    """A tool call continues."""

    __slots__ = ()

    type: Final[Literal["tool-call-delta"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""

    delta: Field[ChatToolCallDeltaEventDelta | None] = field(
        ChatToolCallDeltaEventDelta, default=None
    )


class ToolCallEndV2ChatStreamResponse(StreamItem):
    """A tool call ends."""

    __slots__ = ()

    type: Final[Literal["tool-call-end"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""


class CitationStartV2ChatStreamResponse(StreamItem):
    """A citation."""

    __slots__ = ()

    type: Final[Literal["citation-start"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""

    delta: Field[CitationStartEventDelta | None] = field(CitationStartEventDelta, default=None)


class CitationEndV2ChatStreamResponse(StreamItem):
    """A citation ends."""

    __slots__ = ()

    type: Final[Literal["citation-end"]] = field()

    index: Field[int | None] = field(default=None)
    """The index of the content block, tool call or citation."""


class MessageEndV2ChatStreamResponse(StreamItem):
    """A message ends."""

    __slots__ = ()

    type: Final[Literal["message-end"]] = field()

    id: Field[str | None] = field(default=None)

    delta: Field[ChatMessageEndEventDelta | None] = field(ChatMessageEndEventDelta, default=None)


class DebugV2ChatStreamResponse(StreamItem):
    """The prompt, if the request asked for it."""

    __slots__ = ()

    type: Final[Literal["debug"]] = field()

    prompt: Field[str | None] = field(default=None)


V2ChatStreamResponse: TypeAlias = (
    MessageStartV2ChatStreamResponse
    | ContentStartV2ChatStreamResponse
    | ContentDeltaV2ChatStreamResponse
    | ContentEndV2ChatStreamResponse
    | ToolPlanDeltaV2ChatStreamResponse
    | ToolCallStartV2ChatStreamResponse
    | ToolCallDeltaV2ChatStreamResponse
    | ToolCallEndV2ChatStreamResponse
    | CitationStartV2ChatStreamResponse
    | CitationEndV2ChatStreamResponse
    | MessageEndV2ChatStreamResponse
    | DebugV2ChatStreamResponse
)

#: The member that holds the tag of an item of a stream, and the classes; the first one is used
#: for all others.
EVENTS: tuple[str, dict[str, type[View]]] = (
    "type",
    {
        "": StreamItem,
        "message-start": MessageStartV2ChatStreamResponse,
        "content-start": ContentStartV2ChatStreamResponse,
        "content-delta": ContentDeltaV2ChatStreamResponse,
        "content-end": ContentEndV2ChatStreamResponse,
        "tool-plan-delta": ToolPlanDeltaV2ChatStreamResponse,
        "tool-call-start": ToolCallStartV2ChatStreamResponse,
        "tool-call-delta": ToolCallDeltaV2ChatStreamResponse,
        "tool-call-end": ToolCallEndV2ChatStreamResponse,
        "citation-start": CitationStartV2ChatStreamResponse,
        "citation-end": CitationEndV2ChatStreamResponse,
        "message-end": MessageEndV2ChatStreamResponse,
        "debug": DebugV2ChatStreamResponse,
    },
)
