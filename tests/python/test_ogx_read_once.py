"""A recording is read once while its file is unchanged, and what is given is made anew each time."""

from __future__ import annotations

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ogx_compare import assert_same
from ogx_reading import read_as, write

# Longer than the two seconds in which a file counts as changed lately.
SETTLE_SECONDS = 2.5
MODES = ("openai", "lazy", "deltafold")
COUNTERS = Path("/proc/self/io")
counted = pytest.mark.skipif(not COUNTERS.exists(), reason="needs Linux's counts of bytes read")


def recording(text: str, items: int = 3) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    data = {"id": "rec-1", "created": 0, "model": "m", "object": "chat.completion.chunk"}
    name = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk"
    body = [{"__type__": name, "__data__": {**data, "choices": [choice]}}] * items
    return {"request": {"body": {"a": [text]}}, "response": {"body": body, "is_streaming": True}}


def text_of(found: dict[str, Any]) -> Any:
    return found["request"]["body"]["a"][0]


def bytes_read() -> int:
    (line,) = (line for line in COUNTERS.read_text().splitlines() if line.startswith("rchar"))
    return int(line.split()[1])


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files that were written long enough ago to be kept."""
    place = tmp_path_factory.mktemp("settled")
    names = [f"{number}-{mode}" for number in range(8) for mode in MODES]
    paths = [write(place / f"{name}.json", recording(name, 1000)) for name in names]
    time.sleep(SETTLE_SECONDS)
    return paths


@counted
@pytest.mark.parametrize("mode", MODES)
def test_an_unchanged_file_is_read_once(settled: list[Path], mode: str) -> None:
    (path,) = (path for path in settled if path.stem == f"0-{mode}")
    reads = []
    for _ in range(3):
        before = bytes_read()
        read_as(path, mode)
        reads.append(bytes_read() - before)
    assert reads[0] > path.stat().st_size > max(reads[1:])


@pytest.mark.parametrize("mode", MODES)
def test_what_is_given_is_never_shared(settled: list[Path], mode: str) -> None:
    path = settled[-1]
    first, expected = read_as(path, mode), json.loads(path.read_text())
    first["request"]["body"]["a"].append("changed")
    first["response"]["is_streaming"] = None
    if mode != "deltafold":
        first["response"]["body"][0].choices[0].delta.content = "changed"
        first["response"]["body"][1].added = "changed"
    second = read_as(path, mode)
    assert second["request"] == expected["request"]
    assert second["response"]["is_streaming"] is True
    assert second["response"]["body"][0] is not first["response"]["body"][0]
    assert second["response"]["body"][0].choices[0].delta.content == path.stem
    assert not hasattr(second["response"]["body"][1], "added")
    if mode != "deltafold":
        third = read_as(path, mode)["response"]["body"]
        assert_same(list(third), list(second["response"]["body"]), mode)


def test_a_file_that_is_written_again_at_once_is_read_again(tmp_path: Path) -> None:
    """Of the same size, and mostly within one tick of the file system's clock."""
    for number in range(100, 300):
        path = write(tmp_path / "a.json", recording(str(number)))
        assert text_of(read_as(path, "openai")) == str(number)


def test_every_later_change_is_seen(tmp_path: Path) -> None:
    names = "rewritten replaced times removed linked moved".split()
    paths = {name: write(tmp_path / f"{name}.json", recording("old")) for name in names}
    link = tmp_path / "link.json"
    link.symlink_to(paths["linked"])
    time.sleep(SETTLE_SECONDS)
    for path in (*paths.values(), link):
        assert text_of(read_as(path, "openai")) == "old"

    write(paths["rewritten"], recording("new"))
    write(tmp_path / "other", recording("new")).replace(paths["replaced"])
    # The time of modification may be set back, that of change may not.
    times = paths["times"].stat()
    write(paths["times"], recording("new"))
    os.utime(paths["times"], ns=(times.st_atime_ns, times.st_mtime_ns))
    link.unlink()
    link.symlink_to(write(tmp_path / "target.json", recording("new")))
    for path in (paths["rewritten"], paths["replaced"], paths["times"], link):
        assert text_of(read_as(path, "openai")) == "new", path

    paths["removed"].unlink()
    paths["moved"].rename(tmp_path / "elsewhere.json")
    for name in ("removed", "moved"):
        with pytest.raises(FileNotFoundError):
            read_as(paths[name], "openai")
    write(paths["removed"], recording("new"))
    assert text_of(read_as(paths["removed"], "openai")) == "new"


def test_a_relative_path_is_that_of_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "a.json", recording(name))
    time.sleep(SETTLE_SECONDS)
    for name in ("one", "two", "one"):
        monkeypatch.chdir(tmp_path / name)
        assert text_of(read_as(Path("a.json"), "openai")) == name


def test_threads_and_forks_get_what_is_in_the_files(settled: list[Path]) -> None:
    def read(path: Path) -> bool:
        return all(text_of(read_as(path, mode)) == path.stem for mode in MODES)

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(read, path) for path in settled * 4]
        if hasattr(os, "fork"):
            child = os.fork()
            if child == 0:
                os._exit(0 if all(map(read, settled)) else 1)
            assert os.waitpid(child, 0)[1] == 0
        assert all(one.result() for one in waiting)
