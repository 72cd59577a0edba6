"""A cache miss messages changed."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CacheMissMessagesChanged",
]


class CacheMissMessagesChanged(View):
    """A cache miss messages changed."""

    __slots__ = ()

    cache_missed_input_tokens: Field[int] = field()

    type: Final[Literal["messages_changed"]] = field()
    """The word for this kind of object."""
