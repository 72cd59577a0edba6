"""An inline skill."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.responses.inline_skill_source import InlineSkillSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "InlineSkill",
]


class InlineSkill(View):
    """An inline skill."""

    __slots__ = ()

    description: Field[str] = field()
    """What it is, in words."""

    name: Field[str] = field()
    """The name."""

    source: Field[InlineSkillSource] = field(InlineSkillSource)
    """Where it comes from."""

    type: Final[Literal["inline"]] = field()
    """The word for this kind of object."""
