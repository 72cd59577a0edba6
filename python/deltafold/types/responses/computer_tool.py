"""A computer tool."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ComputerTool",
]


class ComputerTool(View):
    """A computer tool."""

    __slots__ = ()

    type: Final[Literal["computer"]] = field()
    """The word for this kind of object."""

    display_height: Field[int | None] = field(default=None, later=True)
    """The height of the screen in pixels."""

    display_width: Field[int | None] = field(default=None, later=True)
    """The width of the screen in pixels."""

    environment: Field[Literal["windows", "mac", "linux", "ubuntu", "browser"] | None] = field(
        default=None, later=True
    )
    """Where it runs."""
