"""What a build with profile-guided optimization (`make build`) is optimized for: the main jobs.

    python benches/training.py [SECONDS]

The recordings are generated, as those of `make bench-peers` are, but others; all families and
formats of the tests' fixtures are read, too. Most of the time goes into loading, merging and
reading chunks, a tenth each into the other jobs.
"""

from __future__ import annotations

import contextlib
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import generate
from pybench.stream import Shape, chunks

import deltafold

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"


def load(paths: list[Path]) -> None:
    for path in paths:
        recording = deltafold.load(path)
        for choice in recording.completion.choices:
            choice.message.content, choice.finish_reason  # noqa: B018


def touch(paths: list[Path]) -> None:
    for path in paths[::4]:
        for chunk in deltafold.load(path).chunks:
            for choice in chunk.choices:
                choice.delta.content, choice.finish_reason  # noqa: B018


def scan(paths: list[Path]) -> None:
    folder = paths[0].parents[2]
    for jobs in (1, 2):
        for recording in deltafold.scan(folder, jobs=jobs):
            recording.completion  # noqa: B018


def write(paths: list[Path]) -> None:
    for path in paths[::8]:
        recording = deltafold.load(path)
        recording.to_json_bytes()
        deltafold.loads(path.read_bytes())
    deltafold.normalize_files(paths[0].parents[2], check=True)


def merge(paths: list[Path]) -> None:
    rng = random.Random(1)
    items = list(chunks(rng, Shape.draw(rng, 60), "chatcmpl-1"))
    texts = [json.dumps(item) for item in items]
    for _ in paths[::8]:
        deltafold.merge(items)
        deltafold.merge(texts)
        accumulator = deltafold.Accumulator()
        for text in texts:
            accumulator.feed(f"data: {text}\n\n".encode())
        accumulator.finish()


def families(_: list[Path]) -> None:
    for path in FIXTURES.rglob("*"):
        if path.is_file():
            with contextlib.suppress(deltafold.Error):
                recording = deltafold.load(path)
                recording.completion, list(recording.chunks)
                deltafold.loads(path.read_bytes())


def hashes(paths: list[Path]) -> None:
    body = {
        "model": "m",
        "messages": [{"role": "user", "content": "What is the capital of France? " * 30}],
    }
    for _ in paths:
        deltafold.request_hash("POST", "http://localhost/v1/chat/completions", {}, body)


#: Each job, and its share of the time.
JOBS = ((load, 4), (touch, 2), (scan, 1), (write, 1), (merge, 1), (families, 1), (hashes, 1))


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        paths = generate.write_corpus(Path(folder), files=256, seed=7)
        for job, share in JOBS:
            end = time.monotonic() + seconds * share / sum(share for _, share in JOBS)
            while time.monotonic() < end:
                job(paths)


if __name__ == "__main__":
    main()
