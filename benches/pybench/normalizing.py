"""Normalizing a tree: like the original script, with the fastest Python code, and with ours."""

from __future__ import annotations

import gc
import itertools
import json
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import deltafold
from pybench.files import DATA

DURATIONS = ("total_duration", "load_duration", "prompt_eval_duration", "eval_duration")
FILES = 3162
# Percentage of files whose ids and times are changed by the rules.
CHANGING = 83


@dataclass
class Tree:
    """Files, and their contents before they are normalized."""

    root: Path
    files: dict[Path, bytes]
    paths: list[Path]


Way = Callable[[Tree, bool], int]


@dataclass
class Times:
    """The times, and the files that they were measured with."""

    times: dict[str, list[float]]
    files: int
    changed: int
    bytes: int


def wrapped(recording: Any) -> Iterator[dict[str, Any]]:
    """The `__data__` objects at the top of a body."""
    body = recording["response"].get("body")
    for item in body if isinstance(body, list) else [body]:
        if isinstance(item, dict) and isinstance(item.get("__data__"), dict):
            yield item["__data__"]


def normalize_data(data: dict[str, Any], hash_: str) -> None:
    """Applies the rules."""
    if data.get("object") != "model":
        if "id" in data:
            data["id"] = f"rec-{hash_[:12]}"
        if "created" in data:
            data["created"] = 0
    if "created_at" in data:
        data["created_at"] = "1970-01-01T00:00:00.000000Z"
    for key in DURATIONS:
        if data.get(key) is not None:
            data[key] = 0


def hash_in(path: Path) -> str:
    """The hash that ids are derived from."""
    return path.stem.rsplit("-", 1)[-1] if "-" in path.stem else path.stem


def script(tree: Tree, write: bool) -> int:
    """Like the original script: load, dump, change, dump, and dump with indent if they differ."""
    changed = 0
    for path in tree.paths:
        with path.open() as file:
            recording = json.load(file)
        before = json.dumps(recording)
        for data in wrapped(recording):
            normalize_data(data, hash_in(path))
        if json.dumps(recording) != before:
            changed += 1
            if write:
                with path.open("w") as file:
                    json.dump(recording, file, indent=2)
                    file.write("\n")
    return changed


def with_orjson(tree: Tree, write: bool) -> int:
    """The fastest way for files without NaN: only values that the rules name are compared."""
    import orjson

    changed = 0
    for path in tree.paths:
        recording = orjson.loads(path.read_bytes())
        hash_ = hash_in(path)
        differs = False
        for data in wrapped(recording):
            before = {
                key: data[key] for key in ("id", "created", "created_at", *DURATIONS) if key in data
            }
            normalize_data(data, hash_)
            differs |= any(data[key] != value for key, value in before.items())
        if differs:
            changed += 1
            if write:
                path.write_text(json.dumps(recording, indent=2) + "\n")
    return changed


def ours(jobs: int) -> Way:
    """With deltafold's public API."""

    def way(tree: Tree, write: bool) -> int:
        rules = deltafold.Rules()
        report = deltafold.normalize_files(tree.root, check=not write, jobs=jobs, rules=rules)
        if report.errors:
            raise RuntimeError(f"a file could not be normalized: {report.errors[0]}")
        return report.changed

    return way


def make_tree(sources: list[str]) -> Tree:
    """Copies the sources, with other ids and times, to as many files as OGX's corpus has."""
    root = DATA / "normalizing"
    shutil.rmtree(root, ignore_errors=True)
    rng = random.Random(1)
    files = {}
    for number, source in zip(range(FILES), itertools.cycle(sources)):
        recording = json.loads(Path(source).read_bytes())
        new = rng.getrandbits(40)
        changes = rng.randrange(100) < CHANGING
        path = root / f"{number % 40:02}" / f"{rng.getrandbits(256):064x}.json"
        for data in wrapped(recording):
            normalize_data(data, hash_in(path))
            for key in ("id", "created", *DURATIONS) if changes else ():
                if data.get("object") != "model" and data.get(key) is not None:
                    data[key] = f"chatcmpl-{new:x}" if key == "id" else new
        files[path] = (json.dumps(recording, indent=2) + "\n").encode()
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Tree(root, files, sorted(files))


def in_turn(ways: dict[str, Way], sources: list[str], write: bool, rounds: int) -> Times:
    """Measures each way in each round, restoring the files in between."""
    tree = make_tree(sources)
    times: dict[str, list[float]] = {key: [] for key in ways}
    results: dict[str, tuple[int, int]] = {}
    for _ in range(rounds):
        for key, way in ways.items():
            gc.collect()
            start = time.perf_counter()
            changed = way(tree, write)
            times[key].append(time.perf_counter() - start)
            if write:
                new = [path.read_bytes() for path in tree.paths]
                results[key] = (changed, hash(b"".join(new)))
                for path, data in tree.files.items():
                    path.write_bytes(data)
            else:
                results[key] = (changed, 0)
    shutil.rmtree(tree.root)
    if len(set(results.values())) > 1:
        raise RuntimeError(f"the results differ: {results}")
    size = sum(map(len, tree.files.values()))
    return Times(times, len(tree.files), next(iter(results.values()))[0], size)
