"""Output tokens details."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "OutputTokensDetails",
]


class OutputTokensDetails(View):
    """Output tokens details."""

    __slots__ = ()

    thinking_tokens: Field[int] = field()
