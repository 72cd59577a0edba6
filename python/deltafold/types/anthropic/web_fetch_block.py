"""A web fetch block."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.document_block import DocumentBlock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "WebFetchBlock",
]


class WebFetchBlock(View):
    """A web fetch block."""

    __slots__ = ()

    content: Field[DocumentBlock] = field(DocumentBlock)
    """The content."""

    retrieved_at: Field[str | None] = field(default=None)

    type: Final[Literal["web_fetch_result"]] = field()
    """The word for this kind of object."""

    url: Field[str] = field()
    """The URL."""
