"""A whole chat completion, either stored or merged from the chunks of a stream."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import Whole
from deltafold.types.completion_usage import CompletionUsage

from .chat_completion_message import ChatCompletionMessage
from .chat_completion_token_logprob import ChatCompletionTokenLogprob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

__all__ = [
    "ChatCompletion",
    "Choice",
    "ChoiceLogprobs",
    "Moderation",
    "ModerationInput",
    "ModerationInputModerationResults",
    "ModerationInputModerationResultsResult",
    "ModerationInputError",
    "ModerationOutput",
    "ModerationOutputModerationResults",
    "ModerationOutputModerationResultsResult",
    "ModerationOutputError",
]


class ChoiceLogprobs(View):
    """How likely each token of a choice was."""

    __slots__ = ()

    content: Field[Sequence[ChatCompletionTokenLogprob] | None] = field(
        items=ChatCompletionTokenLogprob, default=None
    )
    """The tokens of the text."""

    refusal: Field[Sequence[ChatCompletionTokenLogprob] | None] = field(
        items=ChatCompletionTokenLogprob, default=None
    )
    """The tokens of the refusal."""


class Choice(View):
    """One choice."""

    __slots__ = ()

    finish_reason: Field[
        Literal["stop", "length", "tool_calls", "content_filter", "function_call"] | None
    ] = field()
    """The finish reason; null if the stream ended without one."""

    index: Field[int] = field()
    """The index of the choice, which may differ from its position in the list."""

    logprobs: Field[ChoiceLogprobs | None] = field(ChoiceLogprobs, default=None)
    """How likely each token was, if the request asked for it."""

    message: Field[ChatCompletionMessage] = field(ChatCompletionMessage)
    """The answer."""


class ModerationInputModerationResultsResult(View):
    """What moderation found in one part of the request."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    """The categories that apply."""

    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    """The kinds of input that were checked for each category."""

    category_scores: Field[dict[str, float]] = field()
    """The score of each category."""

    flagged: Field[bool] = field()
    """Whether any category applies."""

    model: Field[str] = field()
    """The moderation model."""

    type: Field[Literal["moderation_result"]] = field()
    """The word for this kind of object."""


class ModerationInputModerationResults(View):
    """What moderation found in the request."""

    __slots__ = ()

    model: Field[str] = field()
    """The moderation model."""

    results: Field[Sequence[ModerationInputModerationResultsResult]] = field(
        items=ModerationInputModerationResultsResult
    )
    """The results, part by part."""

    type: Field[Literal["moderation_results"]] = field()
    """The word for this kind of object."""


class ModerationInputError(View):
    """Why the request could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    """The error's name."""

    message: Field[str] = field()
    """The error message."""

    type: Field[Literal["error"]] = field()
    """The word for this kind of object."""


ModerationInput: TypeAlias = ModerationInputModerationResults | ModerationInputError


class ModerationOutputModerationResultsResult(View):
    """What moderation found in one part of the answer."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    """The categories that apply."""

    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    """The kinds of input that were checked for each category."""

    category_scores: Field[dict[str, float]] = field()
    """The score of each category."""

    flagged: Field[bool] = field()
    """Whether any category applies."""

    model: Field[str] = field()
    """The moderation model."""

    type: Field[Literal["moderation_result"]] = field()
    """The word for this kind of object."""


class ModerationOutputModerationResults(View):
    """What moderation found in the answer."""

    __slots__ = ()

    model: Field[str] = field()
    """The moderation model."""

    results: Field[Sequence[ModerationOutputModerationResultsResult]] = field(
        items=ModerationOutputModerationResultsResult
    )
    """The results, part by part."""

    type: Field[Literal["moderation_results"]] = field()
    """The word for this kind of object."""


class ModerationOutputError(View):
    """Why the answer could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    """The error's name."""

    message: Field[str] = field()
    """The error message."""

    type: Field[Literal["error"]] = field()
    """The word for this kind of object."""


ModerationOutput: TypeAlias = ModerationOutputModerationResults | ModerationOutputError


class Moderation(View):
    """What moderation found in the request and in the answer."""

    __slots__ = ()

    input: Field[ModerationInput] = field(
        {"moderation_results": ModerationInputModerationResults, "error": ModerationInputError}
    )
    """What it found in the request."""

    output: Field[ModerationOutput] = field(
        {"moderation_results": ModerationOutputModerationResults, "error": ModerationOutputError}
    )
    """What it found in the answer."""


class ChatCompletion(Whole):
    """A whole chat completion."""

    __slots__ = ()

    id: Field[str] = field()
    """The completion's own id."""

    choices: Field[Sequence[Choice]] = field(items=Choice)
    """The choices, by index."""

    created: Field[int] = field()
    """When it was made, in seconds since 1970."""

    model: Field[str] = field()
    """The model that made it."""

    object: Field[Literal["chat.completion"]] = field()
    """The word for this kind of object."""

    moderation: Field[Moderation | None] = field(Moderation, default=None)
    """What moderation found, if the request asked for it."""

    service_tier: Field[Literal["auto", "default", "flex", "scale", "priority", "fast"] | None] = (
        field(default=None)
    )
    """The tier in which the request was served."""

    system_fingerprint: Field[str | None] = field(default=None)
    """Which configuration of the backend made it."""

    usage: Field[CompletionUsage | None] = field(CompletionUsage, default=None)
    """How many tokens it took."""

    metadata: Field[dict[str, str] | None] = field(default=None, later=True)
    """The metadata that the request attached."""
