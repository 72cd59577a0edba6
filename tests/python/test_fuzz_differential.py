"""The recordings of tests/fixtures, damaged and cut at random, beside Python's json, pydantic and the
accumulator of openai. `make fuzz` runs this file and its relatives with new seeds for some minutes."""

from __future__ import annotations

import contextlib
import copy
import json
import random
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest
from conftest import fixture_recordings
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletionChunk as OpenAIChunk
from pieces import cut_text, dices, interleave
from test_corpus import told
from test_json_oracle import PIECES, agree, same, wrapped

import deltafold
from deltafold.types.chat import ChatCompletionChunk

BODIES = [
    body
    for path in fixture_recordings()
    if (body := json.loads(path.read_bytes()).get("response", {}).get("body")) is not None
]
CHUNKS = [
    item.get("__data__", item)
    for body in BODIES
    for item in (body if isinstance(body, list) else [])
    if isinstance(item, dict) and "choices" in item.get("__data__", item)
]
#: What parts of a recording are replaced with, besides parts of others.
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**70,
    1.5,
    1e300,
    "",
    "\ud83d",
    "null",
    [],
    {},
    [[]],
    {"": None},
]


def damaged(dice: random.Random, text: str) -> str:
    """The text with some stretches removed, said twice, or replaced by others."""
    for _ in range(dice.randint(0, 4)):
        start = dice.randint(0, len(text))
        end = min(len(text), start + dice.choice([0, 1, 2, 9, 80]))
        other = json.dumps(dice.choice(BODIES), ensure_ascii=dice.random() < 0.5)
        at = dice.randint(0, len(other))
        new = dice.choice(["", text[start:end] * 2, other[at : at + 20], dice.choice(PIECES)])
        text = text[:start] + new + text[end:]
    return text


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each list or object of the value, with each of its keys or indexes."""
    if isinstance(value, list | dict):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from places(value[key])


def altered(dice: random.Random, value: Any) -> Any:
    """A copy in which some values are removed, or replaced by parts of other recordings."""
    value = copy.deepcopy(value)
    for _ in range(dice.randint(0, 3)):
        found = list(places(value))
        if not found:
            break
        holder, key = dice.choice(found)
        elsewhere, there = dice.choice(list(places(dice.choice(CHUNKS))))
        new = dice.choice([elsewhere[there], dice.choice(ODD)])
        if dice.random() < 0.2:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(new)
    return value


def test_there_is_enough_to_begin_with() -> None:
    assert len(BODIES) > 30
    assert len(CHUNKS) > 100


@given(dice=dices, body=st.sampled_from(BODIES), indent=st.sampled_from([None, 0, 2]))
@settings(max_examples=200)
def test_damaged_text_is_read_or_refused_as_json_does(
    dice: random.Random, body: Any, indent: int | None
) -> None:
    text = wrapped(damaged(dice, json.dumps(body, indent=indent)))
    first = text.partition("\n")[0]
    # A first line that is whole makes it a file of JSON lines, which json does not read.
    assume(first == text or first.count("{") > first.count("}"))
    agree(text.encode("utf-8", "backslashreplace"))


@given(dice=dices, body=st.sampled_from(BODIES))
@settings(max_examples=100)
def test_altered_recordings_are_read_as_json_does(dice: random.Random, body: Any) -> None:
    document = altered(dice, {"response": {"body": body}})
    assume(isinstance(document.get("response"), dict))
    text = json.dumps(document)
    recording = deltafold.loads(text)
    # Sharing what repeats and showing what is merged change nothing.
    for show in (lambda: len(recording.chunks), lambda: recording.completion):
        with contextlib.suppress(deltafold.Error):
            show()
    assert same(recording.to_dict(), json.loads(text))
    assert recording.to_json() == json.dumps(document, indent=2) + "\n"


@given(dice=dices, chunk=st.sampled_from(CHUNKS))
@settings(max_examples=200)
def test_altered_chunks_are_what_pydantic_makes_of_them(dice: random.Random, chunk: Any) -> None:
    chunk = altered(dice, chunk)
    ours = ChatCompletionChunk.model_validate(chunk)
    assert ours.to_dict() == json.loads(json.dumps(chunk))
    try:
        theirs = OpenAIChunk.model_validate(chunk)
    except pydantic.ValidationError:
        with pytest.raises(pydantic.ValidationError):
            ours.to_openai()
    else:
        assert ours.to_openai() == theirs
        # Views show what was recorded; `construct` makes 1 of a recorded true in what is optional.
        with contextlib.suppress(pydantic.ValidationError):
            OpenAIChunk.model_validate(chunk, strict=True)
            shown = OpenAIChunk.construct(**chunk).model_dump()
            assert same(ours.model_dump(), shown)


@st.composite
def said(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The deltas of a choice: text and tool calls, in pieces; the first names what it opens."""
    dice = draw(dices)
    text = st.text(max_size=12)
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": draw(st.none() | text)}]
    spoken = [{"content": piece} for piece in cut_text(dice, draw(text)) if piece]
    refused = [{"refusal": piece} for piece in cut_text(dice, draw(text)) if piece]
    deltas += interleave(dice, [spoken, refused])
    values = st.dictionaries(text, st.none() | st.integers() | text, max_size=3)
    for index, arguments in enumerate(draw(st.lists(values, max_size=3))):
        named = {"name": f"tool_{index}", "arguments": ""}
        opening = {"index": index, "id": f"call_{index}", "type": "function", "function": named}
        deltas.append({"tool_calls": [opening]})
        pieces = cut_text(dice, json.dumps(arguments))
        deltas += [
            {"tool_calls": [{"index": index, "function": {"arguments": piece}}]} for piece in pieces
        ]
    return deltas


def openai_reads(deltas: list[dict[str, Any]]) -> bool:
    """Whether no half of a surrogate pair is sent, which pydantic refuses."""
    try:
        return bool(json.dumps(deltas, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False


@given(choices=st.lists(said(), min_size=1, max_size=4), dice=dices)
@settings(max_examples=100)
def test_interleaved_choices_merge_as_openai_merges_them(
    choices: list[list[dict[str, Any]]], dice: random.Random
) -> None:
    assume(all(map(openai_reads, choices)))

    def chunk(*said: dict[str, Any], **more: Any) -> dict[str, Any]:
        fixed = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        return {**fixed, "choices": list(said), **more}

    # openai takes the place in its list for the index, so the choices begin in their order.
    opened: list[dict[str, Any]] = []
    going_on: list[list[dict[str, Any]]] = []
    for index, deltas in enumerate(choices):
        ends = {"index": index, "delta": {}, "finish_reason": dice.choice(["stop", "tool_calls"])}
        first, *rest = [{"index": index, "delta": d, "finish_reason": None} for d in deltas]
        opened.append(first)
        going_on.append([*rest, ends])
    chunks = [chunk(*opened)] if dice.random() < 0.5 else [chunk(one) for one in opened]
    chunks += [chunk(one) for one in interleave(dice, going_on)]
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    chunks.append(chunk(usage=usage))

    state = ChatCompletionStreamState()
    for one in chunks:
        state.handle_chunk(OpenAIChunk.model_validate(one))
    theirs = state.current_completion_snapshot
    fed = deltafold.Accumulator()
    data = b"".join(b"data: " + json.dumps(one).encode() + b"\n\n" for one in chunks)
    while data:
        size = dice.randint(1, 400)
        fed.feed(data[:size])
        data = data[size:]
    merged: Any = deltafold.merge(chunks)
    assert merged == fed.finish()
    assert merged.merge_info.complete
    assert told(merged) == told(theirs)
    assert (merged.id, merged.model, merged.created) == (theirs.id, theirs.model, theirs.created)
    assert merged.usage and merged.usage.to_dict() == usage
    refusals = [choice.message.refusal for choice in theirs.choices]
    assert [choice.message.refusal for choice in merged.choices] == refusals
