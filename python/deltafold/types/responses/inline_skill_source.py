"""An inline skill source."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "InlineSkillSource",
]


class InlineSkillSource(View):
    """An inline skill source."""

    __slots__ = ()

    data: Field[str] = field()
    """The data; in base64 unless it is text."""

    media_type: Field[Literal["application/zip"]] = field()
    """The media type."""

    type: Final[Literal["base64"]] = field()
    """The word for this kind of object."""
