"""A container upload block."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ContainerUploadBlock",
]


class ContainerUploadBlock(View):
    """A container upload block."""

    __slots__ = ()

    file_id: Field[str] = field()
    """The id of the file."""

    type: Final[Literal["container_upload"]] = field()
    """The word for this kind of object."""
