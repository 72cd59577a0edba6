"""Ollama's streams: made of its own types, split at random, and merged back."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ollama import ChatResponse, GenerateResponse
from pieces import cut, cut_text, dices, has_no_halves, interleave

import deltafold
from deltafold._core import _merge_info

texts = st.text(max_size=12)
numbers = st.none() | st.integers(0, 2**40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=5,
)
calls = st.fixed_dictionaries(
    {
        "function": st.fixed_dictionaries(
            {"name": texts, "arguments": st.dictionaries(texts, values, max_size=3)}
        )
    }
)
logprobs = st.fixed_dictionaries({"token": texts, "logprob": st.floats(-9, 0)})
ends = st.fixed_dictionaries(
    {
        "model": st.text("abc:", min_size=1),
        "created_at": st.just("2026-01-02T03:04:05.5Z"),
        "done": st.just(True),
        "done_reason": st.sampled_from(["stop", "length", "load"]),
    },
    optional={
        "total_duration": numbers,
        "load_duration": numbers,
        "prompt_eval_count": numbers,
        "prompt_eval_duration": numbers,
        "eval_count": numbers,
        "eval_duration": numbers,
    },
)
chats = st.builds(
    lambda end, message, logprobs: ChatResponse(**end, message=message, logprobs=logprobs or None),
    ends,
    st.fixed_dictionaries(
        {"role": st.just("assistant"), "content": texts},
        optional={
            "thinking": texts,
            "tool_name": st.text("ab", min_size=1),
            "tool_calls": st.lists(calls, min_size=1, max_size=3),
        },
    ),
    st.lists(logprobs, max_size=4),
)
generated = st.builds(
    lambda end, rest: GenerateResponse(**end, **rest),
    ends,
    st.fixed_dictionaries(
        {"response": texts},
        optional={"thinking": texts, "context": st.lists(st.integers(0, 9), min_size=1)},
    ),
)


def dump(response: ChatResponse | GenerateResponse) -> dict[str, Any]:
    whole: dict[str, Any] = response.model_dump(mode="json", exclude_none=True)
    return whole


def pieces_of(dice: random.Random, whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The members of a dict that grow, each in pieces of its own, in an order for each."""
    grown: list[list[dict[str, Any]]] = []
    for key, value in whole.items():
        if isinstance(value, str) and key in ("content", "thinking", "response"):
            grown.append([{key: piece} for piece in cut_text(dice, value)])
        elif key in ("tool_calls", "logprobs"):
            grown.append([{key: piece} for piece in cut(dice, value)])
    return interleave(dice, grown)


def split(dice: random.Random, whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The chunks that a server could send for the response."""
    head = {"model": whole["model"], "created_at": "2026-01-02T03:04:05.1Z", "done": False}
    end = {key: value for key, value in whole.items() if key not in ("logprobs", "thinking")}
    if "message" not in whole:
        return [{**head, **piece} for piece in pieces_of(dice, whole)] + [{**end, "response": ""}]
    role = {"role": "assistant", "content": ""}
    message = whole["message"]
    grown: list[list[dict[str, Any]]] = [
        [{**head, "message": {**role, **piece}} for piece in pieces_of(dice, message)],
        [{**head, "message": role, **piece} for piece in pieces_of(dice, whole)],
    ]
    rest = {"tool_name": message["tool_name"]} if "tool_name" in message else {}
    return [*interleave(dice, grown), {**end, "message": {**role, **rest}}]


@given(response=chats | generated, dice=dices)
@settings(max_examples=150, deadline=None)
def test_a_split_response_merges_back(
    response: ChatResponse | GenerateResponse, dice: random.Random
) -> None:
    whole = dump(response)
    chunks = split(dice, whole)
    merged = deltafold.merge(chunks)
    assert merged.to_dict() == whole
    assert list(merged.to_dict()) == list(whole)
    assert type(response)(**merged.to_dict()) == response
    assert _merge_info(merged).complete
    recorded = deltafold.loads(json.dumps({"response": {"body": chunks}}))
    assert recorded.kind in ("ollama.chat.stream", "ollama.generate.stream")
    assert recorded.completion.to_dict() == whole


@given(response=chats | generated, dice=dices)
@settings(max_examples=100, deadline=None)
def test_objects_of_the_sdk_merge_as_their_dumps(
    response: ChatResponse | GenerateResponse, dice: random.Random
) -> None:
    pieces = split(dice, dump(response))
    dumps = [chunk for chunk in pieces if has_no_halves(chunk)]
    chunks = [type(response)(**chunk) for chunk in dumps]
    assert deltafold.merge(chunks).to_dict() == deltafold.merge(dumps).to_dict()


@given(
    chunks=st.lists(
        st.dictionaries(
            st.sampled_from(["model", "done", "message", "response", "logprobs", "error", "x"]),
            values | st.dictionaries(st.sampled_from(["role", "content", "tool_calls"]), values),
        ),
        max_size=5,
    )
)
@settings(max_examples=100, deadline=None)
def test_any_values_merge(chunks: list[dict[str, Any]]) -> None:
    start = {"model": "m", "created_at": "t", "done": False}
    for own in ({"message": {"role": "assistant"}}, {"response": ""}):
        merged = deltafold.merge([{**start, **own}, *chunks])
        assert json.loads(merged.to_json()) == merged.to_dict()
