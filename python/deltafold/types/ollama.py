"""Ollama: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, _vectors, field
from deltafold.types._bases import StreamItem, Whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Message",
    "TokenLogprob",
    "Logprob",
    "ChatResponse",
    "GenerateResponse",
    "ModelDetails",
    "ProcessResponse",
    "ListResponse",
    "EmbedResponse",
]


class Message(View):
    """One message of a chat."""

    __slots__ = ()

    class ToolCall(View):
        """A call of a tool."""

        __slots__ = ()

        class Function(View):
            """The function to call."""

            __slots__ = ()

            name: Field[str] = field()
            """The name."""

            arguments: Field[dict[str, Any]] = field()
            """The arguments; JSON text, if they are text."""

        function: Field[Message.ToolCall.Function] = field(Function)

    role: Field[str] = field()
    """The role of the author."""

    content: Field[str | None] = field(default=None)
    """The content."""

    thinking: Field[str | None] = field(default=None)
    """What the model thought."""

    images: Field[list[str] | None] = field(default=None)

    tool_name: Field[str | None] = field(default=None)
    """The name of the tool."""

    tool_calls: Field[Sequence[Message.ToolCall] | None] = field(items=ToolCall, default=None)


class TokenLogprob(View):
    """A token logprob."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    logprob: Field[float] = field()
    """The log probability of the token."""


class Logprob(View):
    """A logprob."""

    __slots__ = ()

    token: Field[str] = field()
    """The token."""

    logprob: Field[float] = field()
    """The log probability of the token."""

    top_logprobs: Field[Sequence[TokenLogprob] | None] = field(items=TokenLogprob, default=None)
    """The likeliest tokens at this place."""


class ChatResponse(StreamItem, Whole):
    """Ollama's answer to a chat, or one chunk of its stream: both have one shape."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)
    """The model."""

    created_at: Field[str | None] = field(default=None)
    """When it was made, in seconds since 1970."""

    done: Field[bool | None] = field(default=None)
    """Whether it is the last one."""

    done_reason: Field[str | None] = field(default=None)
    """Why the model stopped."""

    total_duration: Field[int | None] = field(default=None)
    """How long all took, in nanoseconds."""

    load_duration: Field[int | None] = field(default=None)
    """How long loading the model took, in nanoseconds."""

    prompt_eval_count: Field[int | None] = field(default=None)
    """Tokens of the prompt."""

    prompt_eval_duration: Field[int | None] = field(default=None)
    """How long reading the prompt took, in nanoseconds."""

    eval_count: Field[int | None] = field(default=None)
    """Tokens of the answer."""

    eval_duration: Field[int | None] = field(default=None)
    """How long making the answer took, in nanoseconds."""

    message: Field[Message] = field(Message)
    """The message."""

    logprobs: Field[Sequence[Logprob] | None] = field(items=Logprob, default=None)
    """How likely each token was, if requested."""


class GenerateResponse(StreamItem, Whole):
    """A text of Ollama's, or one chunk of its stream: both have one shape."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)
    """The model."""

    created_at: Field[str | None] = field(default=None)
    """When it was made, in seconds since 1970."""

    done: Field[bool | None] = field(default=None)
    """Whether it is the last one."""

    done_reason: Field[str | None] = field(default=None)
    """Why the model stopped."""

    total_duration: Field[int | None] = field(default=None)
    """How long all took, in nanoseconds."""

    load_duration: Field[int | None] = field(default=None)
    """How long loading the model took, in nanoseconds."""

    prompt_eval_count: Field[int | None] = field(default=None)
    """Tokens of the prompt."""

    prompt_eval_duration: Field[int | None] = field(default=None)
    """How long reading the prompt took, in nanoseconds."""

    eval_count: Field[int | None] = field(default=None)
    """Tokens of the answer."""

    eval_duration: Field[int | None] = field(default=None)
    """How long making the answer took, in nanoseconds."""

    response: Field[str | None] = field(default=None)
    """The response."""

    thinking: Field[str | None] = field(default=None)
    """What the model thought."""

    context: Field[list[int] | None] = field(default=None)

    logprobs: Field[Sequence[Logprob] | None] = field(items=Logprob, default=None)
    """How likely each token was, if requested."""

    image: Field[str | None] = field(default=None)
    """The image."""

    completed: Field[int | None] = field(default=None)

    total: Field[int | None] = field(default=None)


class ModelDetails(View):
    """Model details."""

    __slots__ = ()

    parent_model: Field[str | None] = field(default=None)

    format: Field[str | None] = field(default=None)
    """The format."""

    family: Field[str | None] = field(default=None)

    families: Field[list[str] | None] = field(default=None)

    parameter_size: Field[str | None] = field(default=None)

    quantization_level: Field[str | None] = field(default=None)


class ProcessResponse(View):
    """The models that Ollama has loaded."""

    __slots__ = ()

    class Model(View):
        """A model that is loaded."""

        __slots__ = ()

        model: Field[str | None] = field(default=None)
        """The model."""

        name: Field[str | None] = field(default=None)
        """The name."""

        digest: Field[str | None] = field(default=None)

        expires_at: Field[str | None] = field(default=None)
        """When it is gone."""

        size: Field[int | None] = field(default=None)
        """The size."""

        size_vram: Field[int | None] = field(default=None)

        details: Field[ModelDetails | None] = field(ModelDetails, default=None)

        context_length: Field[int | None] = field(default=None)

    models: Field[Sequence[ProcessResponse.Model]] = field(items=Model)


class ListResponse(View):
    """The models that Ollama has."""

    __slots__ = ()

    class Model(View):
        """A model that it has."""

        __slots__ = ()

        model: Field[str | None] = field(default=None)
        """The model."""

        modified_at: Field[str | None] = field(default=None)

        digest: Field[str | None] = field(default=None)

        size: Field[int | None] = field(default=None)
        """The size."""

        details: Field[ModelDetails | None] = field(ModelDetails, default=None)

    models: Field[Sequence[ListResponse.Model]] = field(items=Model)


class EmbedResponse(View):
    """Vectors that Ollama made."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)
    """The model."""

    created_at: Field[str | None] = field(default=None)
    """When it was made, in seconds since 1970."""

    done: Field[bool | None] = field(default=None)
    """Whether it is the last one."""

    done_reason: Field[str | None] = field(default=None)
    """Why the model stopped."""

    total_duration: Field[int | None] = field(default=None)
    """How long all took, in nanoseconds."""

    load_duration: Field[int | None] = field(default=None)
    """How long loading the model took, in nanoseconds."""

    prompt_eval_count: Field[int | None] = field(default=None)
    """Tokens of the prompt."""

    prompt_eval_duration: Field[int | None] = field(default=None)
    """How long reading the prompt took, in nanoseconds."""

    eval_count: Field[int | None] = field(default=None)
    """Tokens of the answer."""

    eval_duration: Field[int | None] = field(default=None)
    """How long making the answer took, in nanoseconds."""

    embeddings: Field[list[list[float]]] = field()

    @property
    def vectors(self) -> list[memoryview]:
        """The vectors as buffers of 64-bit floats, which numpy takes without a copy.

        Raises `TypeError` if one of them is not a list of numbers.
        """
        return _vectors(self, "embeddings")
