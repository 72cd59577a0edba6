"""An apply patch tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ApplyPatchTool",
]


class ApplyPatchTool(View):
    """An apply patch tool."""

    __slots__ = ()

    type: Final[Literal["apply_patch"]] = field()
    """The word for this kind of object."""

    allowed_callers: Field[list[Literal["direct", "programmatic"]] | None] = field(default=None)
    """Who may make the call."""
