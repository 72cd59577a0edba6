"""A signature delta."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "SignatureDelta",
]


class SignatureDelta(View):
    """A signature delta."""

    __slots__ = ()

    signature: Field[str] = field()

    type: Field[Literal["signature_delta"]] = field()
    """The word for this kind of object."""
