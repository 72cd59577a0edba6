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

    name: Field[str] = field()

    value: Field[str] = field()
