"""Compares `deltafold.table` with orjson and a merge in plain Python, with DuckDB and with Polars.

All make the same table of choices from the same recordings, in one thread; the CPU time of the whole
process is compared, and the best of the rounds is reported. DuckDB's `read_json` reads the files,
Polars' `scan_ndjson` only one file with a recording on each line. Both infer types: what they
make of recordings of many kinds, those of the tests or of `--mixed`, is printed at the end. Run it with
`make bench-tables`.
"""

from __future__ import annotations

import argparse
import json
import os
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

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures" / "recordings"
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


def write_lines(folder: Path, lines: Path) -> None:
    """The recordings of a folder that Python's json reads, each on a line, with names."""
    with lines.open("w") as file:
        for path in sorted(folder.rglob("*.json")):
            try:
                recording = json.loads(path.read_text())
            except ValueError:
                continue
            if isinstance(recording, dict) and "response" in recording:
                file.write(json.dumps({"recording": str(path), **recording}) + "\n")


def by_deltafold(source: Path) -> pa.Table:
    return pa.table(deltafold.table(source, "choices", jobs=1)).select(COLUMNS)


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


def by_duckdb(source: Path) -> pa.Table:
    import duckdb

    read = (
        f"'{source}', filename = false"
        if source.is_file()
        else f"'{source}/*.json', filename = true"
    )
    name = "recording" if source.is_file() else "filename"
    return duckdb.sql(f"""
        WITH items AS (
            SELECT {name} AS recording, unnest(response.body) AS item,
                   generate_subscripts(response.body, 1) AS seq
            FROM read_json({read})),
        choices AS (SELECT recording, seq, unnest(item.__data__.choices) AS choice FROM items)
        SELECT recording, choice.index AS choice_index, max(choice.delta.role) AS role,
               string_agg(choice.delta.content, '' ORDER BY seq) AS content,
               max(choice.finish_reason) AS finish_reason
        FROM choices GROUP BY recording, choice_index ORDER BY recording, choice_index
    """).to_arrow_table()


def by_polars(source: Path) -> pa.Table:
    import polars as pl

    item, delta = pl.col("body").struct.field("__data__"), pl.col("delta").struct
    frame = (
        pl.scan_ndjson(source)
        .select("recording", pl.col("response").struct.field("body"))
        .explode("body")
        .select("recording", item.struct.field("choices"))
        .explode("choices")
        .unnest("choices")
        .group_by("recording", "index", maintain_order=True)
        .agg(
            delta.field("role").max(),
            delta.field("content").str.join(""),
            pl.col("finish_reason").max(),
        )
        .sort("recording", "index")
        .collect()
    )
    return frame.rename({"index": "choice_index"}).to_arrow()


CONTENDERS: dict[str, Callable[[Path], pa.Table]] = {
    "deltafold": by_deltafold,
    "orjson": by_hand,
    "duckdb": by_duckdb,
    "deltafold, lines": by_deltafold,
    "duckdb, lines": by_duckdb,
    "polars, lines": by_polars,
}


def rows_of(table: pa.Table, *, named: bool) -> list[tuple[Any, ...]]:
    """The rows as values. A file of lines has one name for all recordings of `deltafold.table`."""
    return [tuple(row.values())[0 if named else 1 :] for row in table.to_pylist()]


def differing(folder: Path, lines: Path) -> list[str]:
    """The contenders that do not make the rows that plain Python makes."""
    expected = by_hand(folder)
    found = []
    for name, make in CONTENDERS.items():
        named = name != "deltafold, lines"
        made = make(lines if name.endswith("lines") else folder)
        if rows_of(made, named=named) != rows_of(expected, named=named):
            found.append(name)
    return found


def tell_mixed(folder: Path, lines: Path) -> None:
    """What each makes of recordings of all kinds."""
    write_lines(folder, lines)
    print(f"recordings of many kinds ({folder.name}), as lines:")
    for name, make in CONTENDERS.items():
        if name.endswith("lines"):
            try:
                print(f"{name:18} {make(lines).num_rows} rows")
            except Exception as error:
                print(f"{name:18} {type(error).__name__}: {str(error).splitlines()[0]}")


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
    if name.startswith("polars"):
        # Read when it is imported.
        os.environ["POLARS_MAX_THREADS"] = "1"
        import polars as pl

        pl.DataFrame()
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
    parser.add_argument("--mixed", type=Path, default=FIXTURES, metavar="FOLDER")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        return run_one(args.one[0], Path(args.one[1]))
    with tempfile.TemporaryDirectory() as name:
        folder, lines = Path(name) / "files", Path(name) / "lines.jsonl"
        folder.mkdir()
        write_corpus(folder, args.megabytes)
        write_lines(folder, lines)
        if differ := differing(folder, lines):
            parser.exit(1, f"the rows differ: {', '.join(differ)}\n")
        sizes = [path.stat().st_size for path in folder.iterdir()]
        print(
            f"{len(sizes)} files, {sum(sizes) / 1e6:.0f} MB; {lines.stat().st_size / 1e6:.0f} MB as lines"
        )
        rounds = [
            {one: measure(one, lines if one.endswith("lines") else folder) for one in CONTENDERS}
            for _ in range(args.rounds)
        ]
        best = {one: min(each[one] for each in rounds) for one in CONTENDERS}
        for one, (cpu, wall) in best.items():
            ratio = cpu / best["deltafold, lines" if one.endswith("lines") else "deltafold"][0]
            print(
                f"{one:18} {cpu:7.2f} s CPU  {wall:7.2f} s  {ratio:5.1f} times deltafold's CPU time"
            )
        tell_mixed(args.mixed, lines)
    return None


if __name__ == "__main__":
    main()
