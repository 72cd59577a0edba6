"""A citation page location."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CitationPageLocation",
]


class CitationPageLocation(View):
    """A citation page location."""

    __slots__ = ()

    cited_text: Field[str] = field()
    """The text that is cited."""

    document_index: Field[int] = field()

    document_title: Field[str | None] = field(default=None)

    end_page_number: Field[int] = field()

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    start_page_number: Field[int] = field()

    type: Final[Literal["page_location"]] = field()
    """The word for this kind of object."""
