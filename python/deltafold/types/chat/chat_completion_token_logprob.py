"""How likely a token was."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field

__all__ = [
    "TopLogprob",
    "ChatCompletionTokenLogprob",
]


class TopLogprob(View):
    """One of the likeliest tokens at a place."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    bytes: Field[list[int] | None] = field(default=None)
    """Its UTF-8 bytes; a character may span several tokens."""

    logprob: Field[float] = field()
    """Its log probability; -9999.0 means very unlikely."""


class ChatCompletionTokenLogprob(View):
    """A token of the message, and how likely it was."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    bytes: Field[list[int] | None] = field(default=None)
    """Its UTF-8 bytes; a character may span several tokens."""

    logprob: Field[float] = field()
    """Its log probability; -9999.0 means very unlikely."""

    top_logprobs: Field[Sequence[TopLogprob]] = field(items=TopLogprob)
    """The likeliest tokens at this place, as many as requested, or fewer."""
