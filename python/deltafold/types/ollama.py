"""Ollama: what it is made of."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types._bases import StreamItem, Whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "Image",
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


class Image(View):
    """An image."""

    __slots__ = ()

    value: Field[str] = field()


class Message(View):
    """A message."""

    __slots__ = ()

    class ToolCall(View):
        """A message tool call."""

        __slots__ = ()

        class Function(View):
            """A message tool call function."""

            __slots__ = ()

            name: Field[str] = field()

            arguments: Field[dict[str, Any]] = field()

        function: Field[Message.ToolCall.Function] = field(Function)

    role: Field[str] = field()

    content: Field[str | None] = field(default=None)

    thinking: Field[str | None] = field(default=None)

    images: Field[Sequence[Image] | None] = field(items=Image, default=None)

    tool_name: Field[str | None] = field(default=None)

    tool_calls: Field[Sequence[Message.ToolCall] | None] = field(items=ToolCall, default=None)


class TokenLogprob(View):
    """A token logprob."""

    __slots__ = ()

    token: Field[str] = field()

    logprob: Field[float] = field()


class Logprob(View):
    """A logprob."""

    __slots__ = ()

    token: Field[str] = field()

    logprob: Field[float] = field()

    top_logprobs: Field[Sequence[TokenLogprob] | None] = field(items=TokenLogprob, default=None)


class ChatResponse(StreamItem, Whole):
    """A chat response."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)

    created_at: Field[str | None] = field(default=None)

    done: Field[bool | None] = field(default=None)

    done_reason: Field[str | None] = field(default=None)

    total_duration: Field[int | None] = field(default=None)

    load_duration: Field[int | None] = field(default=None)

    prompt_eval_count: Field[int | None] = field(default=None)

    prompt_eval_duration: Field[int | None] = field(default=None)

    eval_count: Field[int | None] = field(default=None)

    eval_duration: Field[int | None] = field(default=None)

    message: Field[Message] = field(Message)

    logprobs: Field[Sequence[Logprob] | None] = field(items=Logprob, default=None)


class GenerateResponse(StreamItem, Whole):
    """A generate response."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)

    created_at: Field[str | None] = field(default=None)

    done: Field[bool | None] = field(default=None)

    done_reason: Field[str | None] = field(default=None)

    total_duration: Field[int | None] = field(default=None)

    load_duration: Field[int | None] = field(default=None)

    prompt_eval_count: Field[int | None] = field(default=None)

    prompt_eval_duration: Field[int | None] = field(default=None)

    eval_count: Field[int | None] = field(default=None)

    eval_duration: Field[int | None] = field(default=None)

    response: Field[str | None] = field(default=None)

    thinking: Field[str | None] = field(default=None)

    context: Field[list[int] | None] = field(default=None)

    logprobs: Field[Sequence[Logprob] | None] = field(items=Logprob, default=None)

    image: Field[str | None] = field(default=None)

    completed: Field[int | None] = field(default=None)

    total: Field[int | None] = field(default=None)


class ModelDetails(View):
    """Model details."""

    __slots__ = ()

    parent_model: Field[str | None] = field(default=None)

    format: Field[str | None] = field(default=None)

    family: Field[str | None] = field(default=None)

    families: Field[list[str] | None] = field(default=None)

    parameter_size: Field[str | None] = field(default=None)

    quantization_level: Field[str | None] = field(default=None)


class ProcessResponse(View):
    """A process response."""

    __slots__ = ()

    class Model(View):
        """A process response model."""

        __slots__ = ()

        model: Field[str | None] = field(default=None)

        name: Field[str | None] = field(default=None)

        digest: Field[str | None] = field(default=None)

        expires_at: Field[str | None] = field(default=None)

        size: Field[int | None] = field(default=None)

        size_vram: Field[int | None] = field(default=None)

        details: Field[ModelDetails | None] = field(ModelDetails, default=None)

        context_length: Field[int | None] = field(default=None)

    models: Field[Sequence[ProcessResponse.Model]] = field(items=Model)


class ListResponse(View):
    """A list response."""

    __slots__ = ()

    class Model(View):
        """A list response model."""

        __slots__ = ()

        model: Field[str | None] = field(default=None)

        modified_at: Field[str | None] = field(default=None)

        digest: Field[str | None] = field(default=None)

        size: Field[int | None] = field(default=None)

        details: Field[ModelDetails | None] = field(ModelDetails, default=None)

    models: Field[Sequence[ListResponse.Model]] = field(items=Model)


class EmbedResponse(View):
    """An embed response."""

    __slots__ = ()

    model: Field[str | None] = field(default=None)

    created_at: Field[str | None] = field(default=None)

    done: Field[bool | None] = field(default=None)

    done_reason: Field[str | None] = field(default=None)

    total_duration: Field[int | None] = field(default=None)

    load_duration: Field[int | None] = field(default=None)

    prompt_eval_count: Field[int | None] = field(default=None)

    prompt_eval_duration: Field[int | None] = field(default=None)

    eval_count: Field[int | None] = field(default=None)

    eval_duration: Field[int | None] = field(default=None)

    embeddings: Field[list[list[float]]] = field()
