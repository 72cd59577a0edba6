"""Response output text: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

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

    filename: Field[str] = field()

    index: Field[int] = field()

    type: Field[Literal["file_citation"]] = field()
    """The word for this kind of object."""


class AnnotationURLCitation(View):
    """An annotation URL citation."""

    __slots__ = ()

    end_index: Field[int] = field()

    start_index: Field[int] = field()

    title: Field[str] = field()

    type: Field[Literal["url_citation"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()


class AnnotationContainerFileCitation(View):
    """An annotation container file citation."""

    __slots__ = ()

    container_id: Field[str] = field()

    end_index: Field[int] = field()

    file_id: Field[str] = field()

    filename: Field[str] = field()

    start_index: Field[int] = field()

    type: Field[Literal["container_file_citation"]] = field()
    """The word for this kind of object."""


class AnnotationFilePath(View):
    """An annotation file path."""

    __slots__ = ()

    file_id: Field[str] = field()

    index: Field[int] = field()

    type: Field[Literal["file_path"]] = field()
    """The word for this kind of object."""


Annotation: TypeAlias = (
    AnnotationFileCitation
    | AnnotationURLCitation
    | AnnotationContainerFileCitation
    | AnnotationFilePath
)

#: The class for each tag; the first one shows what has another.
ANNOTATION = {
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

    bytes: Field[list[int]] = field()

    logprob: Field[float] = field()


class Logprob(View):
    """A logprob."""

    __slots__ = ()

    token: Field[str] = field()

    bytes: Field[list[int]] = field()

    logprob: Field[float] = field()

    top_logprobs: Field[Sequence[LogprobTopLogprob]] = field(items=LogprobTopLogprob)


class ResponseOutputText(View):
    """Output text."""

    __slots__ = ()

    annotations: Field[Sequence[Annotation]] = field(items=ANNOTATION)

    text: Field[str] = field()

    type: Field[Literal["output_text"]] = field()
    """The word for this kind of object."""

    logprobs: Field[Sequence[Logprob] | None] = field(items=Logprob, default=None)
