"""Refusal stop details."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "RefusalStopDetails",
]


class RefusalStopDetails(View):
    """Refusal stop details."""

    __slots__ = ()

    category: Field[
        Literal["cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms"] | None
    ] = field(default=None)

    explanation: Field[str | None] = field(default=None)

    type: Final[Literal["refusal"]] = field()
    """The word for this kind of object."""
