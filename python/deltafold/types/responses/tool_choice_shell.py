"""A tool choice shell."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ToolChoiceShell",
]


class ToolChoiceShell(View):
    """A tool choice shell."""

    __slots__ = ()

    type: Field[Literal["shell"]] = field()
    """The word for this kind of object."""
