"""Eight times as much input takes about eight times as long, whatever there is more of.

A quadratic step would take 64 times as long; the bound lies between, far from both.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

import deltafold

SMALL, LARGE = 2_000, 16_000
BOUND = 24


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


def seconds(items: list[bytes]) -> float:
    """The best of three runs: the others met something else that the machine does."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        deltafold.merge(items)
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("make", [text, choices, fragments, tool_calls, unindexed_calls, logprobs])
def test_time_grows_with_the_input_and_no_faster(make: Callable[[int], bytes]) -> None:
    """Of merging chunks that all add to the same thing, or each to a new one."""
    items = [make(at) for at in range(LARGE)]
    assert seconds(items) < BOUND * max(seconds(items[:SMALL]), 0.0005)
