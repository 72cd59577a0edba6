"""Reading a recording three hundred times leaves nothing behind that counting could find."""

from __future__ import annotations

import collections
import ctypes
import gc
import sys
import tracemalloc
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ogx_reference
import pytest
from ogx_reading import collected, read_as, recording, typed, write
from ogx_samples import CHUNK, MODEL, SDK, WRONG, embeddings, model
from types_samples import chunk

LOADS = 300
WARM = 30
#: What appears by itself now and then, in the caches of classes for one; a leak is many more.
FEW = LOADS // 5
MODES = ("openai", "lazy", "deltafold")

CASES: dict[str, list[Any]] = {
    "chunks": [typed(CHUNK, data) for name, data in SDK if name == CHUNK],
    "repeated": [typed(CHUNK, chunk(created=number)) for number in range(5)],
    "models that fall back": [typed(MODEL, model(created=None)), typed(MODEL, model())],
    "chunks that fall back": [typed(CHUNK, chunk(object="")) for _ in range(3)],
    "wrong": [typed(name, data) for name, data in WRONG[:12]],
    "not importable": [typed("not_there.Thing", {"a": [1]}), typed("json.loads", {"a": 1})],
    "others": [typed(name, data) for name, data in SDK if "ollama" in name or "Embed" in name],
    "floats": [typed(SDK[-6][0], embeddings([0.5] * 20, [1] * 20))],
    "plain": [{"candidates": [1.5, "a"]}, "text", None],
}


def read(path: Path, mode: str) -> None:
    """Reads a file, touches everything, and drops it."""
    record = read_as(path, mode)
    body = record["response"]["body"]
    for item in body:
        getattr(item, "choices", None)
        getattr(item, "model_extra", None)
    repr(body[0])


def times(work: Callable[[], object], count: int) -> None:
    """Does the work so often; what was warned of is dropped."""
    for _ in range(count):
        with collected() as warned:
            work()
            warned.clear()


def counted() -> collections.Counter[str]:
    """The objects that the garbage collector knows, by their class."""
    gc.collect()
    gc.collect()
    kinds = (type(one) for one in gc.get_objects())
    return collections.Counter(f"{kind.__module__}.{kind.__qualname__}" for kind in kinds)


#: What is no stream of one kind has no views.
VIEWS = ["chunks", "repeated", "models that fall back", "chunks that fall back"]


def reads_all(case: str, folder: Path) -> Callable[[], None]:
    """Reads a file in every mode: counting takes longer than reading, so it is done for all at once."""
    path = write(folder / f"{case}.json", recording(CASES[case]))
    modes = [mode for mode in MODES if mode != "deltafold" or case in VIEWS]

    def work() -> None:
        for mode in modes:
            read(path, mode)

    return work


@pytest.fixture
def whole_heap() -> Iterator[None]:
    """The collector looks at what was there before the tests, too."""
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("whole_heap")
def test_no_object_and_no_reference_is_left(tmp_path: Path) -> None:
    """Objects that live on are not seen by the collector as more: only their counts grow.

    Some releases of pydantic leave references to classes themselves: those do not count.
    """
    works = [reads_all(case, tmp_path) for case in CASES]

    def read_all() -> None:
        for work in works:
            work()

    def read_as_the_recorder() -> None:
        for case in CASES:
            ogx_reference.read(tmp_path / f"{case}.json")

    times(read_all, WARM)
    before = counted()
    blocks = sys.getallocatedblocks()
    left = grown_counts(lambda: times(read_all, LOADS))
    objects = counted() - before
    assert all(number < FEW for number in objects.values()), objects
    assert sys.getallocatedblocks() - blocks < LOADS
    if left:
        theirs = grown_counts(lambda: times(read_as_the_recorder, LOADS))
        # In each of up to three modes.
        most = {name: len(MODES) * count for name, count in theirs.items()}
        left = {name: count for name, count in left.items() if count > most.get(name, 0) + FEW}
    assert left == {}


@pytest.mark.usefixtures("whole_heap")
def test_a_reference_that_is_left_is_found() -> None:
    """The measure can fail."""
    shared = [object()]

    def leak() -> None:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(shared[0]))

    assert list(grown_counts(lambda: times(leak, LOADS)).values()) == [LOADS]
    assert grown_counts(lambda: times(lambda: None, LOADS)) == {}


def grown_counts(work: Callable[[], None]) -> dict[str, int]:
    """The objects to which more references are left by the work, of all that can be reached.

    A debug interpreter's `sys.gettotalrefcount` says less: references that a wheel for the usual one
    gives and takes, pydantic-core's for one, are not in it.
    """
    gc.collect()
    shared = reachable()
    # Arrays, since lists of counts would refer to numbers that are shared.
    before = array("q", map(sys.getrefcount, shared))
    work()
    gc.collect()
    after = array("q", map(sys.getrefcount, shared))
    return {
        f"{type(one)} {id(one):#x}": new - old
        for one, old, new in zip(shared, before, after)
        if new - old >= FEW
    }


def reachable() -> list[Any]:
    """What the collector knows, and what that refers to: strings and numbers, too."""
    known = gc.get_objects()
    found = {id(one): one for one in known}
    for one in known:
        found.update((id(other), other) for other in gc.get_referents(one))
    return list(found.values())


@pytest.mark.parametrize("case", CASES)
def test_memory_does_not_grow(case: str, tmp_path: Path) -> None:
    read_all = reads_all(case, tmp_path)
    times(read_all, WARM)
    tracemalloc.start()
    try:
        times(read_all, WARM)
        gc.collect()
        grown = []
        for _ in range(3):
            before, _ = tracemalloc.get_traced_memory()
            times(read_all, LOADS // 4)
            gc.collect()
            grown.append(tracemalloc.get_traced_memory()[0] - before)
    finally:
        tracemalloc.stop()
    # A leak is there each time. A table of the interpreter that is older than the tracing, and is
    # made anew in it, counts once.
    assert min(grown) < 40 * LOADS, f"{grown} bytes"


@pytest.mark.parametrize("mode", MODES)
def test_the_process_does_not_grow(mode: str, tmp_path: Path) -> None:
    """What Rust holds is not Python's to count."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("the system does not tell how much memory a process has")
    items = [typed(CHUNK, chunk(id="x" * 500, created=number)) for number in range(100)]
    path = write(tmp_path / "a.json", recording(items))
    times(lambda: read(path, mode), WARM)
    before = int(statm.read_text().split()[1])
    times(lambda: read(path, mode), LOADS // 4)
    pages = int(statm.read_text().split()[1]) - before
    # One byte of the file in four that stayed would be 6 MB.
    assert pages * 4096 < (LOADS // 4) * path.stat().st_size // 4


@pytest.mark.parametrize("mode", ["openai", "lazy"])
def test_bad_files_leave_nothing(mode: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    text = write(path, recording([typed(CHUNK, chunk())] * 3)).read_text()
    path.write_text(text[:-30])

    def work() -> None:
        with pytest.raises(ValueError):
            read_as(path, mode)

    times(work, WARM)
    before = counted()
    times(work, LOADS)
    assert all(number < FEW for number in (counted() - before).values())
