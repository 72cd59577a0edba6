"""What type checkers know of views: checked by `test_types_typing.py`, never run."""

from typing import Any, Literal

from typing_extensions import assert_type

from deltafold._core import MergeInfo, Sequence
from deltafold.types import CompletionUsage
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


def made_by_hand() -> None:
    assert_type(ChoiceDelta(content="x"), ChoiceDelta)
    assert_type(ChatCompletionChunk.model_validate({}), ChatCompletionChunk)


def mistakes(chunk: ChatCompletionChunk) -> None:
    chunk.id = "x"  # type: ignore[assignment]
    chunk.choices[0].delta.content = "x"  # type: ignore[assignment]
    chunk.choices[0] = chunk.choices[0]  # type: ignore[index]
    _ = chunk.choices[0].delta.contents  # type: ignore[attr-defined]
