"""A container reference."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseContainerReference",
]


class ResponseContainerReference(View):
    """A container reference."""

    __slots__ = ()

    container_id: Field[str] = field()
    """The id of the container."""

    type: Final[Literal["container_reference"]] = field()
    """The word for this kind of object."""
