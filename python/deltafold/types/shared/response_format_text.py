"""Format text."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseFormatText",
]


class ResponseFormatText(View):
    """Format text."""

    __slots__ = ()

    type: Final[Literal["text"]] = field()
    """The word for this kind of object."""
