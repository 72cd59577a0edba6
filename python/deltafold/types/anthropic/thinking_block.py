"""A thinking block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ThinkingBlock",
]


class ThinkingBlock(View):
    """What the model thought."""

    __slots__ = ()

    signature: Field[str] = field()
    """Proof that the provider made it; requests have to send it back unchanged."""

    thinking: Field[str] = field()
    """What the model thought."""

    type: Final[Literal["thinking"]] = field()
    """The word for this kind of object."""
