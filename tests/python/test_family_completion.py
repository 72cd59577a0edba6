"""Streams of OpenAI's older completions: made of the SDK's types, split at random, merged back."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types import Completion
from pieces import cut, cut_text, dices, interleave

import deltafold
from deltafold._core import _merge_info

choices = st.fixed_dictionaries(
    {
        "finish_reason": st.sampled_from(["stop", "length", "content_filter"]),
        "text": st.text(max_size=12),
        "logprobs": st.none()
        | st.lists(st.text(max_size=3), min_size=1, max_size=4).map(
            lambda tokens: {
                "text_offset": list(range(len(tokens))),
                "token_logprobs": [-0.5] * len(tokens),
                "tokens": tokens,
                "top_logprobs": [{token: -0.5} for token in tokens],
            }
        ),
    }
)
completions = st.builds(
    lambda choices, usage: {
        "id": "cmpl-1",
        "choices": [
            {
                "finish_reason": choice["finish_reason"],
                "index": at,
                "logprobs": choice["logprobs"],
                "text": choice["text"],
            }
            for at, choice in enumerate(choices)
        ],
        "created": 7,
        "model": "m",
        "object": "text_completion",
        **usage,
    },
    st.lists(choices, min_size=1, max_size=3),
    st.sampled_from(
        [{}, {"usage": {"completion_tokens": 1, "prompt_tokens": 2, "total_tokens": 3}}]
    ),
)


def entries(dice: random.Random, choice: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of `choices` that one of them may come in."""
    head = {"index": choice["index"], "finish_reason": None, "logprobs": None}
    found: list[list[dict[str, Any]]] = [
        [{**head, "text": text} for text in cut_text(dice, choice["text"])]
    ]
    if choice["logprobs"]:
        steps = cut(dice, list(range(len(choice["logprobs"]["tokens"]))))
        pieces = [
            {key: [values[at] for at in step] for key, values in choice["logprobs"].items()}
            for step in steps
        ]
        found.append([{**head, "text": "", "logprobs": piece} for piece in pieces])
    return [
        *interleave(dice, found),
        {**head, "text": "", "finish_reason": choice["finish_reason"]},
    ]


@given(whole=completions, dice=dices)
@settings(max_examples=150, deadline=None)
def test_a_split_completion_merges_back(whole: dict[str, Any], dice: random.Random) -> None:
    mixed = interleave(dice, [entries(dice, choice) for choice in whole["choices"]])
    head = {key: value for key, value in whole.items() if key not in ("choices", "usage")}
    chunks = [{**head, "choices": piece, "usage": None} for piece in cut(dice, mixed)]
    chunks.append({**head, "choices": [], "usage": whole.get("usage")})
    merged = deltafold.merge(chunks)
    assert merged.to_dict() == whole
    assert list(merged.to_dict()) == list(whole)
    assert _merge_info(merged).complete
    assert Completion.model_validate(merged.to_dict()) == Completion.model_validate(whole)
    recorded = deltafold.loads(json.dumps({"response": {"body": chunks}}))
    assert recorded.kind == "completion.stream"
    assert recorded.completion == merged


def test_real_streams_are_the_concatenation_of_their_texts(corpus: list[Path]) -> None:
    compared = 0
    for path in corpus:
        recording = deltafold.load(path)
        if recording.kind != "completion.stream":
            continue
        compared += 1
        texts: dict[int, str] = {}
        for item in recording.to_dict()["response"]["body"]:
            for choice in item.get("__data__", item)["choices"]:
                texts[choice["index"]] = texts.get(choice["index"], "") + choice["text"]
        merged = recording.completion
        assert merged is not None
        assert {one["index"]: one["text"] for one in merged.to_dict()["choices"]} == texts, path
        assert _merge_info(merged).complete, path
        assert deltafold.merge(recording.chunks) == merged, path
    assert compared >= 1
