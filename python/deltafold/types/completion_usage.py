"""How many tokens a request took."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "CompletionTokensDetails",
    "PromptTokensDetails",
    "CompletionUsage",
]


class CompletionTokensDetails(View):
    """The tokens of the completion, by kind."""

    __slots__ = ()

    accepted_prediction_tokens: Field[int | None] = field(default=None)
    """Tokens of a predicted output that occur in the completion."""

    audio_tokens: Field[int | None] = field(default=None)
    """Tokens of audio that the model made."""

    reasoning_tokens: Field[int | None] = field(default=None)
    """Tokens of the model's reasoning."""

    rejected_prediction_tokens: Field[int | None] = field(default=None)
    """Tokens of a predicted output that do not occur in the completion; they are billed too."""

    text_tokens: Field[int | None] = field(default=None)
    """Tokens of text that the model made."""


class PromptTokensDetails(View):
    """The tokens of the prompt, by kind."""

    __slots__ = ()

    audio_tokens: Field[int | None] = field(default=None)
    """Tokens of audio in the prompt."""

    cache_write_tokens: Field[int | None] = field(default=None)
    """Tokens that were written to the prompt cache."""

    cached_tokens: Field[int | None] = field(default=None)
    """Tokens that were read from the prompt cache."""

    image_tokens: Field[int | None] = field(default=None)
    """Tokens of images in the prompt."""

    text_tokens: Field[int | None] = field(default=None)
    """Tokens of text in the prompt."""


class CompletionUsage(View):
    """How many tokens a request took."""

    __slots__ = ()

    completion_tokens: Field[int] = field()
    """Tokens of the completion."""

    prompt_tokens: Field[int] = field()
    """Tokens of the prompt."""

    total_tokens: Field[int] = field()
    """The sum of both."""

    completion_tokens_details: Field[CompletionTokensDetails | None] = field(
        CompletionTokensDetails, default=None
    )
    """The tokens of the completion, by kind."""

    prompt_tokens_details: Field[PromptTokensDetails | None] = field(
        PromptTokensDetails, default=None
    )
    """The tokens of the prompt, by kind."""
