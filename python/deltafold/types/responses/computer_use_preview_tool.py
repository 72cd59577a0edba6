"""A computer use preview tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ComputerUsePreviewTool",
]


class ComputerUsePreviewTool(View):
    """A computer use preview tool."""

    __slots__ = ()

    display_height: Field[int] = field()

    display_width: Field[int] = field()

    environment: Field[Literal["windows", "mac", "linux", "ubuntu", "browser"]] = field()
    """Where it runs."""

    type: Field[Literal["computer_use_preview"]] = field()
    """The word for this kind of object."""
