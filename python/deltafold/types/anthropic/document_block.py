"""Document block: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.base64_pdf_source import Base64PDFSource
from deltafold.types.anthropic.citations_config import CitationsConfig
from deltafold.types.anthropic.plain_text_source import PlainTextSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "DocumentBlock",
    "Source",
]


Source: TypeAlias = Base64PDFSource | PlainTextSource

#: The class for each tag; the first one shows what has another.
SOURCE: dict[str, type[View]] = {"": View, "base64": Base64PDFSource, "text": PlainTextSource}


class DocumentBlock(View):
    """A document block."""

    __slots__ = ()

    citations: Field[CitationsConfig | None] = field(CitationsConfig, default=None)
    """What the text refers to."""

    source: Field[Source] = field(SOURCE)
    """Where it comes from."""

    title: Field[str | None] = field(default=None)
    """The title."""

    type: Final[Literal["document"]] = field()
    """The word for this kind of object."""
