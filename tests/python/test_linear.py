"""Streams with very much of one thing cost what their length is, and come out whole.

What each costs is measured by `make bench` and `make bench-peers`.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from linear import FEW, LIMIT, MANY, cpu_time, growth, linear

import deltafold


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


MAKERS = [text, choices, fragments, tool_calls, unindexed_calls, logprobs]


def pieces_in(make: Callable[[int], bytes], merged: Any) -> float:
    """How many of the pieces are in a completion."""
    message = merged.choices[0].message
    found: dict[Callable[[int], bytes], Callable[[], float]] = {
        text: lambda: len(message.content.split()) / 2,
        choices: lambda: sum(len(str(c.message.content).split()) for c in merged.choices),
        fragments: lambda: message.tool_calls[0].function.arguments.count(","),
        tool_calls: lambda: len(message.tool_calls),
        unindexed_calls: lambda: len(message.tool_calls),
        logprobs: lambda: len(merged.choices[0].to_dict()["logprobs"]["content"]),
    }
    return found[make]()


@pytest.mark.parametrize("make", MAKERS)
def test_merging_is_linear_in_the_items(make: Callable[[int], bytes]) -> None:
    """Chunks that all add to the same thing, or each to a new one."""
    many = linear(deltafold.merge, make)
    assert pieces_in(make, deltafold.merge(many)) == MANY


@pytest.mark.parametrize("make", MAKERS)
def test_pushing_is_linear_in_the_items(make: Callable[[int], bytes]) -> None:
    def push(chunks: list[bytes]) -> Any:
        accumulator = deltafold.Accumulator()
        for one in chunks:
            accumulator.push(one)
        return accumulator.finish()

    assert pieces_in(make, push(linear(push, make))) == MANY


@pytest.mark.parametrize("make", MAKERS)
def test_loading_is_linear_in_the_chunks(make: Callable[[int], bytes]) -> None:
    def load(chunks: list[bytes]) -> Any:
        body = b", ".join(chunks)
        return deltafold.loads(b'{"response": {"body": [%b]}}' % body).completion

    assert pieces_in(make, load(linear(load, make))) == MANY


def test_a_step_that_is_not_linear_is_found() -> None:
    """The measure can fail: a step that looks at all that came before it."""

    def quadratic(numbers: list[int]) -> None:
        for at in range(0, len(numbers), 4):
            sum(numbers[:at])

    numbers = list(range(FEW * 4))
    assert growth(quadratic, numbers[: FEW // 4], numbers) > LIMIT
    assert growth(sum, numbers[: FEW // 4], numbers) < LIMIT


def a_stream() -> str:
    return json.dumps(
        {"response": {"body": [json.loads(text(at)) for at in range(MANY)]}}, indent=2
    )


def embeddings() -> str:
    vectors = [{"embedding": [at + 0.1234567 for at in range(1000)]} for _ in range(200)]
    return json.dumps({"response": {"body": {"data": vectors}}}, indent=2)


def a_long_request() -> str:
    body = [json.loads(text(at)) for at in range(MANY)]
    return json.dumps({"request": {"of": [0.5] * 200_000}, "response": {"body": body}})


@pytest.mark.parametrize("make", [a_stream, embeddings, a_long_request])
@pytest.mark.parametrize("wrong", [False, True])
def test_a_long_text_costs_the_same_however_it_is_given(
    make: Callable[[], str], wrong: bool, tmp_path: Path
) -> None:
    """In a file, in bytes, as str: none is parsed more often than twice."""
    written = make() + ("]" if wrong else "")
    data, path = written.encode(), tmp_path / "long.json"
    path.write_bytes(data)

    def read(how: Callable[[Any], object], what: Any) -> None:
        if wrong:
            with pytest.raises(deltafold.ParseError):
                how(what)
        else:
            how(what)

    least = cpu_time(lambda: read(deltafold.loads, data))
    for how, what in (deltafold.load, path), (deltafold.loads, written):
        found = cpu_time(partial(read, how, what)) / least
        assert found < LIMIT, (
            f"{how.__name__}({type(what).__name__}) costs {found:.1f} times as much"
        )
