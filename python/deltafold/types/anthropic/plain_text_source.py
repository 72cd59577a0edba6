"""A plain text source."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "PlainTextSource",
]


class PlainTextSource(View):
    """A plain text source."""

    __slots__ = ()

    data: Field[str] = field()
    """The data; in base64 unless it is text."""

    media_type: Field[Literal["text/plain"]] = field()
    """The media type."""

    type: Final[Literal["text"]] = field()
    """The word for this kind of object."""
