"""`make test-long` gives each property test ten times its examples, and the seed that is asked for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

TEST = """
import long_runs
import pytest
from hypothesis import given, settings, strategies

long_runs.load_profile()
drawn = []

@settings(max_examples=7)
@given(strategies.integers(0, 10**12))
@pytest.mark.parametrize("case", [1, 2])
def test_own_number(case, number):
    drawn.append(number)

@given(strategies.integers(0, 10**12))
def test_usual_number(number):
    drawn.append(number)

def test_end():
    print("drawn", len(drawn), drawn[:50])
"""


def drawn(folder: Path, profile: str, seed: int) -> str:
    """What a session says of the examples that its tests were given."""
    (folder / "conftest.py").write_text(
        "import long_runs\n\n"
        "def pytest_collection_modifyitems(items):\n"
        "    long_runs.lengthen(items)\n"
    )
    (folder / "test_numbers.py").write_text(TEST)
    ours = {"PYTHONPATH": str(Path(__file__).parent), "DELTAFOLD_HYPOTHESIS": profile}
    command = [sys.executable, "-m", "pytest", "-qs", f"--hypothesis-seed={seed}"]
    done = subprocess.run(
        command, env=os.environ | ours, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout[done.stdout.index("drawn") :].partition("\n")[0]


def test_examples_are_ten_times_as_many_with_the_seed_asked_for(tmp_path: Path) -> None:
    usual, long = drawn(tmp_path, "usual", 1), drawn(tmp_path, "long", 2)
    assert usual.startswith(f"drawn {7 + 7 + 100} ")
    assert long.startswith(f"drawn {70 + 70 + 1000} ")
    # The same seed begins with the same numbers.
    assert usual.partition("[")[2].split(", ")[:7] != long.partition("[")[2].split(", ")[:7]


@pytest.mark.parametrize("folder", ["src", "tests"])
def test_numbers_of_cases_of_rust_follow_the_environment(folder: str) -> None:
    """`PROPTEST_CASES` changes the default only."""
    fixed = re.compile(r"with_cases\(\s*[\d_]+\s*\)|\bcases:\s*[\d_]+")
    files = list((ROOT / folder).rglob("*.rs"))
    assert files
    assert [path for path in files if fixed.search(path.read_text(encoding="utf-8"))] == []
