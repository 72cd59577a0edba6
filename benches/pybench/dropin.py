"""Reading recordings like OGX: its rules in plain Python, and the modes of the drop-in."""

from __future__ import annotations

import importlib
import logging
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pybench import measure, normalizing
from pybench.files import chat_set
from pybench.table import Row, Settings, fill

TESTS = Path(__file__).parents[2] / "tests" / "python"
TITLES = {
    "python": "json, pydantic and openai, like OGX",
    "deltafold": 'deltafold, objects="openai"',
    "lazy": 'deltafold, objects="lazy", no item accessed',
    "touched": 'deltafold, objects="lazy", every item accessed',
    "views": 'deltafold, objects="deltafold", no item accessed',
    "views-touched": 'deltafold, objects="deltafold", every item accessed',
}

Read = Callable[[Path], Any]


def of_tests(module: str) -> Any:
    """Imports a module of the tests: the reference, or the comparison with it."""
    if str(TESTS) not in sys.path:
        sys.path.insert(0, str(TESTS))
    return importlib.import_module(module)


def sources(files: int) -> list[str]:
    """The recordings in ``DELTAFOLD_CORPUS``, or this number of generated ones."""
    if root := os.environ.get("DELTAFOLD_CORPUS"):
        return [str(path) for path in sorted(Path(root).rglob("recordings/*.json"))]
    return chat_set(files).paths


def quiet(name: str) -> logging.Logger:
    """A logger that creates its warnings and discards them."""
    logger = logging.getLogger(name)
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    return logger


def ways() -> dict[str, Read]:
    """The ways to read one file."""
    from deltafold.ogx import recording_from_file

    reference = of_tests("ogx_reference")
    quiet(reference.LOGGER)
    logger = quiet("pybench.dropin")

    def python(path: Path) -> Any:
        record, warned = reference.read(path)
        for _, text in warned:
            logger.warning(text)
        return record

    def touched(path: Path, objects: Any) -> Any:
        record = recording_from_file(path, objects=objects)
        body = record["response"].get("body")
        if isinstance(body, Sequence) and not isinstance(body, str):
            for _ in body:
                pass
        return record

    return {
        "python": python,
        "deltafold": lambda path: recording_from_file(path, objects="openai"),
        "lazy": lambda path: recording_from_file(path, objects="lazy"),
        "touched": lambda path: touched(path, "lazy"),
        "views": lambda path: recording_from_file(path, objects="deltafold"),
        "views-touched": lambda path: touched(path, "deltafold"),
    }


def check(paths: list[str]) -> int:
    """Ends the program if deltafold differs from the reference; returns the number of objects."""
    from deltafold.ogx import recording_from_file

    reference, compare = of_tests("ogx_reference"), of_tests("ogx_compare")
    quiet(reference.LOGGER)
    count = 0
    for path in paths:
        theirs, _ = reference.read(path)
        for objects in ("openai", "lazy"):
            record = recording_from_file(path, objects=objects)
            body = record["response"].get("body")
            if isinstance(body, Sequence) and not isinstance(body, (str, list)):
                record["response"]["body"] = list(body)
            if found := compare.difference(record, theirs):
                raise SystemExit(f"{path}, {objects}: differs from the reference: {found}")
        body = theirs["response"].get("body")
        count += sum(map(compare.is_model, body if isinstance(body, list) else [body]))
    return count


def in_turn(
    paths: list[str], rounds: int, *, keep: bool
) -> tuple[normalizing.Tree, dict[str, list[float]]]:
    """Seconds that each way took in each round to read a tree of copies, dropped or all kept."""
    tree = normalizing.make_tree(paths)

    def bound(read: Read) -> measure.Work:
        def work() -> None:
            kept = []
            for path in tree.paths:
                record = read(path)
                if keep:
                    kept.append(record)

        return work

    try:
        works = {key: bound(read) for key, read in ways().items()}
        return tree, measure.in_turn(works, rounds, freeze=False)
    finally:
        shutil.rmtree(tree.root)


def rows(settings: Settings) -> list[Row]:
    """Milliseconds for reading trees of copies like OGX, including their objects."""
    paths = sources(settings.files)
    objects = check(paths)
    streams = [path for path in paths if is_stream(path)]
    single = [path for path in paths if path not in set(streams)]
    found = [
        measured("streams, each dropped before the next", streams, settings, keep=False),
        measured("streams, all kept", streams, settings, keep=True),
    ]
    if single:
        found.append(measured("single responses", single, settings, keep=False))
    found[0].notes.append(
        f"Before timing, {objects:,} objects in {len(paths):,} files were compared."
    )
    return found


def is_stream(path: str) -> bool:
    """Whether the response is a list of chunks, which are read item by item."""
    import deltafold

    return deltafold.load(path).kind.endswith(".stream")


def measured(what: str, paths: list[str], settings: Settings, *, keep: bool) -> Row:
    """One row: a tree of copies of these files."""
    tree, times = in_turn(paths, settings.rounds, keep=keep)
    size = sum(map(len, tree.files.values()))
    row = Row(f"reading for OGX, {what}: {len(tree.paths):,} files, {size / 1e6:.3g} MB", "ms")
    fill(row, TITLES, times, 1e3)
    for key in [key for key in times if key != "python"]:
        row.notes.append(f"{TITLES[key]}: {row.ratio('python', key):.1f} times faster")
    return row
