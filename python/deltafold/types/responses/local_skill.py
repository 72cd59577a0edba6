"""A local skill."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "LocalSkill",
]


class LocalSkill(View):
    """A local skill."""

    __slots__ = ()

    description: Field[str] = field()
    """What it is, in words."""

    name: Field[str] = field()
    """The name."""

    path: Field[str] = field()
    """The path."""
