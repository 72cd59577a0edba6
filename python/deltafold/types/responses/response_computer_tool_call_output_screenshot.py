"""A computer tool call output screenshot."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseComputerToolCallOutputScreenshot",
]


class ResponseComputerToolCallOutputScreenshot(View):
    """A computer tool call output screenshot."""

    __slots__ = ()

    type: Final[Literal["computer_screenshot"]] = field()
    """The word for this kind of object."""

    file_id: Field[str | None] = field(default=None)
    """The id of the file."""

    image_url: Field[str | None] = field(default=None)
    """The URL of the image; it may hold the image itself."""
