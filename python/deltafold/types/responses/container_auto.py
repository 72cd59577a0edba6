"""Container auto: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.container_network_policy_allowlist import (
    ContainerNetworkPolicyAllowlist,
)
from deltafold.types.responses.container_network_policy_disabled import (
    ContainerNetworkPolicyDisabled,
)
from deltafold.types.responses.inline_skill import InlineSkill
from deltafold.types.responses.skill_reference import SkillReference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ContainerAuto",
    "NetworkPolicy",
    "Skill",
]


NetworkPolicy: TypeAlias = ContainerNetworkPolicyDisabled | ContainerNetworkPolicyAllowlist

#: The class for each tag; the first one shows what has another.
NETWORK_POLICY: dict[str, type[View]] = {
    "": View,
    "disabled": ContainerNetworkPolicyDisabled,
    "allowlist": ContainerNetworkPolicyAllowlist,
}

Skill: TypeAlias = SkillReference | InlineSkill

#: The class for each tag; the first one shows what has another.
SKILL: dict[str, type[View]] = {"": View, "skill_reference": SkillReference, "inline": InlineSkill}


class ContainerAuto(View):
    """A container auto."""

    __slots__ = ()

    type: Final[Literal["container_auto"]] = field()
    """The word for this kind of object."""

    file_ids: Field[list[str] | None] = field(default=None)
    """The ids of the files."""

    memory_limit: Field[Literal["1g", "4g", "16g", "64g"] | None] = field(default=None)

    network_policy: Field[NetworkPolicy | None] = field(NETWORK_POLICY, default=None)

    skills: Field[Sequence[Skill] | None] = field(items=SKILL, default=None)
    """The skills that are there."""
