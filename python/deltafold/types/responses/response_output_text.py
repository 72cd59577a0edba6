"""Response output text: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "AnnotationFileCitation",
    "AnnotationURLCitation",
    "AnnotationContainerFileCitation",
    "AnnotationFilePath",
    "LogprobTopLogprob",
    "Logprob",
    "ResponseOutputText",
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


class LogprobTopLogprob(View):
    """A logprob top logprob."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    bytes: Field[list[int]] = field()
    """The token's UTF-8 bytes."""

    logprob: Field[float] = field()
    """The log probability of the token."""


class Logprob(View):
    """A logprob."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    bytes: Field[list[int]] = field()
    """The token's UTF-8 bytes."""

    logprob: Field[float] = field()
    """The log probability of the token."""

    top_logprobs: Field[Sequence[LogprobTopLogprob]] = field(items=LogprobTopLogprob)
    """The likeliest tokens at this place."""


class ResponseOutputText(View):
    """A text of a message, with what it refers to."""

    __slots__ = ()

    annotations: Field[Sequence[Annotation]] = field(items=ANNOTATION)
    """What the text refers to."""

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["output_text"]] = field()
    """The word for this kind of object."""

    logprobs: Field[Sequence[Logprob] | None] = field(items=Logprob, default=None)
    """How likely each token was, if requested."""
