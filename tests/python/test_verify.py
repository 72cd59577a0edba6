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
    """Whether a lookup of the recording's request would look for another name, in every release."""
    recording = json.loads(path.read_bytes())
    return reference.of_recording(recording) is not None and not naming(path, recording)


def naming(path: Path, recording: dict[str, Any]) -> list[str]:
    """The rules that name a recording so."""
    return [rules for rules in reference.RULES if is_name(path.stem, recording, rules)]


def is_name(stem: str, recording: dict[str, Any], rules: str) -> bool:
    expected = reference.of_recording(recording, rules)
    if reference.is_model_list(recording, rules):
        return stem.startswith(f"models-{expected}-")
    return stem == expected


def copied(corpus: list[Path], folder: Path) -> dict[Path, Path]:
    """Copies of recordings, with their originals."""
    copies = {folder / path.relative_to(CORPUS): path for path in corpus}
    for copy, path in copies.items():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return copies


def test_the_names_of_real_recordings(corpus: list[Path]) -> None:
    code, lines = deltafold("verify", "--select", "name", "--names", "--format", "json", CORPUS)
    *lines, last = lines
    assert [Path(line["path"]) for line in lines] == corpus
    for path, line in zip(corpus, lines, strict=True):
        recording = json.loads(path.read_bytes())
        assert (line["rules"] or []) == naming(path, recording), path
        assert bool(line["check"]) == misnamed(path), path
    assert last["summary"]["recordings"] == len(corpus)
    assert last["summary"]["findings"] == sum(map(misnamed, corpus))
    assert code == any(map(misnamed, corpus))


def test_from_one_release_to_another(corpus: list[Path], tmp_path: Path) -> None:
    lists = [path for path in corpus if path.stem.startswith("models-")]
    copied(lists, tmp_path / "copies")
    for rules in ("ogx-1.5", "ogx-1.0", "ogx-1.2"):
        args = ("--rules", rules, "--select", "name", "--format", "json", tmp_path)
        deltafold("verify", "--fix", *args)
        left = set(tmp_path.rglob("*.json"))
        assert len(left) == len(lists)
        wrong = [path for path in left if rules not in naming(path, json.loads(path.read_bytes()))]
        _, found = deltafold("verify", *args)
        assert {Path(line["path"]) for line in found} == set(wrong)
        # Lists of one hash with the same models are one file, so the others keep their names.
        taken = {(path.parent, path.name) for path in left}
        assert all(
            (path.parent, line["new_name"]) in taken
            for path, line in zip(sorted(wrong), found, strict=True)
        )


def test_real_names_for_former_ids_of_tests(corpus: list[Path], tmp_path: Path) -> None:
    """The id in the file is another one, and its name is not."""
    right = [path for path in corpus if "ogx-1.0" in naming(path, json.loads(path.read_bytes()))]
    for copy in copied(right[::3], tmp_path / "copies"):
        recording = json.loads(copy.read_bytes())
        if not recording.get("test_id") or reference.of_recording(recording) is None:
            copy.unlink()
            continue
        function, *rest = recording["test_id"].split("[", 1)
        for holder in (recording, recording["request"]):
            if holder.get("test_id"):
                holder["test_id"] = "[".join([f"{function}_new", *rest])
        copy.write_text(json.dumps(recording, indent=2) + "\n")
    args = ("--select", "name", "--format", "json", "--renamed", "=_new")
    _, found = deltafold("verify", *args, tmp_path)
    # Tool calls have no test, and releases that share lists do not hash it.
    assert found
    for line in found:
        recording = json.loads(Path(line["path"]).read_bytes())
        former = recording["test_id"].replace("_new", "")
        assert line["other_test"] == former, line


def test_renaming_copies_of_real_recordings(corpus: list[Path], tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copied(corpus, copies)
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
