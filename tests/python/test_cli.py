"""The command line as it is installed. What it prints is tested with cargo; here it is the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import FIXTURES, RECORDINGS

import deltafold

COMMAND = [sys.executable, "-m", "deltafold"]
CHAT = RECORDINGS / "chat-stream-two-choices.json"

posix = pytest.mark.skipif(os.name != "posix", reason="signals and paths are POSIX's")


def run(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *args], input=stdin, capture_output=True, check=False, timeout=60
    )


def start(*args: str | Path) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([*COMMAND, *args], stdin=pipe, stdout=pipe, stderr=pipe)


def test_it_prints_the_completion_that_python_has() -> None:
    done = run("merge", CHAT)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == deltafold.load(CHAT).chat.to_dict()
    assert run("merge", "-", stdin=CHAT.read_bytes()).stdout == done.stdout


@posix
def test_standard_input_is_a_path(tmp_path: Path) -> None:
    batch = (FIXTURES / "formats" / "batch.jsonl").read_bytes()
    lines = run("join", "-", stdin=batch)
    assert (lines.returncode, lines.stderr) == (0, b"")
    assert lines.stdout == run("join", FIXTURES / "formats" / "batch.jsonl").stdout
    assert run("split", "-", "-o", tmp_path, stdin=lines.stdout).returncode == 0
    assert run("join", tmp_path).stdout.splitlines() == lines.stdout.splitlines()
    counted = json.loads(run("stats", "--format", "json", "-", stdin=batch).stdout)
    assert counted["recordings"] == len(lines.stdout.splitlines()) == 3


def test_its_version_is_the_packages() -> None:
    assert run("--version").stdout.decode().split() == ["deltafold", deltafold.__version__]


def test_exit_codes() -> None:
    codes = [run(*args).returncode for args in (("show", CHAT), ("show", "nowhere"), ("melt",))]
    assert codes == [0, 2, 2]


@posix
def test_a_path_may_be_any_bytes(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.json")
    try:
        path.write_bytes(CHAT.read_bytes())
    except OSError:
        pytest.skip("the file system takes text only")
    done = run("merge", "--with-path", path)
    assert done.returncode == 0
    assert json.loads(done.stdout)["path"] == str(path)


@posix
def test_ctrl_c_stops_at_once() -> None:
    process = start("merge", "-")
    assert process.stdin is not None
    # More than a pipe holds: once it is written, the command is reading.
    process.stdin.write(b" " * (1 << 20))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    try:
        assert process.wait(timeout=60) == -signal.SIGINT
    finally:
        process.kill()
        _, messages = process.communicate()
    assert messages == b""


@posix
def test_a_reader_that_leaves_is_no_error() -> None:
    process = start("merge", *[str(CHAT)] * 2000)
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b"{")
    process.stdout.close()
    assert process.wait(timeout=60) in (0, -signal.SIGPIPE)
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
