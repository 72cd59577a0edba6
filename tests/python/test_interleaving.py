"""Choices do not touch each other: interleaved in any order, each merges as it does alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import deltafold

pieces = st.text(st.characters(exclude_categories=()), max_size=4)
optional = st.none() | pieces
calls = st.fixed_dictionaries(
    {},
    optional={
        "index": st.none() | st.integers(-1, 3),
        "id": st.none() | st.sampled_from(["", "a", "b"]),
        "type": st.none() | st.sampled_from(["function"]),
        "function": st.none()
        | st.fixed_dictionaries(
            {},
            optional={
                "name": st.none() | st.sampled_from(["", "f", "get", "get_more"]),
                "arguments": st.none() | st.sampled_from(["", "{", "}", "{}", '{"x": 1}', '"é']),
            },
        ),
    },
)
logprob = st.fixed_dictionaries({"token": pieces, "logprob": st.floats(-9, 0)})
deltas = st.fixed_dictionaries(
    {},
    optional={
        "role": st.none() | st.sampled_from(["assistant", ""]),
        "content": optional,
        "refusal": optional,
        "reasoning": optional,
        "tool_calls": st.none() | st.lists(calls, max_size=2),
        "function_call": st.none() | st.fixed_dictionaries({"arguments": optional}),
        "unknown": st.none() | st.integers() | st.booleans() | pieces,
    },
)
choices = st.fixed_dictionaries(
    {"delta": st.none() | deltas},
    optional={
        "finish_reason": st.none() | st.sampled_from(["stop", "length", "tool_calls", ""]),
        "logprobs": st.none()
        | st.fixed_dictionaries({"content": st.none() | st.lists(logprob, max_size=2)}),
    },
)
streams = st.lists(st.lists(choices, max_size=6), min_size=1, max_size=5).filter(any)


def chunk(index: int, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "c", "model": "m", "choices": [{"index": index, **choice}]}


@given(streams=streams, data=st.data())
@settings(max_examples=150, deadline=None)
def test_every_choice_merges_as_its_stream_does_alone(
    streams: list[list[dict[str, Any]]], data: st.DataObject
) -> None:
    waiting = [list(stream) for stream in streams]
    interleaved = []
    while any(waiting):
        index = data.draw(st.sampled_from([i for i, stream in enumerate(waiting) if stream]))
        interleaved.append(chunk(index, waiting[index].pop(0)))
    merged = deltafold.merge(interleaved)
    assert [choice.index for choice in merged.choices] == [i for i, s in enumerate(streams) if s]
    for choice in merged.choices:
        alone = deltafold.merge(chunk(choice.index, part) for part in streams[choice.index])
        assert alone.choices[0] == choice


@given(stream=st.lists(choices, min_size=1, max_size=8), cut=st.integers(0, 8))
@settings(max_examples=100, deadline=None)
def test_several_choices_in_one_chunk_are_as_several_chunks(
    stream: list[dict[str, Any]], cut: int
) -> None:
    indexed = [{"index": i % 3, **choice} for i, choice in enumerate(stream)]
    together = [{"choices": indexed[:cut]}, {"choices": indexed[cut:]}]
    apart = [{"choices": [choice]} for choice in indexed]
    assert deltafold.merge(together) == deltafold.merge(apart)
