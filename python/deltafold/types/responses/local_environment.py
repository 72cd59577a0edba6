"""A local environment."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.responses.local_skill import LocalSkill

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "LocalEnvironment",
]


class LocalEnvironment(View):
    """A local environment."""

    __slots__ = ()

    type: Final[Literal["local"]] = field()
    """The word for this kind of object."""

    skills: Field[Sequence[LocalSkill] | None] = field(items=LocalSkill, default=None)
    """The skills that are there."""
