"""Paths in a locale whose encoding is not UTF-8: what was given as bytes names the same file afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import RECORDINGS

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="file names are bytes, in any encoding"
)

EXAMPLE = (RECORDINGS / "chat-stream-plain.json").read_bytes()
NAMES = [b"\xc3\xa9", b"\xff"]
LEGACY = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
UTF8 = {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"}


def run(
    *args: bytes | str, here: Path, locale: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **locale}
    return subprocess.run([sys.executable, *args], cwd=here, env=environment, capture_output=True)


@pytest.fixture(params=[LEGACY, UTF8], ids=["legacy", "utf-8"])
def locale(request: pytest.FixtureRequest) -> dict[str, str]:
    given: dict[str, str] = request.param
    return given


@pytest.fixture(params=NAMES, ids=["not-ascii", "not-utf-8"])
def name(request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    given: bytes = request.param
    (tmp_path / os.fsdecode(given + b".json")).write_bytes(EXAMPLE)
    return given


def test_every_path_that_python_gets_opens_the_file(
    name: bytes, locale: dict[str, str], tmp_path: Path
) -> None:
    snippet = f"""
import os, pickle
import deltafold
config = {name + b".toml"!r}
with open(config, "w") as file:
    file.write("[[rules]]\\npath = 'response.body.**.content'\\nset = 'changed'\\n")
rules = pickle.loads(pickle.dumps(deltafold.Rules.load(os.fsdecode(config))))
path = {name + b".json"!r}
for given in (path, os.fsdecode(path)):
    one = deltafold.load(given)
    assert os.fsencode(one.path) == path, ascii(one.path)
    assert os.fsencode(pickle.loads(pickle.dumps(one)).path) == path
    (scanned,) = deltafold.scan([given])
    assert os.fsencode(scanned.path) == path, ascii(scanned.path)
    (file,) = deltafold.normalize_files([given], check=True, rules=rules).files
    assert os.fsencode(file.path) == path, ascii(file.path)
absent = {name + b".txt"!r}
for wrong, text in ((absent, None), ({name + b".bad"!r}, "[")):
    if text:
        with open(wrong, "w") as file:
            file.write(text)
    try:
        deltafold.load(wrong)
    except OSError as error:
        assert os.fsencode(error.filename) == wrong, ascii(error.filename)
    except deltafold.Error as error:
        assert os.fsencode(error.path) == wrong, ascii(error.path)
try:
    os.mkdir(absent)
    deltafold.load(absent)
except OSError as error:
    assert os.fsencode(error.filename) == absent, ascii(error.filename)
print("passed")
"""
    done = run("-c", snippet, here=tmp_path, locale=locale)
    assert done.stdout == b"passed\n", done.stderr.decode(errors="replace")


def test_serve_reads_the_names_that_were_given(
    name: bytes, locale: dict[str, str], tmp_path: Path
) -> None:
    command: list[bytes | str] = [
        sys.executable,
        "-m",
        "deltafold",
        "serve",
        name + b".json",
        "--fallback",
        name,
    ]
    (tmp_path / os.fsdecode(name)).mkdir()
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, **locale},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        assert server.stdout and server.stderr
        said = server.stdout.readline()
        server.kill()
        assert said.startswith(b"http://"), server.stderr.read().decode(errors="replace")
