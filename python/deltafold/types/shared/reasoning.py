"""Reasoning."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Reasoning",
]


class Reasoning(View):
    """Reasoning."""

    __slots__ = ()

    context: Field[Literal["auto", "current_turn", "all_turns"] | None] = field(default=None)

    effort: Field[Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"] | None] = (
        field(default=None)
    )

    generate_summary: Field[Literal["auto", "concise", "detailed"] | None] = field(default=None)

    mode: Field[str | None] = field(default=None)
    """The mode."""

    summary: Field[Literal["auto", "concise", "detailed"] | None] = field(default=None)
    """The summary."""
