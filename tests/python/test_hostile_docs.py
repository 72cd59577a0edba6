"""The page about hostile use stands on tests that are there, and `make hostile` runs those of Python."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT

PAGE = (ROOT / "docs" / "hostile-use.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
NAMES = [name for row in ROWS for name in re.findall(r"`([\w:]+)`", row[-1])]
PYTHON = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "tests/python").glob("test_*.py")
)


def test_every_row_names_a_test() -> None:
    rows = [row for row in ROWS if row[0].strip() != "what is done to it"]
    assert len(rows) > 30
    for row in rows:
        assert len(row) == 3, row
        assert re.search(r"`(test_\w+|\w+::[\w:]+)`", row[-1]), row


@pytest.mark.parametrize("name", sorted(set(NAMES)))
def test_the_named_tests_exist(name: str) -> None:
    if "::" not in name:
        assert re.search(rf"^def {name}\(", PYTHON, re.MULTILINE)
        return
    *modules, function = name.split("::")
    found = [ROOT / "tests" / "/".join(modules), ROOT / "src" / "/".join(modules)]
    text = next(
        path.with_suffix(".rs").read_text() for path in found if path.with_suffix(".rs").exists()
    )
    assert re.search(rf"^ *fn {function}\(", text, re.MULTILINE), name


def test_the_suite_has_the_files_of_this_name() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (line,) = re.findall(
        r"^HOSTILE_TESTS := .*,tests/python/test_%\.py,([\w ]+)\)$", makefile, re.MULTILINE
    )
    assert line.split()
    for name in line.split():
        assert (ROOT / f"tests/python/test_{name}.py").exists(), name
