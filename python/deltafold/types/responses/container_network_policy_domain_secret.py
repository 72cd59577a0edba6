"""A container network policy domain secret."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "ContainerNetworkPolicyDomainSecret",
]


class ContainerNetworkPolicyDomainSecret(View):
    """A container network policy domain secret."""

    __slots__ = ()

    domain: Field[str] = field()
    """The domain."""

    name: Field[str] = field()
    """The name."""

    value: Field[str] = field()
    """The value."""
