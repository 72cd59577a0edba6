"""A text delta."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "TextDelta",
]


class TextDelta(View):
    """A piece of a text."""

    __slots__ = ()

    text: Field[str] = field()
    """The text."""

    type: Final[Literal["text_delta"]] = field()
    """The word for this kind of object."""
