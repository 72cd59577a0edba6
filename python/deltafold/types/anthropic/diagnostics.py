"""Diagnostics."""

from __future__ import annotations

from deltafold._core import Field, View, field
from deltafold.types.anthropic.cache_miss_reason import CACHE_MISS_REASON, CacheMissReason

__all__ = [
    "Diagnostics",
]


class Diagnostics(View):
    """Diagnostics."""

    __slots__ = ()

    cache_miss_reason: Field[CacheMissReason | None] = field(CACHE_MISS_REASON, default=None)
