"""Parts: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

__all__ = [
    "PartMediaResolution",
    "CodeExecutionResult",
    "ExecutableCode",
    "FileData",
    "PartialArg",
    "FunctionCall",
    "FunctionResponseBlob",
    "FunctionResponseFileData",
    "VideoMetadata",
    "DocumentMetadata",
    "SpreadsheetMetadata",
    "AudioMetadata",
    "FunctionResponsePart",
    "FunctionResponse",
    "Blob",
    "ToolCall",
    "ToolResponse",
    "WordInfo",
    "Transcription",
    "SpeechMetadata",
    "Part",
    "Content",
]


class PartMediaResolution(View):
    """A part media resolution."""

    __slots__ = ()

    level: Field[str | None] = field(default=None)
    num_tokens: Field[int | None] = field(default=None, alias="numTokens")


class CodeExecutionResult(View):
    """A code execution result."""

    __slots__ = ()

    outcome: Field[str | None] = field(default=None)
    output: Field[str | None] = field(default=None)
    id: Field[str | None] = field(default=None)


class ExecutableCode(View):
    """An executable code."""

    __slots__ = ()

    code: Field[str | None] = field(default=None)
    language: Field[str | None] = field(default=None)
    id: Field[str | None] = field(default=None)


class FileData(View):
    """A file that is somewhere else."""

    __slots__ = ()

    display_name: Field[str | None] = field(default=None, alias="displayName")
    file_uri: Field[str | None] = field(default=None, alias="fileUri")
    mime_type: Field[str | None] = field(default=None, alias="mimeType")


class PartialArg(View):
    """A partial arg."""

    __slots__ = ()

    bool_value: Field[bool | None] = field(default=None, alias="boolValue")
    json_path: Field[str | None] = field(default=None, alias="jsonPath")
    null_value: Field[Literal["NULL_VALUE"] | None] = field(default=None, alias="nullValue")
    number_value: Field[float | None] = field(default=None, alias="numberValue")
    string_value: Field[str | None] = field(default=None, alias="stringValue")
    will_continue: Field[bool | None] = field(default=None, alias="willContinue")


class FunctionCall(View):
    """A call of a function."""

    __slots__ = ()

    id: Field[str | None] = field(default=None)
    args: Field[dict[str, Any] | None] = field(default=None)
    name: Field[str | None] = field(default=None)
    partial_args: Field[Sequence[PartialArg] | None] = field(
        items=PartialArg, default=None, alias="partialArgs"
    )
    will_continue: Field[bool | None] = field(default=None, alias="willContinue")


class FunctionResponseBlob(View):
    """A function response blob."""

    __slots__ = ()

    mime_type: Field[str | None] = field(default=None, alias="mimeType")
    data: Field[str | None] = field(default=None)
    display_name: Field[str | None] = field(default=None, alias="displayName")


class FunctionResponseFileData(View):
    """Function response file data."""

    __slots__ = ()

    file_uri: Field[str | None] = field(default=None, alias="fileUri")
    mime_type: Field[str | None] = field(default=None, alias="mimeType")
    display_name: Field[str | None] = field(default=None, alias="displayName")


class VideoMetadata(View):
    """Video metadata."""

    __slots__ = ()

    end_offset: Field[str | None] = field(default=None, alias="endOffset")
    fps: Field[float | None] = field(default=None)
    start_offset: Field[str | None] = field(default=None, alias="startOffset")
    content_layers: Field[list[str] | None] = field(default=None, alias="contentLayers")


class DocumentMetadata(View):
    """Document metadata."""

    __slots__ = ()

    start_page: Field[int | None] = field(default=None, alias="startPage")
    end_page: Field[int | None] = field(default=None, alias="endPage")
    content_layers: Field[list[str] | None] = field(default=None, alias="contentLayers")


class SpreadsheetMetadata(View):
    """Spreadsheet metadata."""

    __slots__ = ()

    visible_cells: Field[str | None] = field(default=None, alias="visibleCells")
    sheet_index: Field[int | None] = field(default=None, alias="sheetIndex")
    content_layers: Field[list[str] | None] = field(default=None, alias="contentLayers")


class AudioMetadata(View):
    """Audio metadata."""

    __slots__ = ()

    start_offset: Field[str | None] = field(default=None, alias="startOffset")
    end_offset: Field[str | None] = field(default=None, alias="endOffset")


class FunctionResponsePart(View):
    """A function response part."""

    __slots__ = ()

    inline_data: Field[FunctionResponseBlob | None] = field(
        FunctionResponseBlob, default=None, alias="inlineData"
    )
    file_data: Field[FunctionResponseFileData | None] = field(
        FunctionResponseFileData, default=None, alias="fileData"
    )
    media_processing: Field[str | None] = field(default=None, alias="mediaProcessing")
    media_resolution: Field[PartMediaResolution | None] = field(
        PartMediaResolution, default=None, alias="mediaResolution"
    )
    video_metadata: Field[VideoMetadata | None] = field(
        VideoMetadata, default=None, alias="videoMetadata"
    )
    document_metadata: Field[DocumentMetadata | None] = field(
        DocumentMetadata, default=None, alias="documentMetadata"
    )
    spreadsheet_metadata: Field[SpreadsheetMetadata | None] = field(
        SpreadsheetMetadata, default=None, alias="spreadsheetMetadata"
    )
    audio_metadata: Field[AudioMetadata | None] = field(
        AudioMetadata, default=None, alias="audioMetadata"
    )


class FunctionResponse(View):
    """The answer to the call of a function."""

    __slots__ = ()

    will_continue: Field[bool | None] = field(default=None, alias="willContinue")
    scheduling: Field[str | None] = field(default=None)
    parts: Field[Sequence[FunctionResponsePart] | None] = field(
        items=FunctionResponsePart, default=None
    )
    id: Field[str | None] = field(default=None)
    name: Field[str | None] = field(default=None)
    response: Field[dict[str, Any] | None] = field(default=None)


class Blob(View):
    """A file in the content itself."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    display_name: Field[str | None] = field(default=None, alias="displayName")
    mime_type: Field[str | None] = field(default=None, alias="mimeType")


class ToolCall(View):
    """A tool call."""

    __slots__ = ()

    id: Field[str | None] = field(default=None)
    tool_type: Field[str | None] = field(default=None, alias="toolType")
    args: Field[dict[str, Any] | None] = field(default=None)


class ToolResponse(View):
    """A tool response."""

    __slots__ = ()

    id: Field[str | None] = field(default=None)
    tool_type: Field[str | None] = field(default=None, alias="toolType")
    response: Field[dict[str, Any] | None] = field(default=None)


class WordInfo(View):
    """Word info."""

    __slots__ = ()

    word: Field[str | None] = field(default=None)
    start_offset: Field[str | None] = field(default=None, alias="startOffset")
    end_offset: Field[str | None] = field(default=None, alias="endOffset")


class Transcription(View):
    """A transcription."""

    __slots__ = ()

    text: Field[str | None] = field(default=None)
    finished: Field[bool | None] = field(default=None)
    language_code: Field[str | None] = field(default=None, alias="languageCode")
    speaker_label: Field[str | None] = field(default=None, alias="speakerLabel")
    words: Field[Sequence[WordInfo] | None] = field(items=WordInfo, default=None)
    start_offset: Field[str | None] = field(default=None, alias="startOffset")
    end_offset: Field[str | None] = field(default=None, alias="endOffset")


class SpeechMetadata(View):
    """Speech metadata."""

    __slots__ = ()

    speaker: Field[str | None] = field(default=None)
    style: Field[str | None] = field(default=None)


class Part(View):
    """A part of a content; the field that is set determines its kind."""

    __slots__ = ()

    media_resolution: Field[PartMediaResolution | None] = field(
        PartMediaResolution, default=None, alias="mediaResolution"
    )
    code_execution_result: Field[CodeExecutionResult | None] = field(
        CodeExecutionResult, default=None, alias="codeExecutionResult"
    )
    executable_code: Field[ExecutableCode | None] = field(
        ExecutableCode, default=None, alias="executableCode"
    )
    file_data: Field[FileData | None] = field(FileData, default=None, alias="fileData")
    function_call: Field[FunctionCall | None] = field(
        FunctionCall, default=None, alias="functionCall"
    )
    function_response: Field[FunctionResponse | None] = field(
        FunctionResponse, default=None, alias="functionResponse"
    )
    inline_data: Field[Blob | None] = field(Blob, default=None, alias="inlineData")
    text: Field[str | None] = field(default=None)
    thought: Field[bool | None] = field(default=None)
    thought_signature: Field[str | None] = field(default=None, alias="thoughtSignature")
    video_metadata: Field[VideoMetadata | None] = field(
        VideoMetadata, default=None, alias="videoMetadata"
    )
    tool_call: Field[ToolCall | None] = field(ToolCall, default=None, alias="toolCall")
    tool_response: Field[ToolResponse | None] = field(
        ToolResponse, default=None, alias="toolResponse"
    )
    part_metadata: Field[dict[str, Any] | None] = field(default=None, alias="partMetadata")
    audio_transcription: Field[Transcription | None] = field(
        Transcription, default=None, alias="audioTranscription"
    )
    media_processing: Field[str | None] = field(default=None, alias="mediaProcessing")
    speech_metadata: Field[SpeechMetadata | None] = field(
        SpeechMetadata, default=None, alias="speechMetadata"
    )
    document_metadata: Field[DocumentMetadata | None] = field(
        DocumentMetadata, default=None, alias="documentMetadata"
    )
    spreadsheet_metadata: Field[SpreadsheetMetadata | None] = field(
        SpreadsheetMetadata, default=None, alias="spreadsheetMetadata"
    )
    audio_metadata: Field[AudioMetadata | None] = field(
        AudioMetadata, default=None, alias="audioMetadata"
    )


class Content(View):
    """What one side says: parts, in their order."""

    __slots__ = ()

    parts: Field[Sequence[Part] | None] = field(items=Part, default=None)
    role: Field[str | None] = field(default=None)
