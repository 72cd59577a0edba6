"""Streams with very much of one thing merge: a step whose cost grew with what came before would not
end here. What each costs is measured by `make bench` and `make bench-peers`.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

import deltafold

MANY = 200_000


def chunk(index: int, **delta: Any) -> bytes:
    return json.dumps({"choices": [{"index": index, "delta": delta}]}).encode()


def text(at: int) -> bytes:
    return chunk(0, content=f"word {at} ")


def choices(at: int) -> bytes:
    return chunk(at % 100, content="word ")


def fragments(at: int) -> bytes:
    call = {"index": 0, "function": {"arguments": f"{at}, "}}
    return chunk(0, tool_calls=[call])


def tool_calls(at: int) -> bytes:
    call = {"index": at, "id": f"call_{at}", "function": {"name": "f", "arguments": "{}"}}
    return chunk(0, tool_calls=[call])


def unindexed_calls(at: int) -> bytes:
    call = {"id": f"call_{at}", "function": {"name": "f", "arguments": "{}"}}
    return chunk(0, tool_calls=[call])


def logprobs(at: int) -> bytes:
    entry = {"token": f"{at}", "logprob": -0.5, "bytes": None, "top_logprobs": []}
    choice = {"index": 0, "delta": {}, "logprobs": {"content": [entry]}}
    return json.dumps({"choices": [choice]}).encode()


@pytest.mark.parametrize("make", [text, choices, fragments, tool_calls, unindexed_calls, logprobs])
def test_streams_of_very_many_pieces_merge(make: Callable[[int], bytes]) -> None:
    """Chunks that all add to the same thing, or each to a new one."""
    merged = deltafold.merge(map(make, range(MANY)))
    message: Any = merged.choices[0].message
    found: dict[Callable[[int], bytes], Callable[[], float]] = {
        text: lambda: len(message.content.split()) / 2,
        choices: lambda: sum(len(str(c.message.content).split()) for c in merged.choices),
        fragments: lambda: message.tool_calls[0].function.arguments.count(","),
        tool_calls: lambda: len(message.tool_calls),
        unindexed_calls: lambda: len(message.tool_calls),
        logprobs: lambda: len(merged.choices[0].to_dict()["logprobs"]["content"]),
    }
    assert found[make]() == MANY
