"""A cache creation."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "CacheCreation",
]


class CacheCreation(View):
    """A cache creation."""

    __slots__ = ()

    ephemeral_1h_input_tokens: Field[int] = field()

    ephemeral_5m_input_tokens: Field[int] = field()
