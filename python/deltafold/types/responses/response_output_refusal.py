"""An output refusal."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ResponseOutputRefusal",
]


class ResponseOutputRefusal(View):
    """A refusal in place of a text."""

    __slots__ = ()

    refusal: Field[str] = field()
    """The refusal."""

    type: Final[Literal["refusal"]] = field()
    """The word for this kind of object."""
