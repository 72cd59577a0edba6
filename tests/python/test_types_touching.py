"""What touching one chunk costs does not depend on the others."""

from __future__ import annotations

import gc
import json
import time

import deltafold


def recording(first: int, count: int = 3_000) -> deltafold.Recording:
    """One of `count` chunks, the first of which holds a text of `first` bytes."""
    chunks = [
        {"object": "chat.completion.chunk", "choices": [{"delta": {"content": "x" * size}}]}
        for size in [first] + [10] * (count - 1)
    ]
    return deltafold.loads(json.dumps({"response": {"body": chunks}}))


def seconds(first: int) -> float:
    """The least time that it takes to touch all chunks but the first."""
    took = []
    for _ in range(5):
        chunks = recording(first).chunks
        gc.collect()
        before = time.process_time()
        for number in range(1, len(chunks)):
            assert chunks[number].choices[0].delta.content == "xxxxxxxxxx"
        took.append(time.process_time() - before)
    return min(took)


def test_a_long_first_chunk_makes_no_other_one_slow() -> None:
    assert seconds(4 << 20) < 3 * seconds(10)
