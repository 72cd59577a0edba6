"""What type checkers know of views: checked by `test_types_typing.py`, never run."""

from typing import Any, Literal

from typing_extensions import assert_type

from deltafold import Accumulator, Recording, events, merge
from deltafold._core import MergeInfo, Sequence, _Family, _Format, _Kind
from deltafold.types import CompletionUsage, Embedding
from deltafold.types.anthropic import Message, RawMessageStreamEvent, TextBlock
from deltafold.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessage,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageFunctionToolCall,
    ChatCompletionMessageToolCallUnion,
)
from deltafold.types.chat.chat_completion import Choice as CompletionChoice
from deltafold.types.chat.chat_completion_chunk import Choice, ChoiceDelta, ChoiceDeltaToolCall
from deltafold.types.cohere import V2ChatResponse
from deltafold.types.completion import Completion
from deltafold.types.converse import ConverseResponse
from deltafold.types.events import ChoiceDoneEvent, ContentDeltaEvent, StreamEvent
from deltafold.types.genai import (
    Candidate,
    GenerateContentResponse,
    GenerateContentResponseUsageMetadata,
)
from deltafold.types.interactions import Interaction
from deltafold.types.ollama import ChatResponse, GenerateResponse
from deltafold.types.responses import (
    Response,
    ResponseOutputItem,
    ResponseOutputMessage,
    ResponseOutputRefusal,
    ResponseOutputText,
    ResponseStreamEvent,
    ResponseTextDeltaEvent,
    ResponseUsage,
)


def of_a_chunk(chunk: ChatCompletionChunk) -> None:
    assert_type(chunk.choices, Sequence[Choice])
    assert_type(chunk.choices[0], Choice)
    assert_type(chunk.choices[0:1], Sequence[Choice])
    assert_type(chunk.choices[0].delta, ChoiceDelta)
    assert_type(chunk.choices[0].delta.content, str | None)
    assert_type(chunk.choices[0].delta.tool_calls, Sequence[ChoiceDeltaToolCall] | None)
    assert_type(
        chunk.choices[0].finish_reason,
        Literal["stop", "length", "tool_calls", "content_filter", "function_call"] | None,
    )
    assert_type(chunk.usage, CompletionUsage | None)
    assert_type(chunk.created, int)
    assert_type(chunk.model_dump(exclude_none=True), dict[str, Any])
    assert_type(chunk.to_json(), str)
    assert_type(chunk.model_copy(update={"id": "x"}), ChatCompletionChunk)
    assert_type([choice.index for choice in chunk.choices], list[int])


def of_a_completion(completion: ChatCompletion) -> str:
    assert_type(completion.merge_info, MergeInfo)
    assert_type(completion.merge_info.warnings, tuple[str, ...])
    assert_type(completion.choices[1], CompletionChoice)
    assert_type(completion.choices[1].message, ChatCompletionMessage)
    for call in completion.choices[0].message.tool_calls or ():
        assert_type(call, ChatCompletionMessageToolCallUnion)
        if isinstance(call, ChatCompletionMessageFunctionToolCall):
            assert_type(call.function.arguments, str)
        else:
            assert_type(call, ChatCompletionMessageCustomToolCall)
    return completion.choices[0].message.content or ""


def of_a_response(response: Response) -> None:
    for item in response.output:
        assert_type(item, ResponseOutputItem)
        if isinstance(item, ResponseOutputMessage):
            assert_type(item.content, Sequence[ResponseOutputText | ResponseOutputRefusal])
    assert_type(response.merge_info, MergeInfo)
    assert_type(response.usage, ResponseUsage | None)


def of_an_event(event: ResponseStreamEvent) -> str:
    assert_type(event.t_ns, int | None)
    if event.type == "response.output_text.delta":
        assert_type(event, ResponseTextDeltaEvent)
        return event.delta
    return ""


def of_a_message(message: Message, event: RawMessageStreamEvent) -> None:
    assert_type(
        [block.text for block in message.content if isinstance(block, TextBlock)], list[str]
    )
    if event.type == "message_start":
        assert_type(event.message, Message)


def of_generated_content(content: GenerateContentResponse) -> None:
    assert_type(content.candidates, Sequence[Candidate] | None)
    assert_type(content.usage_metadata, GenerateContentResponseUsageMetadata | None)


def of_an_embedding(embedding: Embedding) -> None:
    assert_type(embedding.embedding, list[float])
    assert_type(embedding.vector, memoryview | None)


def made_by_hand() -> None:
    assert_type(ChoiceDelta(content="x"), ChoiceDelta)
    assert_type(ChatCompletionChunk.model_validate({}), ChatCompletionChunk)


def merged(chunks: list[object], name: _Family) -> None:
    """A family that is set gives its own type; without one, chats can be read."""
    assert_type(merge(chunks, family="chat"), ChatCompletion)
    assert_type(merge(chunks, family="completion"), Completion)
    assert_type(merge(chunks, family="responses"), Response)
    assert_type(merge(chunks, family="anthropic"), Message)
    assert_type(merge(chunks, family="genai"), GenerateContentResponse)
    assert_type(merge(chunks, family="interactions"), Interaction)
    assert_type(merge(chunks, family="ollama.chat"), ChatResponse)
    assert_type(merge(chunks, family="ollama.generate"), GenerateResponse)
    assert_type(merge(chunks, family="cohere"), V2ChatResponse)
    assert_type(merge(chunks, family="converse"), ConverseResponse)
    assert_type(merge(chunks).choices[0].message.content, str | None)
    assert_type(merge(chunks).merge_info.complete, bool)
    merge(chunks, family=name).to_dict()
    merge(chunks, family="oak")  # type: ignore[call-overload]


def accumulated() -> None:
    assert_type(Accumulator(family="chat").finish(), ChatCompletion)
    assert_type(Accumulator(family="anthropic", strict=True).snapshot(), Message)
    assert_type(Accumulator().finish().choices[0].message, ChatCompletionMessage)
    chats: Accumulator[ChatCompletion] = Accumulator(family="chat")
    chats.push({})
    Accumulator(family="oak")  # type: ignore[call-overload]


def of_a_recording(recording: Recording) -> str:
    assert_type(recording.chat, ChatCompletion)
    assert_type(recording.chat.choices[0].message.content, str | None)
    assert_type(recording.chunks[0].choices[0].delta, ChoiceDelta)
    assert_type(recording.kind, _Kind)
    assert_type(recording.format, _Format)
    if isinstance(recording.completion, Message):
        assert_type(recording.completion.stop_reason is None, bool)
        return recording.completion.id
    _ = recording.kind == "chat.streams"  # type: ignore[comparison-overlap]
    return recording.completion.choices[0].message.content or ""


def mistakes(chunk: ChatCompletionChunk) -> None:
    chunk.id = "x"  # type: ignore[assignment]
    chunk.choices[0].delta.content = "x"  # type: ignore[assignment]
    chunk.choices[0] = chunk.choices[0]  # type: ignore[index]
    _ = chunk.choices[0].delta.contents  # type: ignore[attr-defined]


def watched(chunks: list[dict[str, Any]]) -> None:
    for event in events(chunks):
        assert_type(event, StreamEvent)
        if event.type == "content.delta":
            assert_type(event, ContentDeltaEvent)
            assert_type(event.delta, str)
        elif event.type == "tool_call.done":
            assert_type(event.name, str | None)
        elif isinstance(event, ChoiceDoneEvent):
            assert_type(event.type, Literal["choice.done"])
    assert_type(Accumulator().push_events({}), list[StreamEvent])
    events(chunks, family="oak")  # type: ignore[arg-type]
