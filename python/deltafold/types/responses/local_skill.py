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

    name: Field[str] = field()

    path: Field[str] = field()
