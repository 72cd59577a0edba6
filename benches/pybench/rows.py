"""The measurements: one function each, which takes the settings and returns a list of `Row`s."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pybench import dropin, hashes, measure, normalizing
from pybench.contenders import Contender
from pybench.files import FileSet, chat_set, scaled_file, small_file
from pybench.registry import available
from pybench.table import OURS, Row, Settings, fill

RIVAL = "orjson"
# Generated files with more chunks are not kept, because they take too much disk space.
KEPT_CHUNKS = 100_000
# The length of the longest stream that a public test suite keeps.
LONG_STREAM = 29_751
# In place of a number of chunks, for a figure in milliseconds.
MILLISECONDS = 1_000
FAST = ["floor", "json", "orjson", "msgspec", OURS]
SLOW = ["openai", "litellm", "langchain"]


def timed(
    row: Row,
    contenders: dict[str, Contender],
    work: Callable[[Contender], object],
    chunks: int,
    rounds: int,
) -> None:
    """Adds microseconds per chunk of each contender to the row."""

    def bound(contender: Contender) -> measure.Work:
        return lambda: work(contender)

    works = {key: bound(contender) for key, contender in contenders.items()}
    for key, times in measure.in_turn(works, rounds).items():
        figures = {name: seconds / chunks * 1e6 for name, seconds in measure.summary(times).items()}
        result = {"title": contenders[key].title, "value": figures["median"], **figures}
        row.results[key] = result


def drain(contender: Contender, paths: list[str]) -> None:
    """Merges all files and drops the results."""
    for _ in contender.merged_all(paths):
        pass


def merge(settings: Settings) -> list[Row]:
    """Load and merge a whole set from files; also the peak memory."""
    files = chat_set(settings.files)
    found, missing = available([*FAST, "deltafold-scan"])
    title = f"load + merge: {described(files)}"
    row = Row(title, "µs per chunk", left_out=missing)
    slow, slow_missing = available(SLOW)
    row.left_out.update(slow_missing)
    if settings.slow_every == 1:
        found = {**slow, **found}
    timed(row, found, lambda one: drain(one, files.paths), files.total, settings.rounds)
    add_peaks(row, found, files, settings)
    rows = [row]
    if settings.slow_every > 1:
        subset = files.every(settings.slow_every)
        part = Row(f"load + merge, slow peers: {described(subset)}", "µs per chunk")
        both = {**slow, **{key: found[key] for key in (RIVAL, OURS) if key in found}}
        timed(part, both, lambda one: drain(one, subset.paths), subset.total, settings.rounds)
        add_peaks(part, both, subset, settings)
        rows.append(part)
    return rows


def add_peaks(
    row: Row, contenders: dict[str, Contender], files: FileSet, settings: Settings
) -> None:
    """Adds the growth of peak memory in a new process that merges the whole set."""
    for key in contenders:
        sizes = sorted(
            measure.in_child("peak", key, files.paths)["bytes"]
            for _ in range(1 if contenders[key].slow else settings.memory_rounds)
        )
        row.results[key]["peak_bytes"] = sizes[len(sizes) // 2]


def small(settings: Settings) -> list[Row]:
    """The cost of loading one recording of 40 kB."""
    files = small_file()
    found, missing = available(FAST)
    repeats = 200
    row = Row(f"one file, load + both texts: {described(files)}", "µs per chunk", left_out=missing)
    paths = files.paths * repeats
    timed(row, found, lambda one: drain(one, paths), files.total * repeats, settings.rounds)
    return [row]


def turns(settings: Settings) -> list[Row]:
    """Milliseconds for one large stream of two choices that take turns, with both texts."""
    files = scaled_file(LONG_STREAM, 2, tools=False)
    found, missing = available(["openai", *FAST])
    row = Row(f"one file, load + both texts: {described(files)}", "ms", left_out=missing)
    timed(row, found, lambda one: drain(one, files.paths), MILLISECONDS, settings.rounds)
    return [row]


def touch(settings: Settings) -> list[Row]:
    """Load, then read text and finish reason of every chunk's first choice."""
    files = chat_set(settings.files)
    slow = ["openai"] if settings.slow_every == 1 else []
    found, missing = available([*slow, "json", "orjson", "msgspec", OURS])
    title = f"load + read every chunk: {described(files)}"
    row = Row(title, "µs per chunk", left_out=missing)
    counts = {key: sum(map(one.touched, files.paths)) for key, one in found.items()}
    if len(set(counts.values())) > 1:
        raise SystemExit(f"the contenders do not see the same chunks: {counts}")

    def work(one: Contender) -> None:
        for path in files.paths:
            one.touched(path)

    timed(row, found, work, files.total, settings.rounds)
    for key, result in row.results.items():
        result["title"] = found[key].loader
    return [row]


def growth(settings: Settings) -> list[Row]:
    """Microseconds per chunk as one file grows; large files are removed again."""
    rows = []
    found, missing = available([RIVAL, OURS])
    for tools in (False, True):
        for choices in (1, 128):
            kind = "tool arguments" if tools else "text"
            row = Row(f"growth: {kind}, n={choices}", "µs per chunk", left_out=missing)
            sizes = [scaled_file(chunks, choices, tools=tools) for chunks in settings.growth]
            for key, contender in found.items():
                row.results[key] = grown(contender, sizes, settings.rounds)
            for files in sizes:
                if files.total > KEPT_CHUNKS:
                    Path(files.paths[0]).unlink()
            rows.append(row)
    return rows


def grown(contender: Contender, sizes: list[FileSet], rounds: int) -> dict[str, Any]:
    """Measures one contender with each size in turn; small sizes are repeated."""

    def bound(paths: list[str]) -> measure.Work:
        return lambda: drain(contender, paths)

    repeats = {files.total: max(100_000 // files.total, 1) for files in sizes}
    works = {str(files.total): bound(files.paths * repeats[files.total]) for files in sizes}
    times = measure.in_turn(works, rounds)
    figures = {
        chunks: measure.summary(times[str(chunks)])["median"] / (chunks * count) * 1e6
        for chunks, count in repeats.items()
    }
    least, *_, most = figures.values()
    return {"title": contender.title, "sizes": figures, "value": most, "grows": most / least}


def hold(settings: Settings) -> list[Row]:
    """Memory for holding a whole set, relative to its bytes."""
    files = chat_set(settings.files)
    keys = ["floor", "json", "orjson", "msgspec", "openai", OURS, "deltafold-merged"]
    found, missing = available(keys)
    title = f"memory holding every recording: {described(files)}"
    row = Row(title, "times the files' bytes", left_out=missing)
    row.notes.append("The Structs only hold the fields that a merge needs, not the whole file.")
    for key, contender in found.items():
        sizes = sorted(
            measure.in_child("hold", key, files.paths)["bytes"]
            for _ in range(1 if contender.slow else settings.memory_rounds)
        )
        middle = sizes[len(sizes) // 2]
        row.results[key] = {
            "title": contender.loader,
            "value": middle / files.bytes,
            "bytes": middle,
        }
    return [row]


def request_hashes(settings: Settings) -> list[Row]:
    """Microseconds for hashing a request, starting from the client's dict."""
    import deltafold

    name, asked = hashes.requests(settings.files)
    size = sum(len(json.dumps(one["body"])) for one in asked) / len(asked)
    title = f"request hash: {name}, {len(asked):,} requests of {size:,.0f} bytes each"
    row = Row(title, "µs per request")
    both = {"python": hashes.reference(), OURS: deltafold.request_hash}
    for one in asked:
        args = (one["method"], one["url"], one["headers"], one["body"])
        if len({hashed(*args, test_id=one["test_id"]) for hashed in both.values()}) > 1:
            raise RuntimeError(f"hashes differ: {one}")
    titles = {"python": "re, json and hashlib", OURS: "deltafold.request_hash"}
    works = {key: hashes.all_of(hashed, asked) for key, hashed in both.items()}
    fill(row, titles, measure.in_turn(works, settings.rounds * 3), 1e6 / len(asked))
    return [row]


def normalize(settings: Settings) -> list[Row]:
    """Milliseconds for normalizing a tree of copies, checking only and writing."""
    sources = chat_set(settings.files).paths
    if root := os.environ.get("DELTAFOLD_CORPUS"):
        sources = [str(path) for path in sorted(Path(root).rglob("recordings/*.json"))]
    titles = {
        "python": "json, like the original script",
        "orjson": "orjson, comparing only values that the rules name",
        OURS: "deltafold, one thread",
        "two": "deltafold, two threads",
    }
    ways = {"python": normalizing.script, "orjson": normalizing.with_orjson}
    ways |= {OURS: normalizing.ours(1), "two": normalizing.ours(2)}
    rows = []
    for write in (False, True):
        found = normalizing.in_turn(ways, sources, write, settings.rounds)
        what = f"{found.files:,} files, {found.bytes / 1e6:.3g} MB, {found.changed:,} change"
        row = Row(f"normalize, {'writing' if write else 'check only'}: {what}", "ms")
        fill(row, titles, found.times, 1e3)
        rows.append(row)
    return rows


def imports(settings: Settings) -> list[Row]:
    """Milliseconds that each import adds to the start of Python."""
    modules = ["deltafold", "orjson", "msgspec", "pydantic", "openai"]
    missing = {key: "not installed" for key, found in installed(modules).items() if not found}
    present = [module for module in modules if module not in missing]
    times = measure.import_times(present, settings.import_rounds)
    bare = measure.summary(times[""])["median"]
    row = Row("import time, without that of a bare Python", "ms", left_out=missing)
    row.notes.append(f"a bare Python takes {bare * 1e3:.1f} ms")
    for module in present:
        over = (measure.summary(times[module])["median"] - bare) * 1e3
        row.results[module] = {"title": f"import {module}", "value": over}
    return [row]


def installed(modules: list[str]) -> dict[str, bool]:
    """Whether each module can be imported, without importing it."""
    from importlib.util import find_spec

    return {module: find_spec(module) is not None for module in modules}


def described(files: FileSet) -> str:
    """Describes a set in words."""
    count = f"{len(files.paths):,} files, " if len(files.paths) > 1 else ""
    return f"{files.name}, {count}{files.bytes / 1e6:.3g} MB, {files.total:,} chunks"


ROWS: dict[str, Callable[[Settings], list[Row]]] = {
    # First, since it does not freeze what the others import.
    "dropin": dropin.rows,
    "merge": merge,
    "small": small,
    "turns": turns,
    "touch": touch,
    "growth": growth,
    "hold": hold,
    "hash": request_hashes,
    "normalize": normalize,
    "import": imports,
}
