"""One chunk of a streamed chat completion."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem
from deltafold.types.completion_usage import CompletionUsage

from .chat_completion_token_logprob import ChatCompletionTokenLogprob

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

__all__ = [
    "ChatCompletionChunk",
    "Choice",
    "ChoiceDelta",
    "ChoiceDeltaAudio",
    "ChoiceDeltaFunctionCall",
    "ChoiceDeltaToolCall",
    "ChoiceDeltaToolCallFunction",
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


class ChoiceDeltaAudio(View):
    """A piece of the model's audio; the last one has only the time when it expires."""

    __slots__ = ()

    id: Field[str | None] = field(default=None)
    """The id by which later requests refer to this audio."""

    data: Field[str | None] = field(default=None)
    """A piece of the audio in base64."""

    expires_at: Field[int | None] = field(default=None)
    """Until when later requests may refer to it, in seconds since 1970."""

    transcript: Field[str | None] = field(default=None)
    """A piece of the transcript."""


class ChoiceDeltaFunctionCall(View):
    """A piece of a function call, in the form that preceded tools."""

    __slots__ = ()

    arguments: Field[str | None] = field(default=None)
    """A piece of the arguments, which together are JSON text."""

    name: Field[str | None] = field(default=None)
    """The name of the function."""


class ChoiceDeltaToolCallFunction(View):
    """A piece of the function to call."""

    __slots__ = ()

    arguments: Field[str | None] = field(default=None)
    """A piece of the arguments, which together are JSON text."""

    name: Field[str | None] = field(default=None)
    """The name of the function."""


class ChoiceDeltaToolCall(View):
    """A piece of a tool call."""

    __slots__ = ()

    index: Field[int] = field()
    """The index of the call to which the piece belongs."""

    id: Field[str | None] = field(default=None)
    """The id to which the result of the call refers."""

    function: Field[ChoiceDeltaToolCallFunction | None] = field(
        ChoiceDeltaToolCallFunction, default=None
    )
    """A piece of the function to call."""

    type: Field[Literal["function"] | None] = field(default=None)
    """The word for this kind of call."""


class ChoiceDelta(View):
    """What a chunk adds to the message of a choice."""

    __slots__ = ()

    content: Field[str | None] = field(default=None)
    """A piece of the text."""

    function_call: Field[ChoiceDeltaFunctionCall | None] = field(
        ChoiceDeltaFunctionCall, default=None
    )
    """A piece of a function call, in the form that preceded tools."""

    refusal: Field[str | None] = field(default=None)
    """A piece of the refusal."""

    role: Field[Literal["developer", "system", "user", "assistant", "tool"] | None] = field(
        default=None
    )
    """The role of the author."""

    tool_calls: Field[Sequence[ChoiceDeltaToolCall] | None] = field(
        items=ChoiceDeltaToolCall, default=None
    )
    """Pieces of tool calls."""

    audio: Field[ChoiceDeltaAudio | None] = field(ChoiceDeltaAudio, default=None, later=True)
    """A piece of the model's audio."""


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
    """What a chunk adds to one choice."""

    __slots__ = ()

    delta: Field[ChoiceDelta] = field(ChoiceDelta)
    """What it adds to the message."""

    finish_reason: Field[
        Literal["stop", "length", "tool_calls", "content_filter", "function_call"] | None
    ] = field(default=None)
    """The finish reason; null until the model stops."""

    index: Field[int] = field()
    """The index of the choice, which may differ from its position in the list."""

    logprobs: Field[ChoiceLogprobs | None] = field(ChoiceLogprobs, default=None)
    """How likely each token was, if the request asked for it."""


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


class ChatCompletionChunk(StreamItem):
    """One chunk of a streamed chat completion."""

    __slots__ = ()

    id: Field[str] = field()
    """The completion's own id; mostly the same in all chunks."""

    choices: Field[Sequence[Choice]] = field(items=Choice)
    """What the chunk adds to each choice; the last chunk may have none."""

    created: Field[int] = field()
    """When it was made, in seconds since 1970."""

    model: Field[str] = field()
    """The model that made it."""

    object: Field[Literal["chat.completion.chunk"]] = field()
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
    """How many tokens it took; mostly null in all but the last chunk."""
