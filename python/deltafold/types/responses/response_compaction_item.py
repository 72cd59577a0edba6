"""A compaction item."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseCompactionItem",
]


class ResponseCompactionItem(View):
    """A compaction item."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    encrypted_content: Field[str] = field()
    """The content in a form that only the provider can read."""

    type: Final[Literal["compaction"]] = field()
    """The word for this kind of object."""

    created_by: Field[str | None] = field(default=None)
    """Who made it."""
