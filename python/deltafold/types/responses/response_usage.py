"""Response usage: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "InputTokensDetailsCacheWriteTokensDetails",
    "InputTokensDetails",
    "OutputTokensDetails",
    "ResponseUsage",
]


class InputTokensDetailsCacheWriteTokensDetails(View):
    """Input tokens details cache write tokens details."""

    __slots__ = ()

    ttl_12h_tokens: Field[int] = field()

    ttl_30m_tokens: Field[int] = field()


class InputTokensDetails(View):
    """What the input's tokens were."""

    __slots__ = ()

    cache_write_tokens: Field[int] = field()

    cached_tokens: Field[int] = field()
    """Tokens that were read from the prompt cache."""

    cache_write_tokens_details: Field[InputTokensDetailsCacheWriteTokensDetails | None] = field(
        InputTokensDetailsCacheWriteTokensDetails, default=None
    )


class OutputTokensDetails(View):
    """What the output's tokens were."""

    __slots__ = ()

    reasoning_tokens: Field[int] = field()
    """Tokens of the model's reasoning."""


class ResponseUsage(View):
    """How many tokens a response took."""

    __slots__ = ()

    input_tokens: Field[int] = field()
    """Tokens of the input."""

    input_tokens_details: Field[InputTokensDetails] = field(InputTokensDetails)
    """What the input's tokens were."""

    output_tokens: Field[int] = field()
    """Tokens of the output."""

    output_tokens_details: Field[OutputTokensDetails] = field(OutputTokensDetails)
    """What the output's tokens were."""

    total_tokens: Field[int] = field()
    """All tokens."""
