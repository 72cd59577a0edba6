"""Tool choice types."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolChoiceTypes",
]


class ToolChoiceTypes(View):
    """Tool choice types."""

    __slots__ = ()

    type: Final[
        Literal[
            "file_search",
            "web_search_preview",
            "computer",
            "computer_use_preview",
            "computer_use",
            "web_search_preview_2025_03_11",
            "image_generation",
            "code_interpreter",
        ]
    ] = field()
    """The word for this kind of object."""
