"""Compares `deltafold.table` with orjson, a merge in plain Python and `pyarrow.table`.

Both make the same table of choices from the same files, in one thread; the CPU time of the whole
process is compared, and the best of the rounds is reported. DuckDB's `read_json` is
tried on the same files. Run it with `make bench-tables`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa

import deltafold

COLUMNS = ("recording", "choice_index", "role", "content", "finish_reason")


def write_corpus(folder: Path, megabytes: int) -> None:
    """Chat streams of 40 to 400 chunks, with two choices or a tool call here and there."""
    written, number = 0, 0
    while written < megabytes << 20:
        chunks = []
        for chunk in range(40 + number * 37 % 360):
            choice: dict[str, Any] = {
                "index": chunk % (1 + number % 2),
                "delta": {},
                "logprobs": None,
            }
            choice["delta"] = {"content": f" word{chunk * 7919 % 1000}"}
            if chunk < 2:
                choice["delta"]["role"] = "assistant"
            choice["finish_reason"] = None
            chunks.append(choice)
        for index in range(1 + number % 2):
            chunks.append({"index": index, "delta": {}, "logprobs": None, "finish_reason": "stop"})
        body = [
            {
                "__type__": "openai.types.chat.chat_completion_chunk.ChatCompletionChunk",
                "__data__": {
                    "id": f"chatcmpl-{number}",
                    "choices": [choice],
                    "created": 1_700_000_000,
                    "model": "oak-1",
                    "object": "chat.completion.chunk",
                    "service_tier": None,
                    "system_fingerprint": "fp_0",
                    "usage": None,
                },
            }
            for choice in chunks
        ]
        recording = {
            "test_id": None,
            "request": {"method": "POST", "url": "https://example.org/v1/chat/completions"},
            "response": {"body": body, "is_streaming": True},
        }
        text = json.dumps(recording, indent=2)
        (folder / f"{number:06}.json").write_text(text)
        written += len(text)
        number += 1


def by_deltafold(folder: Path) -> pa.Table:
    return pa.table(deltafold.table(folder, "choices", jobs=1)).select(COLUMNS)


def by_hand(folder: Path) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for path in sorted(folder.iterdir()):
        merged: dict[int, dict[str, Any]] = {}
        for item in orjson.loads(path.read_bytes())["response"]["body"]:
            for choice in item["__data__"]["choices"]:
                one = merged.setdefault(
                    choice["index"], {"content": [], "role": None, "finish": None}
                )
                delta = choice["delta"]
                if delta.get("content") is not None:
                    one["content"].append(delta["content"])
                if delta.get("role") is not None:
                    one["role"] = delta["role"]
                if choice.get("finish_reason") is not None:
                    one["finish"] = choice["finish_reason"]
        for index in sorted(merged):
            one = merged[index]
            row = (str(path), index, one["role"], "".join(one["content"]), one["finish"])
            for name, value in zip(COLUMNS, row, strict=True):
                columns[name].append(value)
    return pa.table(columns, by_deltafold_schema())


def by_deltafold_schema() -> pa.Schema:
    schema = pa.schema(deltafold.table([], "choices"))
    return pa.schema([schema.field(name) for name in COLUMNS])


def by_duckdb(folder: Path) -> pa.Table:
    import duckdb

    # It has no way to concatenate the deltas of a nested list by their index; it only reads.
    return duckdb.sql(f"SELECT response FROM read_json('{folder}/*.json')").to_arrow_table()


CONTENDERS: dict[str, Callable[[Path], pa.Table]] = {
    "deltafold": by_deltafold,
    "orjson": by_hand,
    "duckdb (reads only)": by_duckdb,
}


def measure(name: str, folder: Path) -> tuple[float, float]:
    """CPU and wall time in seconds, in a process of its own; imports are not counted."""
    command = [sys.executable, __file__, "--one", name, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cpu, wall = done.stdout.split()
    return float(cpu), float(wall)


def run_one(name: str, folder: Path) -> None:
    if name.startswith("duckdb"):
        import duckdb

        duckdb.sql("SET threads = 1")
    # pyarrow imports pandas for the first table.
    pa.table(deltafold.table([], "choices"))
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    CONTENDERS[name](folder)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        return run_one(args.one[0], Path(args.one[1]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder, args.megabytes)
        assert by_deltafold(folder).equals(by_hand(folder)), "the tables differ"
        sizes = [path.stat().st_size for path in folder.iterdir()]
        print(f"{len(sizes)} files, {sum(sizes) / 1e6:.0f} MB")
        rounds = [{one: measure(one, folder) for one in CONTENDERS} for _ in range(args.rounds)]
        best = {one: min(each[one] for each in rounds) for one in CONTENDERS}
        for one, (cpu, wall) in best.items():
            ratio = cpu / best["deltafold"][0]
            print(
                f"{one:22} {cpu:7.2f} s CPU  {wall:7.2f} s  {ratio:5.1f} times deltafold's CPU time"
            )
    return None


if __name__ == "__main__":
    main()
