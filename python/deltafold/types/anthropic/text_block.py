"""A text block."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.anthropic.text_citation import TEXT_CITATION, TextCitation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "TextBlock",
]


class TextBlock(View):
    """A text, with what it refers to."""

    __slots__ = ()

    citations: Field[Sequence[TextCitation] | None] = field(items=TEXT_CITATION, default=None)
    """What the text refers to."""

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["text"]] = field()
    """The word for this kind of object."""
