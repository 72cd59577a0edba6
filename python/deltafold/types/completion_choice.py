"""One text of a legacy completion."""

from __future__ import annotations

from deltafold._core import Field, View, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

__all__ = [
    "Logprobs",
    "CompletionChoice",
]


class Logprobs(View):
    """How likely each token was; four lists of the same length."""

    __slots__ = ()

    text_offset: Field[list[int] | None] = field(default=None)
    """Where each token starts in the text."""

    token_logprobs: Field[list[float] | None] = field(default=None)
    """The log probability of each token."""

    tokens: Field[list[str] | None] = field(default=None)
    """The tokens."""

    top_logprobs: Field[list[dict[str, float]] | None] = field(default=None)
    """For each token, the likeliest ones at its place."""


class CompletionChoice(View):
    """One text of a legacy completion."""

    __slots__ = ()

    finish_reason: Field[Literal["stop", "length", "content_filter"] | None] = field()
    """The finish reason; null in all but the last chunk of a stream."""

    index: Field[int] = field()
    """The index of the choice."""

    logprobs: Field[Logprobs | None] = field(Logprobs, default=None)
    """How likely each token was, if requested."""

    text: Field[str] = field()
    """The text."""
