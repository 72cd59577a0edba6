"""A citation content block location."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CitationContentBlockLocation",
]


class CitationContentBlockLocation(View):
    """A citation content block location."""

    __slots__ = ()

    cited_text: Field[str] = field()
    """The text that is cited."""

    document_index: Field[int] = field()

    document_title: Field[str | None] = field(default=None)

    end_block_index: Field[int] = field()

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    start_block_index: Field[int] = field()

    type: Final[Literal["content_block_location"]] = field()
    """The word for this kind of object."""
