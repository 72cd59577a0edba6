"""A tool choice apply patch."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolChoiceApplyPatch",
]


class ToolChoiceApplyPatch(View):
    """A tool choice apply patch."""

    __slots__ = ()

    type: Final[Literal["apply_patch"]] = field()
    """The word for this kind of object."""
