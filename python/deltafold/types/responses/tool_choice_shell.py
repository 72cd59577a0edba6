"""A tool choice shell."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ToolChoiceShell",
]


class ToolChoiceShell(View):
    """A tool choice shell."""

    __slots__ = ()

    type: Final[Literal["shell"]] = field()
    """The word for this kind of object."""
