"""A citations delta."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.text_citation import TEXT_CITATION, TextCitation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CitationsDelta",
]


class CitationsDelta(View):
    """One more thing that a text refers to."""

    __slots__ = ()

    citation: Field[TextCitation] = field(TEXT_CITATION)

    type: Final[Literal["citations_delta"]] = field()
    """The word for this kind of object."""
