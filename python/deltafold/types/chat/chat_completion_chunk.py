"""One chunk of a streamed chat completion."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem
from deltafold.types.chat.chat_completion_token_logprob import ChatCompletionTokenLogprob
from deltafold.types.completion_usage import CompletionUsage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal, TypeAlias

__all__ = [
    "ChoiceDeltaAudio",
    "ChoiceDeltaFunctionCall",
    "ChoiceDeltaToolCallFunction",
    "ChoiceDeltaToolCall",
    "ChoiceDelta",
    "ChoiceLogprobs",
    "Choice",
    "ModerationInputModerationResultsResult",
    "ModerationInputModerationResults",
    "ModerationInputError",
    "ModerationOutputModerationResultsResult",
    "ModerationOutputModerationResults",
    "ModerationOutputError",
    "Moderation",
    "ChatCompletionChunk",
    "ModerationInput",
    "ModerationOutput",
]


class ChoiceDeltaAudio(View):
    """A piece of what the model says aloud; the last one has only the time when it expires."""

    __slots__ = ()

    id: Field[str | None] = field(default=None)
    """The id by which later requests refer to this audio."""

    data: Field[str | None] = field(default=None)
    """A piece of the audio in base64."""

    expires_at: Field[int | None] = field(default=None)
    """Until when later requests may refer to it, in seconds since 1970."""

    transcript: Field[str | None] = field(default=None)
    """A piece of the words."""


class ChoiceDeltaFunctionCall(View):
    """A piece of a function call, as requests had it before there were tools."""

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
    """Which of the message's calls the piece belongs to."""

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

    audio: Field[ChoiceDeltaAudio | None] = field(ChoiceDeltaAudio, default=None)
    """A piece of what the model says aloud."""

    content: Field[str | None] = field(default=None)
    """A piece of the text."""

    function_call: Field[ChoiceDeltaFunctionCall | None] = field(
        ChoiceDeltaFunctionCall, default=None
    )
    """A piece of a function call, as requests had it before there were tools."""

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

    index: Field[int] = field()
    """The number of the choice: not always its place in the list."""

    finish_reason: Field[
        Literal["stop", "length", "tool_calls", "content_filter", "function_call"] | None
    ] = field(default=None)
    """Why the model stopped; null before it does."""

    logprobs: Field[ChoiceLogprobs | None] = field(ChoiceLogprobs, default=None)
    """How likely each token was, if requested."""


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
    """The moderation results, if requested."""

    obfuscation: Field[str | None] = field(default=None)
    """Random text that hides how long the chunk's content is."""

    service_tier: Field[Literal["auto", "default", "flex", "scale", "priority", "fast"] | None] = (
        field(default=None)
    )
    """The tier in which the request was served."""

    system_fingerprint: Field[str | None] = field(default=None)
    """Which configuration of the backend made it."""

    usage: Field[CompletionUsage | None] = field(CompletionUsage, default=None)
    """How many tokens it took; mostly null in all but the last chunk."""
