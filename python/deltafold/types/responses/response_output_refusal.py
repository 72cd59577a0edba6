"""An output refusal."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ResponseOutputRefusal",
]


class ResponseOutputRefusal(View):
    """An output refusal."""

    __slots__ = ()

    refusal: Field[str] = field()

    type: Field[Literal["refusal"]] = field()
    """The word for this kind of object."""
