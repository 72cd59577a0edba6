"""A skill reference."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "SkillReference",
]


class SkillReference(View):
    """A skill reference."""

    __slots__ = ()

    skill_id: Field[str] = field()
    """The id of the skill."""

    type: Final[Literal["skill_reference"]] = field()
    """The word for this kind of object."""

    version: Field[str | None] = field(default=None)
    """The version."""
