"""A format JSON object."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseFormatJSONObject",
]


class ResponseFormatJSONObject(View):
    """A format JSON object."""

    __slots__ = ()

    type: Final[Literal["json_object"]] = field()
    """The word for this kind of object."""
