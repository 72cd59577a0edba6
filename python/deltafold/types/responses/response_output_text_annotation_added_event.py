"""Response output text annotation added event: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types._bases import StreamItem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "AnnotationFileCitation",
    "AnnotationURLCitation",
    "AnnotationContainerFileCitation",
    "AnnotationFilePath",
    "ResponseOutputTextAnnotationAddedEvent",
    "Annotation",
]


class AnnotationFileCitation(View):
    """An annotation file citation."""

    __slots__ = ()

    file_id: Field[str] = field()
    """The id of the file."""

    filename: Field[str] = field()
    """The name of the file."""

    index: Field[int] = field()
    """Its number."""

    type: Final[Literal["file_citation"]] = field()
    """The word for this kind of object."""


class AnnotationURLCitation(View):
    """A page of the web that the message cites."""

    __slots__ = ()

    end_index: Field[int] = field()
    """Where the citation ends in the message, in characters."""

    start_index: Field[int] = field()
    """Where it starts."""

    title: Field[str] = field()
    """The title of the page."""

    type: Final[Literal["url_citation"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The address of the page."""


class AnnotationContainerFileCitation(View):
    """An annotation container file citation."""

    __slots__ = ()

    container_id: Field[str] = field()
    """The id of the container."""

    end_index: Field[int] = field()
    """Where it ends in the text."""

    file_id: Field[str] = field()
    """The id of the file."""

    filename: Field[str] = field()
    """The name of the file."""

    start_index: Field[int] = field()
    """Where it starts in the text."""

    type: Final[Literal["container_file_citation"]] = field()
    """The word for this kind of object."""


class AnnotationFilePath(View):
    """An annotation file path."""

    __slots__ = ()

    file_id: Field[str] = field()
    """The id of the file."""

    index: Field[int] = field()
    """Its number."""

    type: Final[Literal["file_path"]] = field()
    """The word for this kind of object."""


Annotation: TypeAlias = (
    AnnotationFileCitation
    | AnnotationURLCitation
    | AnnotationContainerFileCitation
    | AnnotationFilePath
)

#: The class for each tag; the first one shows what has another.
ANNOTATION: dict[str, type[View]] = {
    "": View,
    "file_citation": AnnotationFileCitation,
    "url_citation": AnnotationURLCitation,
    "container_file_citation": AnnotationContainerFileCitation,
    "file_path": AnnotationFilePath,
}


class ResponseOutputTextAnnotationAddedEvent(StreamItem):
    """The event `response.output_text.annotation.added`."""

    __slots__ = ()

    annotation: Field[Annotation | None] = field(ANNOTATION, default=None)
    """The annotation."""

    annotation_index: Field[int] = field()
    """The number of the annotation within its part."""

    content_index: Field[int] = field()
    """The number of the content part that it belongs to."""

    item_id: Field[str] = field()
    """The id of the output item that it belongs to."""

    output_index: Field[int] = field()
    """The number of the output item that it belongs to."""

    sequence_number: Field[int] = field()
    """Its place among the events of the stream."""

    type: Final[Literal["response.output_text.annotation.added"]] = field()
    """The word for this kind of object."""
