"""A container."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.anthropic.container_skill import ContainerSkill

__all__ = [
    "Container",
]


class Container(View):
    """A container."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    expires_at: Field[str] = field()
    """When it is gone."""

    skills: Field[Sequence[ContainerSkill] | None] = field(items=ContainerSkill, default=None)
    """The skills that are there."""
