"""A moderation create response."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.moderation import Moderation

__all__ = [
    "ModerationCreateResponse",
]


class ModerationCreateResponse(View):
    """What a moderation found."""

    __slots__ = ()

    id: Field[str] = field()
    """Its own id."""

    model: Field[str] = field()
    """The model."""

    results: Field[Sequence[Moderation]] = field(items=Moderation)
    """What was found."""
