"""The message of a choice."""

from __future__ import annotations

from deltafold._core import Field, Sequence, View, field
from deltafold.types.chat.chat_completion_audio import ChatCompletionAudio
from deltafold.types.chat.chat_completion_message_tool_call import (
    CHAT_COMPLETION_MESSAGE_TOOL_CALL_UNION,
    ChatCompletionMessageToolCallUnion,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

__all__ = [
    "AnnotationURLCitation",
    "Annotation",
    "FunctionCall",
    "ChatCompletionMessage",
]


class AnnotationURLCitation(View):
    """A page of the web that the message cites."""

    __slots__ = ()

    end_index: Field[int] = field()
    """Where the citation ends in the message, in characters."""

    start_index: Field[int] = field()
    """Where it starts."""

    title: Field[str] = field()
    """The title of the page."""

    url: Field[str] = field()
    """The address of the page."""


class Annotation(View):
    """A citation in the message."""

    __slots__ = ()

    type: Final[Literal["url_citation"]] = field()
    """The word for this kind of annotation."""

    url_citation: Field[AnnotationURLCitation] = field(AnnotationURLCitation)
    """The page that is cited."""


class FunctionCall(View):
    """The function to call, in the form that preceded tools."""

    __slots__ = ()

    arguments: Field[str] = field()
    """The arguments as JSON text, exactly as the model wrote it; it may be invalid."""

    name: Field[str] = field()
    """The name of the function."""


class ChatCompletionMessage(View):
    """The message of a choice."""

    __slots__ = ()

    content: Field[str | None] = field(default=None)
    """The text; null if there is none."""

    refusal: Field[str | None] = field(default=None)
    """Why the model refused, in its words."""

    role: Field[Literal["assistant"]] = field()
    """The role of the author."""

    annotations: Field[Sequence[Annotation] | None] = field(items=Annotation, default=None)
    """Citations, if the model searched the web."""

    audio: Field[ChatCompletionAudio | None] = field(ChatCompletionAudio, default=None)
    """The model's audio, if the request asked for it."""

    function_call: Field[FunctionCall | None] = field(FunctionCall, default=None)
    """The function to call, in the form that preceded tools."""

    tool_calls: Field[Sequence[ChatCompletionMessageToolCallUnion] | None] = field(
        items=CHAT_COMPLETION_MESSAGE_TOOL_CALL_UNION, default=None
    )
    """The tools to call."""
