"""A whole chat completion: as it was stored, or as merging the chunks of a stream gave it."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import Whole
from deltafold.types.chat.chat_completion_message import ChatCompletionMessage
from deltafold.types.chat.chat_completion_token_logprob import ChatCompletionTokenLogprob
from deltafold.types.completion_usage import CompletionUsage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ChoiceLogprobs",
    "Choice",
    "ModerationInputModerationResultsResult",
    "ModerationInputModerationResults",
    "ModerationInputError",
    "ModerationOutputModerationResultsResult",
    "ModerationOutputModerationResults",
    "ModerationOutputError",
    "Moderation",
    "ChatCompletion",
    "ModerationInput",
    "ModerationOutput",
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
    """One of the model's answers."""

    __slots__ = ()

    finish_reason: Field[
        Literal["stop", "length", "tool_calls", "content_filter", "function_call"] | None
    ] = field()
    """Why the model stopped; null if the stream broke off before it said."""

    index: Field[int] = field()
    """The number of the choice: not always its place in the list."""

    logprobs: Field[ChoiceLogprobs | None] = field(ChoiceLogprobs, default=None)
    """How likely each token was, if requested."""

    message: Field[ChatCompletionMessage] = field(ChatCompletionMessage)
    """The answer."""


class ModerationInputModerationResultsResult(View):
    """What moderation found in one part of the request."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    """Which categories it falls under."""

    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    """Which kinds of input each category was looked for in."""

    category_scores: Field[dict[str, float]] = field()
    """How sure each category is."""

    flagged: Field[bool] = field()
    """Whether it falls under any."""

    model: Field[str] = field()
    """The model that judged."""

    type: Final[Literal["moderation_result"]] = field()
    """The word for this kind of object."""


class ModerationInputModerationResults(View):
    """What moderation found in the request."""

    __slots__ = ()

    model: Field[str] = field()
    """The model that judged."""

    results: Field[Sequence[ModerationInputModerationResultsResult]] = field(
        items=ModerationInputModerationResultsResult
    )
    """What it found, part by part."""

    type: Final[Literal["moderation_results"]] = field()
    """The word for this kind of object."""


class ModerationInputError(View):
    """Why the request could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    """The error's name."""

    message: Field[str] = field()
    """The error in words."""

    type: Final[Literal["error"]] = field()
    """The word for this kind of object."""


ModerationInput: TypeAlias = ModerationInputModerationResults | ModerationInputError

#: The class for each tag; the first one shows what has another.
MODERATION_INPUT: dict[str, type[View]] = {
    "": ModerationInputModerationResults,
    "moderation_results": ModerationInputModerationResults,
    "error": ModerationInputError,
}


class ModerationOutputModerationResultsResult(View):
    """What moderation found in one part of the answer."""

    __slots__ = ()

    categories: Field[dict[str, bool]] = field()
    """Which categories it falls under."""

    category_applied_input_types: Field[dict[str, list[Literal["text", "image"]]]] = field()
    """Which kinds of input each category was looked for in."""

    category_scores: Field[dict[str, float]] = field()
    """How sure each category is."""

    flagged: Field[bool] = field()
    """Whether it falls under any."""

    model: Field[str] = field()
    """The model that judged."""

    type: Final[Literal["moderation_result"]] = field()
    """The word for this kind of object."""


class ModerationOutputModerationResults(View):
    """What moderation found in the answer."""

    __slots__ = ()

    model: Field[str] = field()
    """The model that judged."""

    results: Field[Sequence[ModerationOutputModerationResultsResult]] = field(
        items=ModerationOutputModerationResultsResult
    )
    """What it found, part by part."""

    type: Final[Literal["moderation_results"]] = field()
    """The word for this kind of object."""


class ModerationOutputError(View):
    """Why the answer could not be moderated."""

    __slots__ = ()

    code: Field[str] = field()
    """The error's name."""

    message: Field[str] = field()
    """The error in words."""

    type: Final[Literal["error"]] = field()
    """The word for this kind of object."""


ModerationOutput: TypeAlias = ModerationOutputModerationResults | ModerationOutputError

#: The class for each tag; the first one shows what has another.
MODERATION_OUTPUT: dict[str, type[View]] = {
    "": ModerationOutputModerationResults,
    "moderation_results": ModerationOutputModerationResults,
    "error": ModerationOutputError,
}


class Moderation(View):
    """What moderation found in the request and in the answer."""

    __slots__ = ()

    input: Field[ModerationInput] = field(MODERATION_INPUT)
    """What it found in the request."""

    output: Field[ModerationOutput] = field(MODERATION_OUTPUT)
    """What it found in the answer."""


class ChatCompletion(Whole):
    """A whole chat completion."""

    __slots__ = ()

    id: Field[str] = field()
    """The completion's own id."""

    choices: Field[Sequence[Choice]] = field(items=Choice)
    """The model's answers, by their index."""

    created: Field[int] = field()
    """When it was made, in seconds since 1970."""

    model: Field[str] = field()
    """The model that made it."""

    object: Field[Literal["chat.completion"]] = field()
    """The word for this kind of object."""

    metadata: Field[dict[str, str] | None] = field(default=None)
    """What the request attached to it."""

    moderation: Field[Moderation | None] = field(Moderation, default=None)
    """The moderation results, if requested."""

    service_tier: Field[Literal["auto", "default", "flex", "scale", "priority", "fast"] | None] = (
        field(default=None)
    )
    """The tier in which the request was served."""

    system_fingerprint: Field[str | None] = field(default=None)
    """Which configuration of the backend made it."""

    usage: Field[CompletionUsage | None] = field(CompletionUsage, default=None)
    """How many tokens it took."""
