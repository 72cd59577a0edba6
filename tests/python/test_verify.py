"""What `deltafold verify` says of names is what the reference says; on real recordings too."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import hash_reference as reference
from conftest import CORPUS


def deltafold(*args: str | Path) -> tuple[int, list[dict[str, Any]]]:
    run = subprocess.run(
        [sys.executable, "-m", "deltafold", *map(str, args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode in (0, 1), run.stderr
    return run.returncode, [json.loads(line) for line in run.stdout.splitlines()]


def misnamed(path: Path) -> bool:
    """Whether a lookup of the recording's request would look for another name."""
    recording = json.loads(path.read_bytes())
    expected = reference.of_recording(recording)
    if expected is None:
        return False
    if recording["request"].get("endpoint") in reference.MODEL_LISTS:
        return not path.stem.startswith(f"models-{expected}-")
    return path.stem != expected


def test_the_names_of_real_recordings(corpus: list[Path]) -> None:
    code, found = deltafold("verify", "--select", "name", "--format", "json", CORPUS)
    assert [Path(line["path"]) for line in found] == [path for path in corpus if misnamed(path)]
    assert code == bool(found)


def test_renaming_copies_of_real_recordings(corpus: list[Path], tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    for path in corpus:
        copy = copies / path.relative_to(CORPUS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    texts = sorted(path.read_bytes() for path in copies.rglob("*.json"))
    before = {path for path in copies.rglob("*.json") if misnamed(path)}
    _, found = deltafold("verify", "--fix", "--select", "name", "--format", "json", copies)
    fixed = [line for line in found if line["fixed"]]
    assert len(found) == len(before)
    assert len(fixed) > len(before) / 2
    assert sorted(path.read_bytes() for path in copies.rglob("*.json")) == texts
    left = {path for path in copies.rglob("*.json") if misnamed(path)}
    assert left == before - {Path(line["path"]) for line in fixed}


def test_every_real_recording_is_found_by_its_request(corpus: list[Path]) -> None:
    for path in corpus[::10]:
        if reference.of_recording(json.loads(path.read_bytes())) is None:
            continue
        code, (answer,) = deltafold("find", "--format", "json", path, CORPUS)
        assert code == 0
        assert str(path) in [found["path"] for found in answer["found"]]
