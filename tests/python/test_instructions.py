"""The table of instructions that `make bench-instructions` compares with."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCHES = Path(__file__).parents[2] / "benches"


@pytest.fixture
def instructions(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHES))
    return importlib.import_module("instructions")


def test_the_table_has_every_row(instructions: ModuleType) -> None:
    table = json.loads((BENCHES / "instructions.json").read_text())
    assert list(table["instructions"]) == list(instructions.ROWS)
    assert table["environment"]["build"] == "quick"


def test_what_grows_by_more_than_three_percent_is_found(instructions: ModuleType) -> None:
    known = {"load": 1000, "touch": 1000}
    assert instructions.grown({"load": 1030, "touch": 900}, known) == []
    assert instructions.grown({"load": 1031, "touch": 900}, known) == ["load"]


def test_files_are_the_same_each_time(instructions: ModuleType, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        instructions.write_files(tmp_path / name)
    files = sorted((tmp_path / "one").iterdir())
    assert len(files) == instructions.FILES + len(instructions.FAMILIES)
    for file in files:
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
    files = files[: instructions.FILES]
    size = sum(file.stat().st_size for file in files) / len(files)
    assert 53_000 < size < 54_000
    for file in files[:3]:
        record = json.loads(file.read_text())
        assert len(record["response"]["body"]) == instructions.CHUNKS
        assert 2_000 < len(json.dumps(record["request"])) < 2_600
