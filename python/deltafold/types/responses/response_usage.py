"""Response usage: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "InputTokensDetails",
    "OutputTokensDetails",
    "ResponseUsage",
]


class InputTokensDetails(View):
    """Input tokens details."""

    __slots__ = ()

    cache_write_tokens: Field[int] = field()

    cached_tokens: Field[int] = field()


class OutputTokensDetails(View):
    """Output tokens details."""

    __slots__ = ()

    reasoning_tokens: Field[int] = field()


class ResponseUsage(View):
    """Usage."""

    __slots__ = ()

    input_tokens: Field[int] = field()

    input_tokens_details: Field[InputTokensDetails] = field(InputTokensDetails)

    output_tokens: Field[int] = field()

    output_tokens_details: Field[OutputTokensDetails] = field(OutputTokensDetails)

    total_tokens: Field[int] = field()
