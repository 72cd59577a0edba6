"""Errors say what was likely meant."""

from __future__ import annotations

import errno
import subprocess
from pathlib import Path

import pytest
from conftest import FIXTURES, RECORDINGS

import deltafold

CHAT = RECORDINGS / "chat.json"
BATCH = FIXTURES / "formats" / "batch.jsonl"


def test_load_names_scan_for_a_folder() -> None:
    with pytest.raises(IsADirectoryError) as error:
        deltafold.load(RECORDINGS)
    assert str(error.value).endswith(f": scan reads the recordings in it: '{RECORDINGS}'")
    assert (error.value.errno, error.value.filename) == (errno.EISDIR, str(RECORDINGS))


def test_load_names_scan_for_a_file_of_many() -> None:
    with pytest.raises(deltafold.RecordingError, match="more than one recording: use scan"):
        deltafold.load(BATCH)


def test_loads_names_load_for_a_path() -> None:
    for data in (str(CHAT), bytes(CHAT)):
        with pytest.raises(deltafold.ParseError, match="the path of a file, which load reads"):
            deltafold.loads(data)
    for data in ("nowhere.json", str(RECORDINGS), "\0", "x" * 5000, ""):
        with pytest.raises(deltafold.ParseError) as error:
            deltafold.loads(data)
        assert "load reads" not in str(error.value)


def test_chunks_name_the_kind() -> None:
    with pytest.raises(deltafold.RecordingError, match=r"no stream: .*of the kind 'chat'"):
        _ = deltafold.load(CHAT).chunks


def test_scan_says_that_a_folder_is_ignored(tmp_path: Path) -> None:
    """Only where nothing is found: a folder that is ignored is not missed otherwise."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("recordings/\n")
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "chat.json").write_bytes(CHAT.read_bytes())
    with pytest.warns(UserWarning, match=r"ignoring 1 file in .*because of a \.gitignore"):
        assert list(deltafold.scan(tmp_path)) == []
    assert len(list(deltafold.scan(tmp_path / "recordings"))) == 1
