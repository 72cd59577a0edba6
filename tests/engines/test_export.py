"""`deltafold export`: the rows of `deltafold.table` in files of other programs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import deltafold
from deltafold._export import is_recording

pa = pytest.importorskip("pyarrow")

from pyarrow import csv, parquet  # noqa: E402

# What runs in the background of a shell ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

RECORDINGS = Path(__file__).parents[1] / "fixtures" / "recordings"
READ: dict[str, Any] = {
    "parquet": lambda path: parquet.read_table(path).to_pylist(),
    "arrow": lambda path: pa.ipc.open_file(path).read_all().to_pylist(),
    "jsonl": lambda path: [json.loads(line) for line in path.read_text().splitlines()],
}


def export(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deltafold", "export", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows(what: Any) -> list[dict[str, Any]]:
    return list(pa.table(deltafold.table(RECORDINGS, what, jobs=1)).to_pylist())


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("what", ["recordings", "chunks", "choices", "tool_calls"])
def test_files_have_the_rows_of_the_table(what: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"out.{kind}"
    run = export("--table", what, RECORDINGS, "-o", path)
    assert (run.returncode, run.stdout) == (0, ""), run.stderr
    assert READ[kind](path) == rows(what)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_csv_has_lists_as_json(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert export("--table", "choices", RECORDINGS, "-o", path).returncode == 0
    found = csv.read_csv(path, parse_options=csv.ParseOptions(newlines_in_values=True)).to_pylist()
    expected = rows("choices")
    assert len(found) == len(expected)
    for row, of in zip(found, expected, strict=True):
        assert (json.loads(row["tool_calls"] or "[]")) == (of["tool_calls"] or [])
        assert (row["content"] or "") == (of["content"] or "")


def test_standard_output_and_strange_names(tmp_path: Path) -> None:
    run = export("--table", "choices", RECORDINGS, "--format", "jsonl")
    assert list(map(json.loads, run.stdout.splitlines())) == rows("choices")
    for args in (["-o", tmp_path / "x.xml"], []):
        run = export(RECORDINGS, *args)
        assert run.returncode == 2
        assert "parquet, arrow, csv, jsonl" in run.stderr
    run = export(RECORDINGS, "-o", tmp_path / "missing" / "x.csv")
    assert run.returncode == 2
    assert "x.csv: " in run.stderr


def test_a_recording_that_cannot_be_read_is_a_row_and_counts(tmp_path: Path) -> None:
    broken, path = tmp_path / "broken.json", tmp_path / "out.jsonl"
    broken.write_text('{"request": ')
    run = export(RECORDINGS, broken, "-o", path)
    assert run.returncode == 2
    assert "could not be read: 1" in run.stderr
    assert [row["error"] for row in READ["jsonl"](path)][:-1] == [None] * len(rows("recordings"))
    path.write_text("before")
    run = export("--strict", RECORDINGS, broken, "-o", path)
    assert run.returncode == 2
    assert "broken.json" in run.stderr
    assert path.read_text() == "before"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["broken.json", "out.jsonl"]


def test_pipes_and_devices_are_written_to_and_stay(tmp_path: Path) -> None:
    pipe = tmp_path / "out.jsonl"
    os.mkfifo(pipe)
    # Open on both ends, so that nobody waits; the rows fit into a pipe.
    descriptor = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    chat = RECORDINGS / "chat.json"
    assert export("--table", "choices", chat, "-o", pipe).returncode == 0
    lines = os.read(descriptor, 1 << 16).splitlines()
    assert [json.loads(line)["choice_index"] for line in lines] == [0, 1]
    os.close(descriptor)
    assert pipe.is_fifo()
    run = export(chat, "--format", "jsonl", "-o", "/dev/stdout")
    assert (run.returncode, run.stdout.count("\n")) == (0, 1), run.stderr
    run = export(chat, "--format", "csv", "-o", tmp_path)
    assert run.stderr == f"deltafold: {tmp_path}: Is a directory\n"


def test_a_table_does_not_replace_recordings(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    for content, code in ((b'{"response": {}}\n', 2), (b"", 0), (b"a,b", 0)):
        path.write_bytes(content)
        run = export(RECORDINGS / "chat.json", "-o", path)
        assert run.returncode == code, run.stderr
        assert (path.read_bytes() == content) == ("has recordings" in run.stderr) == (code == 2)
    assert export(RECORDINGS / "chat.json", "-o", path).returncode == 0, "a table is replaced"


@pytest.mark.parametrize("table", ["recordings", "chunks", "choices", "tool_calls"])
@pytest.mark.parametrize("kind", ["parquet", "arrow", "csv"])
def test_an_earlier_table_is_not_read_as_recordings(tmp_path: Path, kind: str, table: str) -> None:
    path = tmp_path / f"out.{kind}"
    run = export(RECORDINGS / "chat.json", "--table", table, "-o", path)
    assert run.returncode == 0, run.stderr
    with patch.object(deltafold, "scan") as scan:
        assert not is_recording(str(path))
    scan.assert_not_called()


#: A locale whose encoding is not UTF-8, and one whose encoding is.
LOCALES = (
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file names are bytes there")
@pytest.mark.parametrize("locale", LOCALES, ids=["legacy", "utf-8"])
@pytest.mark.parametrize("name", [b"\xc3\xa9", b"\xff"], ids=["not-ascii", "not-utf-8"])
@pytest.mark.parametrize("ending", [b".jsonl", b".csv", b".arrow", b".parquet"])
def test_the_table_gets_the_name_that_was_given(
    tmp_path: Path, ending: bytes, name: bytes, locale: dict[str, str]
) -> None:
    (tmp_path / os.fsdecode(name + b".json")).write_bytes((RECORDINGS / "chat.json").read_bytes())
    command = [sys.executable, "-m", "deltafold", "export", name + b".json", "-o", name + ending]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **locale}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    names = {os.fsencode(path.name) for path in tmp_path.iterdir()}
    assert names == {name + b".json", name + ending}


@pytest.mark.parametrize("wait", [0.0002, 0.0005, 0.001, 0.002, 0.02])
def test_ctrl_c_leaves_the_old_file(tmp_path: Path, wait: float) -> None:
    """Also when it comes as soon as the new file is there."""
    path = tmp_path / "out.jsonl"
    path.write_text("before")
    # A pipe that nobody writes to: reading it takes as long as the test.
    os.mkfifo(tmp_path / "slow.json")
    command = [sys.executable, "-m", "deltafold", "export", str(tmp_path / "slow.json")]
    started = subprocess.Popen([*command, "-o", str(path)], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 3 and time.monotonic() < deadline:
        time.sleep(wait)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=30)
    assert started.returncode != 0
    assert path.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 2
