"""A compaction item param."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseCompactionItemParam",
]


class ResponseCompactionItemParam(View):
    """A compaction item param."""

    __slots__ = ()

    encrypted_content: Field[str] = field()
    """The content in a form that only the provider can read."""

    type: Final[Literal["compaction"]] = field()
    """The word for this kind of object."""

    id: Field[str | None] = field(default=None)
    """Its own id."""
