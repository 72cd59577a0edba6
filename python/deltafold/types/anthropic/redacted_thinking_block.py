"""A redacted thinking block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RedactedThinkingBlock",
]


class RedactedThinkingBlock(View):
    """What the model thought, in a form that only the provider can read."""

    __slots__ = ()

    data: Field[str] = field()
    """The data; in base64 unless it is text."""

    type: Final[Literal["redacted_thinking"]] = field()
    """The word for this kind of object."""
