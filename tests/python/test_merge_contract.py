"""The merge contract, case by case: whatever the form of the items and however they are split."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from conftest import FIXTURES
from openai.types.chat import ChatCompletionChunk as OpenAIChunk

import deltafold
from deltafold.types.chat import ChatCompletionChunk

VECTORS: list[dict[str, Any]] = json.loads((FIXTURES / "merge_vectors.json").read_bytes())
by_name = pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])

Push = Callable[[deltafold.Accumulator, dict[str, Any]], None]


def push_dict(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    merging.push(chunk)


def push_str(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    merging.push(json.dumps(chunk, ensure_ascii=False))


def push_bytes(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    merging.push(json.dumps(chunk, indent=1).encode())


def push_sse_line(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    merging.push(": a comment")
    merging.push("data: " + json.dumps(chunk))
    merging.push("")


def push_view(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    merging.push(ChatCompletionChunk.model_validate(chunk))


def push_openai(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    merging.push(OpenAIChunk.construct(**copy.deepcopy(chunk)))


def feed_in_pieces(merging: deltafold.Accumulator, chunk: dict[str, Any]) -> None:
    data = f"data: {json.dumps(chunk)}\r\n\r\n".encode()
    while data:
        size = random.Random(len(data)).randint(1, 40)
        merging.feed(data[:size])
        data = data[size:]


def reduced_call(call: Any) -> dict[str, Any]:
    if call.type == "custom":
        return {"id": call.id, "name": call.custom.name, "input": call.custom.input}
    return {
        "id": call.id, "type": call.type,
        "name": call.function.name, "arguments": call.function.arguments,
    }  # fmt: skip


def reduced(completion: Any, key: str) -> Any:
    """What an expected key speaks of."""
    if key == "n_choices":
        return len(completion.choices)
    if key == "usage":
        usage = completion.usage
        return usage and [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens]
    if key == "error":
        return completion.merge_info.error
    if not key.startswith("choices."):
        return getattr(completion, key)
    _, index, name = key.split(".", 2)
    (choice,) = [choice for choice in completion.choices if choice.index == int(index)]
    if name == "finish_reason":
        return choice.finish_reason
    if name == "logprobs":
        logprobs = choice.logprobs
        return logprobs and logprobs.content is not None and len(logprobs.content)
    if name in ("tool_calls", "custom"):
        calls = choice.message.tool_calls
        return calls and [reduced_call(call) for call in calls]
    value: Any = getattr(choice.message, name, None)
    return value.to_dict() if hasattr(value, "to_dict") else plain(value)


def plain(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str | dict):
        return [item.to_dict() if hasattr(item, "to_dict") else item for item in value]
    return value


def expect(completion: Any, case: dict[str, Any]) -> None:
    for key, expected in case["expected"].items():
        found = reduced(completion, key)
        if isinstance(expected, dict) and isinstance(found, dict):
            found = {name: found[name] for name in expected}
        assert found == expected, key


@by_name
def test_all_at_once(case: dict[str, Any]) -> None:
    before = copy.deepcopy(case["chunks"])
    expect(deltafold.merge(case["chunks"]), case)
    assert case["chunks"] == before, "chunks are never changed"


@by_name
@pytest.mark.parametrize(
    "push",
    [push_dict, push_str, push_bytes, push_sse_line, push_view, push_openai, feed_in_pieces],
)
def test_one_by_one_in_every_form(case: dict[str, Any], push: Push) -> None:
    merging = deltafold.Accumulator()
    for chunk in case["chunks"]:
        push(merging, chunk)
        merging.snapshot()
    whole = deltafold.merge(case["chunks"])
    assert merging.snapshot() == whole
    finished = merging.finish()
    assert finished == whole
    assert finished.merge_info == whole.merge_info
    expect(finished, case)


@by_name
def test_as_a_recording(case: dict[str, Any]) -> None:
    name = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk"
    items = [{"__type__": name, "__data__": chunk} for chunk in case["chunks"]]
    recording = deltafold.loads(json.dumps({"response": {"body": items, "is_streaming": True}}))
    assert recording.kind == "chat.stream"
    expect(recording.chat, case)
    assert recording.completion == recording.chat
    assert deltafold.merge(recording.chunks) == recording.chat


@by_name
def test_snapshots_agree_with_merging_a_prefix(case: dict[str, Any]) -> None:
    merging = deltafold.Accumulator()
    for count, chunk in enumerate(case["chunks"], 1):
        merging.push(chunk)
        assert merging.snapshot() == deltafold.merge(case["chunks"][:count])


def split_choices(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    """The same chunk as one chunk a choice; not where places stand for indexes."""
    choices = chunk.get("choices") or []
    if len(choices) < 2 or any(choice.get("index") is None for choice in choices):
        return [chunk]
    return [{**chunk, "choices": [choice]} for choice in choices]


@by_name
def test_each_choice_in_a_chunk_of_its_own(case: dict[str, Any]) -> None:
    split = [part for chunk in case["chunks"] for part in split_choices(chunk)]
    assert deltafold.merge(split) == deltafold.merge(case["chunks"])


def test_nothing_can_be_added_after_the_end() -> None:
    merging = deltafold.Accumulator()
    merging.push({"choices": [{"delta": {"content": "x"}}]})
    assert merging.finish().choices[0].message.content == "x"
    for add in (lambda: merging.push({}), lambda: merging.feed(b"data: {}\n\n"), merging.finish):
        with pytest.raises(deltafold.MergeError, match="finish"):
            add()


def test_what_comes_after_done_is_merged_unless_strict() -> None:
    for strict in (False, True):
        merging = deltafold.Accumulator(strict=strict)
        merging.push({"choices": [{"delta": {"content": "x"}}]})
        merging.push("data: [DONE]")
        if strict:
            with pytest.raises(deltafold.MergeError, match="DONE"):
                merging.push({"choices": [{"delta": {"content": "y"}}]})
            assert merging.finish().choices[0].message.content == "x"
        else:
            merging.push({"choices": [{"delta": {"content": "y"}}]})
            completion = merging.finish()
            assert completion.choices[0].message.content == "xy"
            assert [str(it).split(":")[0] for it in completion.merge_info.warnings] == [
                "after_done"
            ]


def test_what_gives_nothing_to_merge_is_an_error_and_the_snapshot_an_empty_chat() -> None:
    ping = {"type": "ping"}
    empty: list[list[Any]] = [[], [ping], [": ping", ""], ["[DONE]"]]
    for items in empty:
        for family in (None, "chat"):
            with pytest.raises(deltafold.MergeError, match="no items to merge"):
                deltafold.merge(items, family=family)
            merging = deltafold.Accumulator(family=family)
            for item in items:
                merging.push(item)
            with pytest.raises(deltafold.MergeError, match="no items to merge"):
                merging.finish()
            assert merging.snapshot().choices == []


def test_nothing_but_errors_is_an_error_that_has_them() -> None:
    for error in ({"error": {"message": "overloaded"}}, 'event: error\ndata: "overloaded"'):
        with pytest.raises(deltafold.MergeError, match="overloaded"):
            deltafold.merge([{"type": "ping"}, error])
        info = deltafold.merge([{"choices": [{"delta": {"content": "x"}}]}, error]).merge_info
        assert "overloaded" in str(info.error)


def test_items_of_no_family_are_an_error_that_names_their_members() -> None:
    for items in ([{"a": 1}, {"b": {}}], [{"a": 1, "b": None}] * 50):
        with pytest.raises(deltafold.MergeError, match=r'no known family.*"a", "b"'):
            deltafold.merge(items)
    assert deltafold.merge([{"a": 1}], family="chat").to_dict()["a"] == 1
    merging = deltafold.Accumulator()
    merging.push({"a": 1})
    assert merging.snapshot().choices == []
    with pytest.raises(deltafold.MergeError):
        merging.finish()
    merging.push({"choices": [{"delta": {"content": "x"}}]})
    completion = merging.finish()
    assert "a" not in completion.to_dict()
    assert [str(it).split(":")[0] for it in completion.merge_info.warnings] == ["foreign_event"]


@pytest.mark.parametrize("item", [5, None, [], "5", "[]", "null", b"3", 1.5, object()])
def test_an_item_that_is_no_object_is_refused_and_the_others_stay(item: object) -> None:
    merging = deltafold.Accumulator()
    merging.push({"choices": [{"delta": {"content": "x"}}]})
    with pytest.raises(deltafold.Error):
        merging.push(item)
    assert merging.finish().choices[0].message.content == "x"


def test_text_that_is_no_json_is_a_parse_error() -> None:
    for item in ("{", '{"choices": oops}'):
        with pytest.raises(deltafold.ParseError):
            deltafold.Accumulator().push(item)
    # A line of an event stream is left out, with a warning.
    line = b'data: {"a"'
    deltafold.Accumulator().push(line)
    with pytest.raises(deltafold.ParseError):
        deltafold.Accumulator(strict=True).push(line)


def test_strict_raises_where_lenient_goes_on() -> None:
    chunk = {"choices": [{"index": -1, "delta": {"content": "x"}}]}
    assert deltafold.merge([chunk]).choices[0].index == -1
    with pytest.raises(deltafold.MergeError):
        deltafold.merge([chunk], strict=True)


def test_single_choice_merges_everything_into_choice_0() -> None:
    chunks = [{"choices": [{"index": i, "delta": {"content": str(i)}}]} for i in range(3)]
    merged = deltafold.merge(chunks, single_choice=True)
    assert [(choice.index, choice.message.content) for choice in merged.choices] == [(0, "012")]
