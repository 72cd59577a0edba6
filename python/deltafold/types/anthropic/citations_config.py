"""A citations config."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "CitationsConfig",
]


class CitationsConfig(View):
    """A citations config."""

    __slots__ = ()

    enabled: Field[bool] = field()
