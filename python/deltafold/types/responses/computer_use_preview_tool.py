"""A computer use preview tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ComputerUsePreviewTool",
]


class ComputerUsePreviewTool(View):
    """A computer use preview tool."""

    __slots__ = ()

    display_height: Field[int] = field()
    """The height of the screen in pixels."""

    display_width: Field[int] = field()
    """The width of the screen in pixels."""

    environment: Field[Literal["windows", "mac", "linux", "ubuntu", "browser"]] = field()
    """Where it runs."""

    type: Final[Literal["computer_use_preview"]] = field()
    """The word for this kind of object."""
