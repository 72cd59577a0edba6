"""Anthropic's streams: made of the SDK's own types, and merged as its own accumulator has them."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from anthropic.lib.streaming._messages import accumulate_event
from anthropic.types import RawMessageStreamEvent
from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import cut_text, interleave
from pydantic import TypeAdapter

import deltafold
from deltafold._core import _merge_info
from deltafold.types.anthropic import Message

EVENT: TypeAdapter[RawMessageStreamEvent] = TypeAdapter(RawMessageStreamEvent)
whole_texts = st.text(max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(0.5, 9) | whole_texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(whole_texts, inner, max_size=2),
    max_leaves=5,
)
citations = st.builds(
    lambda text, at: {
        "type": "char_location",
        "cited_text": text,
        "document_index": at,
        "document_title": None,
        "file_id": None,
        "start_char_index": at,
        "end_char_index": at + 1,
    },
    whole_texts,
    st.integers(0, 9),
)
texts = st.builds(
    lambda text, cited: {"type": "text", "text": text, "citations": cited},
    whole_texts,
    st.lists(citations, max_size=3),
)
thoughts = st.builds(
    lambda text, signature: {"type": "thinking", "thinking": text, "signature": signature},
    whole_texts,
    st.sampled_from(["", "c2ln"]),
)
redacted = st.just({"type": "redacted_thinking", "data": "eA=="})
calls = st.builds(
    lambda kind, name, given: {"type": kind, "id": "t", "name": name, "input": given},
    st.sampled_from(["tool_use", "server_tool_use"]),
    st.sampled_from(["web_search", "web_fetch"]),
    st.dictionaries(whole_texts, values, max_size=3),
)
results = st.just({"type": "web_search_tool_result", "tool_use_id": "t", "content": []})
blocks = st.lists(texts | thoughts | redacted | calls | results, max_size=4)
usages = st.fixed_dictionaries(
    {"output_tokens": st.integers(0, 99)},
    optional={
        "input_tokens": st.integers(0, 99),
        "cache_read_input_tokens": st.integers(0, 9) | st.none(),
        "server_tool_use": st.just({"web_search_requests": 1, "web_fetch_requests": 0}),
    },
)


def events_of(dice: random.Random, index: int, block: dict[str, Any]) -> list[dict[str, Any]]:
    """A block as it is streamed, its texts cut anywhere."""

    def delta(kind: str, **members: Any) -> dict[str, Any]:
        return {
            "type": "content_block_delta",
            "index": index,
            "delta": {"type": kind, **members},
        }

    start, deltas = dict(block), []
    if block["type"] == "text":
        start |= {"text": "", "citations": None}
        deltas += [delta("text_delta", text=piece) for piece in cut_text(dice, block["text"])]
        cited = [delta("citations_delta", citation=it) for it in block["citations"]]
        deltas = interleave(dice, [deltas, cited])
    elif block["type"] == "thinking":
        start |= {"thinking": "", "signature": ""}
        pieces = cut_text(dice, block["thinking"])
        deltas += [delta("thinking_delta", thinking=piece) for piece in pieces]
        # The last signature counts.
        signatures = ["earlier", block["signature"]][dice.randrange(2) :]
        deltas += [delta("signature_delta", signature=each) for each in signatures]
    elif block["type"].endswith("tool_use"):
        start |= {"input": {}}
        text = json.dumps(block["input"], ensure_ascii=dice.random() < 0.5)
        pieces = cut_text(dice, text)
        deltas += [delta("input_json_delta", partial_json=piece) for piece in ["", *pieces]]
    stop = {"type": "content_block_stop", "index": index}
    return [{"type": "content_block_start", "index": index, "content_block": start}, *deltas, stop]


def stream(dice: random.Random, blocks: list[dict[str, Any]], usage: Any) -> list[dict[str, Any]]:
    """A message as it is streamed: its blocks begin in order, and their deltas interleave."""
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "oak-1",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 1, "cache_read_input_tokens": 2},
    }
    streamed = [events_of(dice, index, block) for index, block in enumerate(blocks)]
    starts = [events.pop(0) for events in streamed]
    mixed = [*starts, *interleave(dice, streamed)]
    # A ping may come at any time.
    mixed.insert(dice.randint(0, len(mixed)), {"type": "ping"})
    delta = {"stop_reason": "end_turn", "stop_sequence": None}
    return [
        {"type": "message_start", "message": message},
        *mixed,
        {"type": "message_delta", "delta": delta, "usage": usage},
        {"type": "message_stop"},
    ]


def theirs(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What the SDK's accumulator makes of them."""
    snapshot: Any = None
    buffers: dict[int, bytes] = {}
    for event in events:
        if event["type"] != "ping":
            snapshot = accumulate_event(
                event=EVENT.validate_python(event), current_snapshot=snapshot, json_bufs=buffers
            )
    dumped: dict[str, Any] = snapshot.to_dict(mode="json", warnings=False)
    return dumped


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    return [without_none(item) for item in value] if isinstance(value, list) else value


def is_whole(event: dict[str, Any]) -> bool:
    """Whether no surrogate stands alone, which the SDK cannot write."""
    try:
        return bool(json.dumps(event, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False


def same_but_null_inputs(ours: dict[str, Any], others: dict[str, Any]) -> None:
    """Null is absent everywhere but in what a tool is called with."""
    inputs = [[block.get("input") for block in side["content"]] for side in (ours, others)]
    assert inputs[0] == inputs[1]
    assert without_none(ours) == without_none(others)


@given(st.integers(0, 2**32), blocks, usages)
@settings(max_examples=100, deadline=None)
def test_it_agrees_with_the_sdk(seed: int, blocks: list[dict[str, Any]], usage: Any) -> None:
    events = stream(random.Random(seed), blocks, usage)
    message = deltafold.merge(events)
    assert isinstance(message, Message)
    assert _merge_info(message).complete
    if all(map(is_whole, events)):
        same_but_null_inputs(message.to_dict(), theirs(events))
    said = [block["text"] for block in blocks if block["type"] == "text"]
    assert [block.text for block in message.content if block.type == "text"] == said


@given(st.integers(0, 2**32), blocks, usages, st.data())
@settings(max_examples=60, deadline=None)
def test_the_form_of_events_changes_nothing(
    seed: int, blocks: list[dict[str, Any]], usage: Any, data: st.DataObject
) -> None:
    """Dicts, objects of the SDK, lines, bytes in any split, and lines in a recording."""
    events = stream(random.Random(seed), blocks, usage)
    message = deltafold.merge(events)
    text = "".join(f"event: {it['type']}\ndata: {json.dumps(it)}\n\n" for it in events)
    body = text.encode()
    accumulator = deltafold.Accumulator()
    at = 0
    while at < len(body):
        size = data.draw(st.integers(1, 200))
        accumulator.feed(body[at : at + size])
        at += size
    assert accumulator.finish() == message
    assert deltafold.merge(text.splitlines()) == message
    recorded = {"response": {"body": text.split("\n"), "is_streaming": True}}
    recording = deltafold.loads(json.dumps(recorded))
    assert recording.kind == "anthropic.stream"
    assert recording.completion == message
    chunks: Any = recording.chunks
    assert [chunk.type for chunk in chunks] == [event["type"] for event in events]
    if all(map(is_whole, events)):
        typed = [EVENT.validate_python(event) for event in events if event["type"] != "ping"]
        assert deltafold.merge(typed) == message


@given(st.integers(0, 2**32), blocks, st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_a_stream_may_stop_anywhere(seed: int, blocks: list[dict[str, Any]], length: int) -> None:
    events = stream(random.Random(seed), blocks, {"output_tokens": 1})[: length + 1]
    message = deltafold.merge(events)
    assert _merge_info(message).complete is (
        events[-1]["type"] in {"message_delta", "message_stop"}
    )
    accumulator = deltafold.Accumulator(family="anthropic")
    for event in events:
        accumulator.push(event)
        accumulator.snapshot()
    assert accumulator.finish() == message
    if all(map(is_whole, events)):
        same_but_null_inputs(message.to_dict(), theirs(events))


def delta(**members: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": members}


def test_what_never_began_is_merged_too() -> None:
    message = deltafold.merge(
        [
            delta(type="text_delta", text="An "),
            delta(type="text_delta", text="oak."),
            {
                "type": "content_block_delta",
                "index": 10**30,
                "delta": {"type": "new_delta", "x": 1},
            },
        ]
    )
    assert message.to_dict()["content"] == [
        {"type": "text", "text": "An oak."},
        {"type": "new", "x": 1},
    ]


@pytest.mark.parametrize(
    ("pieces", "given_input", "warning"),
    [
        (['{"kind": "o', 'ak"}'], {"kind": "oak"}, None),
        (['{"kind": "oak", "height": 1', "2"], {"kind": "oak", "height": 12}, "input_cut"),
        (["oak, ", "please"], "oak, please", "input_broken"),
        ([""], {}, None),
    ],
)
def test_input_that_is_cut_or_broken_is_not_lost(
    pieces: list[str], given_input: Any, warning: str | None
) -> None:
    block = {"type": "tool_use", "id": "t", "name": "plant", "input": {}}
    start = {"type": "content_block_start", "index": 0, "content_block": block}
    deltas = [delta(type="input_json_delta", partial_json=piece) for piece in pieces]
    message = deltafold.merge([start, *deltas], family="anthropic")
    assert message.content[0].to_dict()["input"] == given_input
    codes = [text.split(":")[0] for text in _merge_info(message).warnings]
    assert codes == ([warning] if warning else [])


def test_an_error_keeps_what_came_before() -> None:
    failed = {"type": "error", "error": {"type": "overloaded_error", "message": "too many trees"}}
    message = deltafold.merge([delta(type="text_delta", text="An"), failed], family="anthropic")
    info = _merge_info(message)
    assert message.content[0].to_dict()["text"] == "An"
    assert (info.complete, info.error["message"]) == (False, "too many trees")


def test_deltas_of_another_type_have_a_block_of_their_own() -> None:
    start = {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "text", "text": ""},
    }
    message = deltafold.merge([start, delta(type="thinking_delta", thinking="?")])
    assert message.to_dict()["content"] == [
        {"type": "text", "text": ""},
        {"type": "thinking", "thinking": "?"},
    ]
    assert "unexpected_delta" in _merge_info(message).warnings[0]


def test_very_many_deltas() -> None:
    start = {
        "type": "content_block_start",
        "index": 0,
        "content_block": {"type": "text", "text": ""},
    }
    accumulator = deltafold.Accumulator(family="anthropic")
    accumulator.push(start)
    for _ in range(200_000):
        accumulator.push(
            b'{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"oak "}}'
        )
    assert len(accumulator.finish().content[0].to_dict()["text"]) == 800_000
