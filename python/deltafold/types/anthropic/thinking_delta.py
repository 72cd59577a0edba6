"""A thinking delta."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ThinkingDelta",
]


class ThinkingDelta(View):
    """A piece of what the model thought."""

    __slots__ = ()

    thinking: Field[str] = field()
    """What the model thought."""

    type: Final[Literal["thinking_delta"]] = field()
    """The word for this kind of object."""
