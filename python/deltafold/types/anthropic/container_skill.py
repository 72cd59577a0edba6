"""A container skill."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "ContainerSkill",
]


class ContainerSkill(View):
    """A container skill."""

    __slots__ = ()

    skill_id: Field[str] = field()
    """The id of the skill."""

    type: Final[Literal["anthropic", "custom"]] = field()
    """The word for this kind of object."""

    version: Field[str] = field()
    """The version."""
