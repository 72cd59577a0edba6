"""A signature delta."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "SignatureDelta",
]


class SignatureDelta(View):
    """The signature of what the model thought."""

    __slots__ = ()

    signature: Field[str] = field()
    """Proof that the provider made it; requests have to send it back unchanged."""

    type: Final[Literal["signature_delta"]] = field()
    """The word for this kind of object."""
