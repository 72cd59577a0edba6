"""Output tokens details."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "OutputTokensDetails",
]


class OutputTokensDetails(View):
    """What the output's tokens were."""

    __slots__ = ()

    thinking_tokens: Field[int] = field()
