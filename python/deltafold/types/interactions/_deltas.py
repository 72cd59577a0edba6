"""Deltas: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem
from deltafold.types.interactions._contents import ANNOTATION, CONTENT, Annotation, Content
from deltafold.types.interactions._interaction import Usage
from deltafold.types.interactions._tool_deltas import (
    CodeExecutionCallDelta,
    CodeExecutionResultDelta,
    FileSearchCallDelta,
    FileSearchResultDelta,
    FunctionResultDelta,
    GoogleMapsCallDelta,
    GoogleMapsResultDelta,
    GoogleSearchCallDelta,
    GoogleSearchResultDelta,
    MCPServerToolCallDelta,
    MCPServerToolResultDelta,
    ProcessingCallDelta,
    ProcessingResultDelta,
    RetrievalCallDelta,
    RetrievalResultDelta,
    ToolSearchCallDelta,
    ToolSearchResultDelta,
    URLContextCallDelta,
    URLContextResultDelta,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ArgumentsDelta",
    "AudioDelta",
    "DocumentDelta",
    "ImageDelta",
    "TextAnnotationDelta",
    "TextDelta",
    "ThoughtSignatureDelta",
    "ThoughtSummaryDelta",
    "VideoDelta",
    "StepDeltaMetadata",
    "StepDelta",
    "StepDeltaData",
]


class ArgumentsDelta(View):
    """An arguments delta."""

    __slots__ = ()

    arguments: Field[str | None] = field(default=None)
    """The arguments; JSON text, if they are text."""

    type: Final[Literal["arguments_delta"]] = field(default=None)
    """The word for this kind of object."""


class AudioDelta(View):
    """An audio delta."""

    __slots__ = ()

    channels: Field[int | None] = field(default=None)

    data: Field[str | None] = field(default=None)
    """The data; in base64 unless it is text."""

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    rate: Field[int | None] = field(default=None)

    sample_rate: Field[int | None] = field(default=None)

    type: Final[Literal["audio"]] = field(default=None)
    """The word for this kind of object."""

    uri: Field[str | None] = field(default=None)
    """The URI."""


class DocumentDelta(View):
    """A document delta."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    """The data; in base64 unless it is text."""

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    type: Final[Literal["document"]] = field(default=None)
    """The word for this kind of object."""

    uri: Field[str | None] = field(default=None)
    """The URI."""


class ImageDelta(View):
    """An image delta."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    """The data; in base64 unless it is text."""

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    resolution: Field[str | None] = field(default=None)
    """How closely it is looked at."""

    type: Final[Literal["image"]] = field(default=None)
    """The word for this kind of object."""

    uri: Field[str | None] = field(default=None)
    """The URI."""


class TextAnnotationDelta(View):
    """A text annotation delta."""

    __slots__ = ()

    annotations: Field[Sequence[Annotation] | None] = field(items=ANNOTATION, default=None)
    """What the text refers to."""

    type: Final[Literal["text_annotation_delta"]] = field(default=None)
    """The word for this kind of object."""


class TextDelta(View):
    """A piece of a text."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["text"]] = field(default=None)
    """The word for this kind of object."""


class ThoughtSignatureDelta(View):
    """A thought signature delta."""

    __slots__ = ()

    signature: Field[str | None] = field(default=None)
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["thought_signature"]] = field(default=None)
    """The word for this kind of object."""


class ThoughtSummaryDelta(View):
    """A thought summary delta."""

    __slots__ = ()

    content: Field[Content | None] = field(CONTENT, default=None)
    """The content."""

    type: Final[Literal["thought_summary"]] = field(default=None)
    """The word for this kind of object."""


class VideoDelta(View):
    """A video delta."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    """The data; in base64 unless it is text."""

    mime_type: Field[str | None] = field(default=None)
    """The media type."""

    resolution: Field[str | None] = field(default=None)
    """How closely it is looked at."""

    type: Final[Literal["video"]] = field(default=None)
    """The word for this kind of object."""

    uri: Field[str | None] = field(default=None)
    """The URI."""


StepDeltaData: TypeAlias = (
    ArgumentsDelta
    | AudioDelta
    | CodeExecutionCallDelta
    | CodeExecutionResultDelta
    | DocumentDelta
    | FileSearchCallDelta
    | FileSearchResultDelta
    | FunctionResultDelta
    | GoogleMapsCallDelta
    | GoogleMapsResultDelta
    | GoogleSearchCallDelta
    | GoogleSearchResultDelta
    | ImageDelta
    | MCPServerToolCallDelta
    | MCPServerToolResultDelta
    | ProcessingCallDelta
    | ProcessingResultDelta
    | RetrievalCallDelta
    | RetrievalResultDelta
    | TextAnnotationDelta
    | TextDelta
    | ThoughtSignatureDelta
    | ThoughtSummaryDelta
    | ToolSearchCallDelta
    | ToolSearchResultDelta
    | URLContextCallDelta
    | URLContextResultDelta
    | VideoDelta
)

#: The class for each tag; the first one shows what has another.
STEP_DELTA_DATA: dict[str, type[View]] = {
    "": View,
    "arguments_delta": ArgumentsDelta,
    "audio": AudioDelta,
    "code_execution_call": CodeExecutionCallDelta,
    "code_execution_result": CodeExecutionResultDelta,
    "document": DocumentDelta,
    "file_search_call": FileSearchCallDelta,
    "file_search_result": FileSearchResultDelta,
    "function_result": FunctionResultDelta,
    "google_maps_call": GoogleMapsCallDelta,
    "google_maps_result": GoogleMapsResultDelta,
    "google_search_call": GoogleSearchCallDelta,
    "google_search_result": GoogleSearchResultDelta,
    "image": ImageDelta,
    "mcp_server_tool_call": MCPServerToolCallDelta,
    "mcp_server_tool_result": MCPServerToolResultDelta,
    "processing_call": ProcessingCallDelta,
    "processing_result": ProcessingResultDelta,
    "retrieval_call": RetrievalCallDelta,
    "retrieval_result": RetrievalResultDelta,
    "text_annotation_delta": TextAnnotationDelta,
    "text": TextDelta,
    "thought_signature": ThoughtSignatureDelta,
    "thought_summary": ThoughtSummaryDelta,
    "tool_search_call": ToolSearchCallDelta,
    "tool_search_result": ToolSearchResultDelta,
    "url_context_call": URLContextCallDelta,
    "url_context_result": URLContextResultDelta,
    "video": VideoDelta,
}


class StepDeltaMetadata(View):
    """Step delta metadata."""

    __slots__ = ()

    total_usage: Field[Usage | None] = field(Usage, default=None)


class StepDelta(StreamItem):
    """The event `step.delta`."""

    __slots__ = ()

    delta: Field[StepDeltaData] = field(STEP_DELTA_DATA)
    """What the event adds."""

    index: Field[int] = field()
    """Its number."""

    event_id: Field[str | None] = field(default=None)
    """Where a stream that broke off can go on."""

    event_type: Final[Literal["step.delta"]] = field(default=None)
    """The word for this kind of event."""

    metadata: Field[StepDeltaMetadata | None] = field(StepDeltaMetadata, default=None)
    """What the request attached to it."""
