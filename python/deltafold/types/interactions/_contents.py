"""Contents: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final, Literal, TypeAlias

__all__ = [
    "FileContent",
    "AudioStaticMediaProcessing",
    "AudioContent",
    "PageProcessingOptions",
    "SpreadsheetProcessingOptions",
    "DocumentStaticMediaProcessing",
    "DocumentContent",
    "ImageContent",
    "FileCitation",
    "ReviewSnippet",
    "PlaceCitation",
    "SpeechAnnotation",
    "URLCitation",
    "WordInfo",
    "TextContent",
    "StaticMediaProcessing",
    "VideoContent",
    "Content",
    "Annotation",
]


class FileContent(View):
    """File content."""

    __slots__ = ()

    content: Field[str | None] = field(default=None)
    path: Field[str | None] = field(default=None)


class AudioStaticMediaProcessing(View):
    """Audio static media processing."""

    __slots__ = ()

    end_offset: Field[str | None] = field(default=None)
    start_offset: Field[str | None] = field(default=None)
    type: Final[Literal["static"]] = field(default=None)


class AudioContent(View):
    """Audio content."""

    __slots__ = ()

    channels: Field[int | None] = field(default=None)
    data: Field[str | None] = field(default=None)
    mime_type: Field[str | None] = field(default=None)
    processing: Field[AudioStaticMediaProcessing | str | None] = field(
        AudioStaticMediaProcessing, default=None
    )
    sample_rate: Field[int | None] = field(default=None)
    type: Final[Literal["audio"]] = field(default=None)
    uri: Field[str | None] = field(default=None)


class PageProcessingOptions(View):
    """Page processing options."""

    __slots__ = ()

    content_layers: Field[list[str] | None] = field(default=None)
    end_page: Field[int | None] = field(default=None)
    start_page: Field[int | None] = field(default=None)


class SpreadsheetProcessingOptions(View):
    """Spreadsheet processing options."""

    __slots__ = ()

    content_layers: Field[list[str] | None] = field(default=None)
    sheet_index: Field[int | None] = field(default=None)
    visible_cells: Field[str | None] = field(default=None)


class DocumentStaticMediaProcessing(View):
    """Document static media processing."""

    __slots__ = ()

    page_options: Field[PageProcessingOptions | None] = field(PageProcessingOptions, default=None)
    spreadsheet_options: Field[SpreadsheetProcessingOptions | None] = field(
        SpreadsheetProcessingOptions, default=None
    )
    type: Final[Literal["static"]] = field(default=None)


class DocumentContent(View):
    """Document content."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    mime_type: Field[str | None] = field(default=None)
    processing: Field[DocumentStaticMediaProcessing | str | None] = field(
        DocumentStaticMediaProcessing, default=None
    )
    resolution: Field[str | None] = field(default=None)
    type: Final[Literal["document"]] = field(default=None)
    uri: Field[str | None] = field(default=None)


class ImageContent(View):
    """Image content."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    mime_type: Field[str | None] = field(default=None)
    resolution: Field[str | None] = field(default=None)
    type: Final[Literal["image"]] = field(default=None)
    uri: Field[str | None] = field(default=None)


class FileCitation(View):
    """A file citation."""

    __slots__ = ()

    custom_metadata: Field[dict[str, Any] | None] = field(default=None)
    document_uri: Field[str | None] = field(default=None)
    end_index: Field[int | None] = field(default=None)
    file_name: Field[str | None] = field(default=None)
    media_id: Field[str | None] = field(default=None)
    page_number: Field[int | None] = field(default=None)
    source: Field[str | None] = field(default=None)
    start_index: Field[int | None] = field(default=None)
    type: Final[Literal["file_citation"]] = field(default=None)


class ReviewSnippet(View):
    """A review snippet."""

    __slots__ = ()

    review_id: Field[str | None] = field(default=None)
    title: Field[str | None] = field(default=None)
    url: Field[str | None] = field(default=None)


class PlaceCitation(View):
    """A place citation."""

    __slots__ = ()

    end_index: Field[int | None] = field(default=None)
    name: Field[str | None] = field(default=None)
    place_id: Field[str | None] = field(default=None)
    review_snippets: Field[Sequence[ReviewSnippet] | None] = field(
        items=ReviewSnippet, default=None
    )
    start_index: Field[int | None] = field(default=None)
    type: Final[Literal["place_citation"]] = field(default=None)
    url: Field[str | None] = field(default=None)


class SpeechAnnotation(View):
    """A speech annotation."""

    __slots__ = ()

    end_index: Field[int | None] = field(default=None)
    speaker: Field[str | None] = field(default=None)
    start_index: Field[int | None] = field(default=None)
    style: Field[str | None] = field(default=None)
    type: Final[Literal["speech_metadata"]] = field(default=None)


class URLCitation(View):
    """A URL citation."""

    __slots__ = ()

    end_index: Field[int | None] = field(default=None)
    start_index: Field[int | None] = field(default=None)
    title: Field[str | None] = field(default=None)
    type: Final[Literal["url_citation"]] = field(default=None)
    url: Field[str | None] = field(default=None)


class WordInfo(View):
    """Word info."""

    __slots__ = ()

    end_index: Field[int | None] = field(default=None)
    end_offset: Field[str | None] = field(default=None)
    speaker: Field[str | None] = field(default=None)
    start_index: Field[int | None] = field(default=None)
    start_offset: Field[str | None] = field(default=None)
    text: Field[str | None] = field(default=None)
    type: Final[Literal["word_info"]] = field(default=None)


Annotation: TypeAlias = FileCitation | PlaceCitation | SpeechAnnotation | URLCitation | WordInfo

#: The class for each tag; the first one shows what has another.
ANNOTATION: dict[str, type[View]] = {
    "": View,
    "file_citation": FileCitation,
    "place_citation": PlaceCitation,
    "speech_metadata": SpeechAnnotation,
    "url_citation": URLCitation,
    "word_info": WordInfo,
}


class TextContent(View):
    """Text content."""

    __slots__ = ()

    text: Field[str] = field()
    annotations: Field[Sequence[Annotation] | None] = field(items=ANNOTATION, default=None)
    type: Final[Literal["text"]] = field(default=None)


class StaticMediaProcessing(View):
    """Static media processing."""

    __slots__ = ()

    content_layers: Field[list[str] | None] = field(default=None)
    end_offset: Field[str | None] = field(default=None)
    fps: Field[float | None] = field(default=None)
    start_offset: Field[str | None] = field(default=None)
    type: Final[Literal["static"]] = field(default=None)


class VideoContent(View):
    """Video content."""

    __slots__ = ()

    data: Field[str | None] = field(default=None)
    mime_type: Field[str | None] = field(default=None)
    name: Field[str | None] = field(default=None)
    processing: Field[StaticMediaProcessing | str | None] = field(
        StaticMediaProcessing, default=None
    )
    resolution: Field[str | None] = field(default=None)
    type: Final[Literal["video"]] = field(default=None)
    uri: Field[str | None] = field(default=None)


Content: TypeAlias = AudioContent | DocumentContent | ImageContent | TextContent | VideoContent

#: The class for each tag; the first one shows what has another.
CONTENT: dict[str, type[View]] = {
    "": View,
    "audio": AudioContent,
    "document": DocumentContent,
    "image": ImageContent,
    "text": TextContent,
    "video": VideoContent,
}
