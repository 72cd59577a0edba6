"""A cache miss previous message not found."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "CacheMissPreviousMessageNotFound",
]


class CacheMissPreviousMessageNotFound(View):
    """A cache miss previous message not found."""

    __slots__ = ()

    type: Final[Literal["previous_message_not_found"]] = field()
    """The word for this kind of object."""
