"""Merging what never ends, is huge, or has very much of one thing: an exception or an answer, in linear time."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import passes, raises
from test_kinds import aiperf, message

import deltafold

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="limits of a process are Linux's here"
)

#: What never ends, and grows with every item.
ENDLESS = {
    "one text": "merge(itertools.repeat({'choices': [{'delta': {'content': 'x' * 5000}}]}))",
    "choices": 'merge(\'{"choices":[{"index":%d}]}\' % i for i in itertools.count())',
    "calls": """merge('{"choices":[{"delta":{"tool_calls":[{"id":"%d"}]}}]}' % i for i in itertools.count())""",
    "keys": """merge('{"choices":[],"k%d":1}' % i for i in itertools.count())""",
    "keys of a delta": """merge('{"choices":[{"delta":{"k%d":"x"}}]}' % i for i in itertools.count())""",
    "annotations": "merge({'choices': [{'delta': {'annotations': ['x' * 5000 + str(n)]}}]} for n in itertools.count())",
    "audio": "merge(itertools.repeat({'choices': [{'delta': {'audio': {'data': 'YWFh' * 500}}}]}))",
    "parts": """merge('{"candidates":[{"content":{"parts":[{"a":%d}]}}]}' % i for i in itertools.count())""",
    "blocks": """merge('{"type":"content_block_start","index":%d,"content_block":{"type":"text"}}' % i for i in itertools.count())""",
    "output": """merge('{"type":"response.output_item.added","output_index":%d,"item":{"id":"%d"}}' % (i, i) for i in itertools.count())""",
    "texts": """merge('{"object":"text_completion","choices":[{"index":%d}]}' % i for i in itertools.count())""",
    "no family": "merge(itertools.repeat({'k': 'x' * 10000}))",
    "one chunk of choices": "merge(['{\"choices\":[' + '{},' * 2_000_000 + '{}]}'])",
    "one huge text": 'merge([\'{"choices":[{"delta":{"content":"\' + \'x\' * 60_000_000 + \'"}}]}\'])',
    "a line that goes on": "feed_for_ever(b'data: ' + b'x' * 1_000_000)",
    "an event that goes on": "feed_for_ever(b'data: x\\n' * 100_000)",
    "events": """feed_for_ever((b'data: {"choices":[{"delta":{"content":"' + b'x' * 5000 + b'"}}]}\\n\\n') * 100)""",
}


@pytest.mark.parametrize("endless", ENDLESS)
def test_no_memory_is_a_memory_error(endless: str) -> None:
    snippet = f"""
        import itertools
        from deltafold import merge

        def feed_for_ever(data):
            accumulator = deltafold.Accumulator()
            while True:
                accumulator.feed(data)

        {ENDLESS[endless]}
    """
    raises("MemoryError", snippet, memory=120 << 20)


def test_after_a_memory_error_everything_before_is_there() -> None:
    snippet = """
        accumulator = deltafold.Accumulator()
        chunk = {"choices": [{"delta": {"content": "x" * 5000}}]}
        count = 0
        # For what is made of it afterwards.
        reserve = bytearray(60 << 20)
        try:
            while True:
                accumulator.push(chunk)
                count += 1
        except MemoryError:
            del reserve
        assert len(accumulator.finish().choices[0].message.content) == 5000 * count
        raise LookupError(count > 100)
    """
    assert raises("LookupError", snippet, memory=120 << 20) == "LookupError: True"


def test_what_is_not_kept_takes_no_memory() -> None:
    snippet = """
        import itertools
        chunk = '{"choices": [{"delta": {"content": "x"}}], "pad": "%s", "list": [%s]}'
        chunk %= ("x" * 2000, ", ".join(map(str, range(500))))
        merged = deltafold.merge(itertools.repeat(chunk, 20_000))
        assert len(merged.choices[0].message.content) == 20_000
    """
    passes(snippet, memory=60 << 20)


#: What would go on for long or for ever, and never returns to the interpreter.
LONG = {
    "repeat": "merge(itertools.repeat({'type': 'ping', 'choices': []}))",
    "cycle": "merge(itertools.cycle(['{\"choices\": []}', b'data: {\"choices\": []}']))",
    "views": "merge(itertools.cycle(deltafold.loads(RECORDING).chunks))",
    "map": "merge(map(json.dumps, itertools.repeat({'choices': []})))",
    "feed": "deltafold.Accumulator().feed(b'data: {\"choices\": []}\\n\\n' * 40_000_000)",
    "comments": "deltafold.Accumulator().feed(memoryview(b':\\n' * 500_000_000))",
    "push": "many(deltafold.Accumulator().push, '{\"choices\": [' + '{},' * 100_000 + '{}]}')",
}


@pytest.mark.parametrize("long", LONG)
def test_an_interrupt_is_heeded(long: str) -> None:
    snippet = f"""
import itertools, json, sys
import deltafold
from deltafold import merge
RECORDING = '{{"response": {{"body": [{{"choices": [{{"delta": {{"content": ""}}}}], "object": "chat.completion.chunk"}}]}}}}'
def many(do, item):
    list(map(do, itertools.repeat(item)))
print("go", flush=True)
{LONG[long]}
print("ended", flush=True)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(deltafold.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", snippet],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert "ended" not in out
    assert err.rstrip().endswith("KeyboardInterrupt"), err[-2000:]


def test_after_an_interrupt_nothing_more_is_fed() -> None:
    snippet = """
        import signal
        chunk = b'data: {"choices": [{"delta": {"content": "x"}}]}\\n\\n'
        chunks = chunk * 4_000_000
        accumulator = deltafold.Accumulator()
        # CPU time: other processes do not bring the signal before the first chunk.
        signal.signal(signal.SIGPROF, lambda *_: 1 / 0)
        signal.setitimer(signal.ITIMER_PROF, 0.05)
        try:
            accumulator.feed(chunks)
        except ZeroDivisionError:
            pass
        assert 0 < len(accumulator.snapshot().choices[0].message.content) < 4_000_000
        accumulator.feed(chunk)
    """
    assert "interrupted" in raises("MergeError", snippet)


def calls(at: int, **entry: Any) -> dict[str, Any]:
    return {"function": {"name": f"f{at}", "arguments": "{}"}, **entry}


def in_delta(key: str, entry: Callable[[int], Any]) -> Callable[[range], dict[str, Any]]:
    """A chunk whose delta has these entries in a list."""
    return lambda numbers: {"choices": [{"delta": {key: [entry(at) for at in numbers]}}]}


def in_chunk(entry: Callable[[int], Any]) -> Callable[[range], dict[str, Any]]:
    return lambda numbers: {"choices": [entry(at) for at in numbers]}


def in_parts(part: Callable[[int], Any]) -> Callable[[range], dict[str, Any]]:
    return lambda numbers: {"candidates": [{"content": {"parts": [part(at) for at in numbers]}}]}


#: Entries that a chunk may have many of, by their numbers.
ENTRIES: dict[str, Callable[[range], dict[str, Any]]] = {
    "calls": in_delta("tool_calls", lambda at: calls(at, index=at, id=f"c{at}")),
    "calls by id": in_delta("tool_calls", lambda at: calls(at, id=f"c{at}")),
    "calls by index": in_delta("tool_calls", lambda at: calls(at, index=at)),
    "calls by name": in_delta("tool_calls", calls),
    "calls under one index": in_delta("tool_calls", lambda at: calls(at, index=0, id=f"c{at}")),
    "calls that take turns": in_delta("tool_calls", lambda at: calls(at, index=at % 2, id=f"c{at % 97}")),
    "ids under all indexes": in_delta("tool_calls", lambda at: calls(at, index=at % 1009, id=f"c{at % 1013}")),
    "pieces of a name": in_delta("tool_calls", lambda at: {"index": 0, "function": {"name": f"f{at}"}}),
    "arguments without index": in_delta("tool_calls", lambda at: {"function": {"name": "f", "arguments": "1" if at else "["}}),
    "choices": in_chunk(lambda at: {"index": at, "delta": {"content": "x"}}),
    "choices backwards": in_chunk(lambda at: {"index": -at, "delta": {"content": "x"}}),
    "choices with calls": in_chunk(lambda at: {"index": at, "delta": {"tool_calls": [calls(at)]}}),
    "finish reasons": in_chunk(lambda at: {"index": at % 97, "finish_reason": f"r{at}"}),
    "annotations": in_delta("annotations", lambda at: {"at": at}),
    "reasoning details": in_delta("reasoning_details", lambda at: {"type": "reasoning.text", "id": f"{at}", "text": "x"}),
    "thinking blocks": in_delta("thinking_blocks", lambda at: {"type": "thinking", "thinking": "x", "signature": "s" * (at % 2)}),
    "parts of content": in_delta("content", lambda at: {"type": ("text", "thinking", "x")[at % 3], "text": "a", "thinking": "b"}),
    "unknown entries": in_delta("unknown", lambda at: {"index": at, "x": "y"}),
    "keys": lambda numbers: {"choices": [], **{f"k{at}": at for at in numbers}},
    "keys of a delta": lambda numbers: {"choices": [{"delta": {f"k{at}": "x" for at in numbers}}]},
    "odd types": in_chunk(lambda at: {"index": at, "delta": {"role": at, "x": [at, str(at), {}][at % 3]}}),
    "logprobs": lambda numbers: {"choices": [{"logprobs": {"content": [{"token": str(at)} for at in numbers], **{f"k{at}": 1 for at in numbers}}}]},
    "completions": lambda numbers: {"object": "text_completion", "choices": [{"index": at, "text": "x"} for at in numbers]},
    "candidates": lambda numbers: {"candidates": [{"index": at, "content": {"parts": [{"text": "x"}]}} for at in numbers]},
    "thoughts": in_parts(lambda at: {"text": "x", "thought": bool(at % 2)}),
    "partial arguments": in_parts(lambda at: {"function_call": {"partial_args": [{"json_path": f"$.a[{at}]", "number_value": 1}], "will_continue": True}}),
    "calls of ollama": lambda numbers: {"done": False, "message": {"tool_calls": [calls(at) for at in numbers]}},
}  # fmt: skip


def in_one(name: str, many: int) -> Iterator[dict[str, Any]]:
    yield ENTRIES[name](range(many))


def in_many(name: str, many: int) -> Iterator[dict[str, Any]]:
    yield from (ENTRIES[name](range(at, at + 1)) for at in range(many))


def events(name: str, many: int) -> Iterator[dict[str, Any]]:
    """Streams of events, each with many of what `name` says."""
    for at in range(many):
        if name == "blocks":
            yield {"type": "content_block_start", "index": at, "content_block": {"type": "text"}}
            yield {"type": "content_block_delta", "index": at, "delta": {"type": "text_delta", "text": "x"}}  # fmt: skip
        elif name == "blocks without index":
            yield {"type": "content_block_start", "content_block": {"type": "text"}}
            yield {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "x"}}
        elif name == "output":
            item = {"id": f"i{at}", "type": "message", "content": []}
            yield {"type": "response.output_item.added", "output_index": at, "item": item}
            yield {"type": "response.output_text.delta", "output_index": at, "item_id": f"i{at}", "content_index": 0, "delta": "x"}  # fmt: skip
        elif name == "output without index":
            yield {"type": "response.output_text.delta", "item_id": f"i{at}", "delta": "x"}
        elif name == "output backwards":
            yield {"type": "response.output_text.delta", "sequence_number": many - at, "item_id": "i", "output_index": 0, "content_index": 0, "delta": "x"}  # fmt: skip
        elif name == "content":
            yield {"type": "content.start", "index": at, "content": {"type": "text"}}
            yield {"type": "content.delta", "index": at, "delta": {"type": "text", "text": "x"}}
        else:
            yield {"type": "step.start", "index": at, "step": {"type": "model_output"}}
            yield {"type": "step.delta", "index": at, "delta": {"type": "text", "text": "x"}}


def cpu_seconds(work: Callable[[], object]) -> float:
    """What `work` takes at best of two, by this process's own clock."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_SELF)
        work()
        after = resource.getrusage(resource.RUSAGE_SELF)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once(), once())


def grows_linearly(make: Callable[[int], Callable[[], object]], few: int = 4000) -> None:
    """Eight times as much takes no more than three times what it should: 24 times as long."""
    less, more = cpu_seconds(make(few)), cpu_seconds(make(8 * few))
    # Below this the clock of the system counts too coarsely.
    assert more <= 24 * max(less, 0.004), (less, more)


CASES = [
    *((in_one, name) for name in ENTRIES),
    *((in_many, name) for name in ENTRIES),
    *((events, name) for name in ("blocks", "blocks without index", "output", "output without index", "output backwards", "content", "steps")),
]  # fmt: skip


@pytest.mark.parametrize(("make", "name"), CASES, ids=[f"{make.__name__} {name}" for make, name in CASES])  # fmt: skip
def test_very_much_of_one_thing_takes_linear_time(
    make: Callable[[str, int], Iterator[dict[str, Any]]], name: str
) -> None:
    def merging(many: int) -> Callable[[], object]:
        items = [json.dumps(item) for item in make(name, many)]
        return lambda: deltafold.merge(items)

    grows_linearly(merging)


def test_times_of_many_choices_take_linear_time() -> None:
    def timing(many: int) -> Callable[[], object]:
        choices = [{"index": at, "delta": {"content": "x"}} for at in range(many)]
        chunk = {"object": "chat.completion.chunk", "choices": choices}
        recording = deltafold.loads(aiperf(*[message(5, json.dumps(chunk))] * 2))
        assert len(recording.timing or {}) == many
        return lambda: recording.timing

    grows_linearly(timing)
