"""A container network policy disabled."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "ContainerNetworkPolicyDisabled",
]


class ContainerNetworkPolicyDisabled(View):
    """A container network policy disabled."""

    __slots__ = ()

    type: Field[Literal["disabled"]] = field()
    """The word for this kind of object."""
