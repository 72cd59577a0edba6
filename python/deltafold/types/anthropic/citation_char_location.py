"""A citation char location."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CitationCharLocation",
]


class CitationCharLocation(View):
    """A citation char location."""

    __slots__ = ()

    cited_text: Field[str] = field()
    """The text that is cited."""

    document_index: Field[int] = field()

    document_title: Field[str | None] = field(default=None)

    end_char_index: Field[int] = field()

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    start_char_index: Field[int] = field()

    type: Final[Literal["char_location"]] = field()
    """The word for this kind of object."""
