"""A container network policy allowlist."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.container_network_policy_domain_secret import (
    ContainerNetworkPolicyDomainSecret,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ContainerNetworkPolicyAllowlist",
]


class ContainerNetworkPolicyAllowlist(View):
    """A container network policy allowlist."""

    __slots__ = ()

    allowed_domains: Field[list[str]] = field()

    type: Final[Literal["allowlist"]] = field()
    """The word for this kind of object."""

    domain_secrets: Field[Sequence[ContainerNetworkPolicyDomainSecret] | None] = field(
        items=ContainerNetworkPolicyDomainSecret, default=None
    )
