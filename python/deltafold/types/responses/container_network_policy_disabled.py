"""A container network policy disabled."""

from __future__ import annotations

from deltafold._core import View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ContainerNetworkPolicyDisabled",
]


class ContainerNetworkPolicyDisabled(View):
    """A container network policy disabled."""

    __slots__ = ()

    type: Final[Literal["disabled"]] = field()
    """The word for this kind of object."""
