"""Responses of Bedrock's Converse and the events of their streams, with the names of
botocore's shapes."""

# ruff: noqa: N815 (the names are those of the wire)

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem, Whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "S3Location",
    "ErrorBlock",
    "ImageSource",
    "ImageBlock",
    "ToolUseBlock",
    "ToolResultContentBlock",
    "ToolResultBlock",
    "ReasoningTextBlock",
    "ReasoningContentBlock",
    "WebLocation",
    "DocumentCharLocation",
    "DocumentPageLocation",
    "DocumentChunkLocation",
    "SearchResultLocation",
    "CitationLocation",
    "CitationSourceContent",
    "Citation",
    "CitationGeneratedContent",
    "CitationsContentBlock",
    "ContentBlock",
    "Message",
    "ConverseOutput",
    "CacheDetail",
    "TokenUsage",
    "ConverseMetrics",
    "PromptRouterTrace",
    "ConverseTrace",
    "PerformanceConfiguration",
    "ServiceTier",
    "ConverseResponse",
    "MessageStartEvent",
    "ToolUseBlockStart",
    "ToolResultBlockStart",
    "ImageBlockStart",
    "ContentBlockStart",
    "ContentBlockStartEvent",
    "ToolUseBlockDelta",
    "ToolResultBlockDelta",
    "ReasoningContentBlockDelta",
    "CitationSourceContentDelta",
    "CitationsDelta",
    "ImageBlockDelta",
    "ContentBlockDelta",
    "ContentBlockDeltaEvent",
    "ContentBlockStopEvent",
    "MessageStopEvent",
    "ConverseStreamMetrics",
    "ConverseStreamTrace",
    "ConverseStreamMetadataEvent",
    "InternalServerException",
    "ModelStreamErrorException",
    "ModelTimeoutException",
    "ValidationException",
    "ThrottlingException",
    "ServiceUnavailableException",
    "ConverseStreamOutput",
]


class S3Location(View):
    """A file in S3."""

    __slots__ = ()

    uri: Field[str] = field()

    bucketOwner: Field[str | None] = field(default=None)


class ErrorBlock(View):
    """Why a block could not be made."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)


class ImageSource(View):
    """The data of an image: base64 text, or where it is."""

    __slots__ = ()

    bytes: Field[str | None] = field(default=None)

    s3Location: Field[S3Location | None] = field(S3Location, default=None)


class ImageBlock(View):
    """An image."""

    __slots__ = ()

    format: Field[str] = field()

    source: Field[ImageSource] = field(ImageSource)

    error: Field[ErrorBlock | None] = field(ErrorBlock, default=None)


class ToolUseBlock(View):
    """A tool call."""

    __slots__ = ()

    toolUseId: Field[str] = field()
    """Its id."""

    name: Field[str] = field()
    """The name of the tool."""

    input: Field[Any] = field()
    """The arguments."""

    type: Field[str | None] = field(default=None)


class ToolResultContentBlock(View):
    """A part of the result of a tool."""

    __slots__ = ()

    json: Field[Any | None] = field(default=None)

    text: Field[str | None] = field(default=None)

    image: Field[ImageBlock | None] = field(ImageBlock, default=None)


class ToolResultBlock(View):
    """The result of a tool."""

    __slots__ = ()

    toolUseId: Field[str] = field()

    content: Field[Sequence[ToolResultContentBlock]] = field(items=ToolResultContentBlock)

    status: Field[str | None] = field(default=None)

    type: Field[str | None] = field(default=None)


class ReasoningTextBlock(View):
    """Reasoning as text."""

    __slots__ = ()

    text: Field[str] = field()
    """The reasoning."""

    signature: Field[str | None] = field(default=None)
    """What proves that the model wrote it."""


class ReasoningContentBlock(View):
    """Reasoning, as text or encrypted."""

    __slots__ = ()

    reasoningText: Field[ReasoningTextBlock | None] = field(ReasoningTextBlock, default=None)

    redactedContent: Field[str | None] = field(default=None)


class WebLocation(View):
    """A place on the web."""

    __slots__ = ()

    url: Field[str | None] = field(default=None)

    domain: Field[str | None] = field(default=None)


class DocumentCharLocation(View):
    """Some characters of a document."""

    __slots__ = ()

    documentIndex: Field[int | None] = field(default=None)

    start: Field[int | None] = field(default=None)

    end: Field[int | None] = field(default=None)


class DocumentPageLocation(View):
    """Some pages of a document."""

    __slots__ = ()

    documentIndex: Field[int | None] = field(default=None)

    start: Field[int | None] = field(default=None)

    end: Field[int | None] = field(default=None)


class DocumentChunkLocation(View):
    """Some parts of a document."""

    __slots__ = ()

    documentIndex: Field[int | None] = field(default=None)

    start: Field[int | None] = field(default=None)

    end: Field[int | None] = field(default=None)


class SearchResultLocation(View):
    """A part of a search result."""

    __slots__ = ()

    searchResultIndex: Field[int | None] = field(default=None)

    start: Field[int | None] = field(default=None)

    end: Field[int | None] = field(default=None)


class CitationLocation(View):
    """Where a cited text is."""

    __slots__ = ()

    web: Field[WebLocation | None] = field(WebLocation, default=None)

    documentChar: Field[DocumentCharLocation | None] = field(DocumentCharLocation, default=None)

    documentPage: Field[DocumentPageLocation | None] = field(DocumentPageLocation, default=None)

    documentChunk: Field[DocumentChunkLocation | None] = field(DocumentChunkLocation, default=None)

    searchResultLocation: Field[SearchResultLocation | None] = field(
        SearchResultLocation, default=None
    )


class CitationSourceContent(View):
    """A text that is cited."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)


class Citation(View):
    """What a text refers to."""

    __slots__ = ()

    title: Field[str | None] = field(default=None)

    source: Field[str | None] = field(default=None)

    sourceContent: Field[Sequence[CitationSourceContent] | None] = field(
        items=CitationSourceContent, default=None
    )

    location: Field[CitationLocation | None] = field(CitationLocation, default=None)


class CitationGeneratedContent(View):
    """A text with citations."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)


class CitationsContentBlock(View):
    """A text, and what it refers to."""

    __slots__ = ()

    content: Field[Sequence[CitationGeneratedContent] | None] = field(
        items=CitationGeneratedContent, default=None
    )

    citations: Field[Sequence[Citation] | None] = field(items=Citation, default=None)


class ContentBlock(View):
    """A content block; the member that it has says what it is."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)
    """The text."""

    image: Field[ImageBlock | None] = field(ImageBlock, default=None)

    toolUse: Field[ToolUseBlock | None] = field(ToolUseBlock, default=None)

    toolResult: Field[ToolResultBlock | None] = field(ToolResultBlock, default=None)

    reasoningContent: Field[ReasoningContentBlock | None] = field(
        ReasoningContentBlock, default=None
    )

    citationsContent: Field[CitationsContentBlock | None] = field(
        CitationsContentBlock, default=None
    )


class Message(View):
    """A message."""

    __slots__ = ()

    role: Field[str] = field()

    content: Field[Sequence[ContentBlock]] = field(items=ContentBlock)


class ConverseOutput(View):
    """What the model wrote."""

    __slots__ = ()

    message: Field[Message | None] = field(Message, default=None)


class CacheDetail(View):
    """What was written to a cache."""

    __slots__ = ()

    ttl: Field[str] = field()

    inputTokens: Field[int] = field()


class TokenUsage(View):
    """How many tokens a response took."""

    __slots__ = ()

    inputTokens: Field[int] = field()
    """Tokens of the prompt."""

    outputTokens: Field[int] = field()
    """Tokens of the answer."""

    totalTokens: Field[int] = field()

    cacheReadInputTokens: Field[int | None] = field(default=None)

    cacheWriteInputTokens: Field[int | None] = field(default=None)

    cacheDetails: Field[Sequence[CacheDetail] | None] = field(items=CacheDetail, default=None)


class ConverseMetrics(View):
    """How long a response took."""

    __slots__ = ()

    latencyMs: Field[int] = field()


class PromptRouterTrace(View):
    """The model that a router chose."""

    __slots__ = ()

    invokedModelId: Field[str | None] = field(default=None)


class ConverseTrace(View):
    """What guardrails and routers did."""

    __slots__ = ()

    guardrail: Field[dict[str, Any] | None] = field(default=None)

    promptRouter: Field[PromptRouterTrace | None] = field(PromptRouterTrace, default=None)


class PerformanceConfiguration(View):
    """How fast the model should be."""

    __slots__ = ()

    latency: Field[str | None] = field(default=None)


class ServiceTier(View):
    """The tier of the request."""

    __slots__ = ()

    type: Field[str] = field()


class ConverseResponse(Whole):
    """A whole response."""

    __slots__ = ()

    output: Field[ConverseOutput] = field(ConverseOutput)

    stopReason: Field[str] = field()
    """Why the model stopped."""

    usage: Field[TokenUsage] = field(TokenUsage)

    metrics: Field[ConverseMetrics] = field(ConverseMetrics)

    additionalModelResponseFields: Field[Any | None] = field(default=None)

    trace: Field[ConverseTrace | None] = field(ConverseTrace, default=None)

    performanceConfig: Field[PerformanceConfiguration | None] = field(
        PerformanceConfiguration, default=None
    )

    serviceTier: Field[ServiceTier | None] = field(ServiceTier, default=None)


class MessageStartEvent(View):
    """A message begins."""

    __slots__ = ()

    role: Field[str] = field()


class ToolUseBlockStart(View):
    """A tool call begins."""

    __slots__ = ()

    toolUseId: Field[str] = field()

    name: Field[str] = field()

    type: Field[str | None] = field(default=None)


class ToolResultBlockStart(View):
    """The result of a tool begins."""

    __slots__ = ()

    toolUseId: Field[str] = field()

    type: Field[str | None] = field(default=None)

    status: Field[str | None] = field(default=None)


class ImageBlockStart(View):
    """An image begins."""

    __slots__ = ()

    format: Field[str] = field()


class ContentBlockStart(View):
    """What a content block begins with. Texts have no start."""

    __slots__ = ()

    toolUse: Field[ToolUseBlockStart | None] = field(ToolUseBlockStart, default=None)

    toolResult: Field[ToolResultBlockStart | None] = field(ToolResultBlockStart, default=None)

    image: Field[ImageBlockStart | None] = field(ImageBlockStart, default=None)


class ContentBlockStartEvent(View):
    """A content block begins."""

    __slots__ = ()

    start: Field[ContentBlockStart] = field(ContentBlockStart)

    contentBlockIndex: Field[int] = field()


class ToolUseBlockDelta(View):
    """A piece of the arguments of a tool call."""

    __slots__ = ()

    input: Field[str] = field()


class ToolResultBlockDelta(View):
    """A piece of the result of a tool."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)

    json: Field[Any | None] = field(default=None)


class ReasoningContentBlockDelta(View):
    """A piece of reasoning."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)

    redactedContent: Field[str | None] = field(default=None)

    signature: Field[str | None] = field(default=None)


class CitationSourceContentDelta(View):
    """A piece of a text that is cited."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)


class CitationsDelta(View):
    """A citation."""

    __slots__ = ()

    title: Field[str | None] = field(default=None)

    source: Field[str | None] = field(default=None)

    sourceContent: Field[Sequence[CitationSourceContentDelta] | None] = field(
        items=CitationSourceContentDelta, default=None
    )

    location: Field[CitationLocation | None] = field(CitationLocation, default=None)


class ImageBlockDelta(View):
    """The data of an image."""

    __slots__ = ()

    source: Field[ImageSource | None] = field(ImageSource, default=None)

    error: Field[ErrorBlock | None] = field(ErrorBlock, default=None)


class ContentBlockDelta(View):
    """What a content block continues with."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)

    toolUse: Field[ToolUseBlockDelta | None] = field(ToolUseBlockDelta, default=None)

    toolResult: Field[Sequence[ToolResultBlockDelta] | None] = field(
        items=ToolResultBlockDelta, default=None
    )

    reasoningContent: Field[ReasoningContentBlockDelta | None] = field(
        ReasoningContentBlockDelta, default=None
    )

    citation: Field[CitationsDelta | None] = field(CitationsDelta, default=None)

    image: Field[ImageBlockDelta | None] = field(ImageBlockDelta, default=None)


class ContentBlockDeltaEvent(View):
    """A content block continues."""

    __slots__ = ()

    delta: Field[ContentBlockDelta] = field(ContentBlockDelta)

    contentBlockIndex: Field[int] = field()


class ContentBlockStopEvent(View):
    """A content block ends."""

    __slots__ = ()

    contentBlockIndex: Field[int] = field()


class MessageStopEvent(View):
    """A message ends."""

    __slots__ = ()

    stopReason: Field[str] = field()
    """Why the model stopped."""

    additionalModelResponseFields: Field[Any | None] = field(default=None)


class ConverseStreamMetrics(View):
    """How long a stream took."""

    __slots__ = ()

    latencyMs: Field[int] = field()


class ConverseStreamTrace(View):
    """What guardrails and routers did."""

    __slots__ = ()

    guardrail: Field[dict[str, Any] | None] = field(default=None)

    promptRouter: Field[PromptRouterTrace | None] = field(PromptRouterTrace, default=None)


class ConverseStreamMetadataEvent(View):
    """The counts of a stream."""

    __slots__ = ()

    usage: Field[TokenUsage] = field(TokenUsage)

    metrics: Field[ConverseStreamMetrics] = field(ConverseStreamMetrics)

    trace: Field[ConverseStreamTrace | None] = field(ConverseStreamTrace, default=None)

    performanceConfig: Field[PerformanceConfiguration | None] = field(
        PerformanceConfiguration, default=None
    )

    serviceTier: Field[ServiceTier | None] = field(ServiceTier, default=None)


class InternalServerException(View):
    """An error of the server."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)


class ModelStreamErrorException(View):
    """An error of the model."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)

    originalStatusCode: Field[int | None] = field(default=None)

    originalMessage: Field[str | None] = field(default=None)


class ModelTimeoutException(View):
    """The model took too long."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)


class ValidationException(View):
    """The request was not valid."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)


class ThrottlingException(View):
    """There were too many requests."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)


class ServiceUnavailableException(View):
    """The service was not available."""

    __slots__ = ()

    message: Field[str | None] = field(default=None)


class ConverseStreamOutput(StreamItem):
    """An event of a stream; the member that it has says what it is."""

    __slots__ = ()

    messageStart: Field[MessageStartEvent | None] = field(MessageStartEvent, default=None)

    contentBlockStart: Field[ContentBlockStartEvent | None] = field(
        ContentBlockStartEvent, default=None
    )

    contentBlockDelta: Field[ContentBlockDeltaEvent | None] = field(
        ContentBlockDeltaEvent, default=None
    )

    contentBlockStop: Field[ContentBlockStopEvent | None] = field(
        ContentBlockStopEvent, default=None
    )

    messageStop: Field[MessageStopEvent | None] = field(MessageStopEvent, default=None)

    metadata: Field[ConverseStreamMetadataEvent | None] = field(
        ConverseStreamMetadataEvent, default=None
    )

    internalServerException: Field[InternalServerException | None] = field(
        InternalServerException, default=None
    )

    modelStreamErrorException: Field[ModelStreamErrorException | None] = field(
        ModelStreamErrorException, default=None
    )

    modelTimeoutException: Field[ModelTimeoutException | None] = field(
        ModelTimeoutException, default=None
    )

    validationException: Field[ValidationException | None] = field(
        ValidationException, default=None
    )

    throttlingException: Field[ThrottlingException | None] = field(
        ThrottlingException, default=None
    )

    serviceUnavailableException: Field[ServiceUnavailableException | None] = field(
        ServiceUnavailableException, default=None
    )
