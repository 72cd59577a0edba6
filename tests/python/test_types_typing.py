"""The stub of the extension and what type checkers make of the views."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")

HERE = Path(__file__).parent


def run(*arguments: str, directory: Path) -> None:
    environment = {**os.environ, "MYPY_CACHE_DIR": str(directory / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_mypy_knows_the_types(tmp_path: Path) -> None:
    run("mypy", "--strict", str(HERE / "typing_sample.py"), directory=tmp_path)


def test_the_stub_is_the_module(tmp_path: Path) -> None:
    allowlist = str(HERE / "stubtest_allowlist.txt")
    run("mypy.stubtest", "deltafold", "--allowlist", allowlist, directory=tmp_path)


def test_importing_the_types_imports_nothing_heavy() -> None:
    script = (
        "import sys; before = set(sys.modules); import deltafold.types.chat\n"
        "print(*(m for m in set(sys.modules) - before if not m.startswith('deltafold')))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", path_first(script)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) <= {"__future__", "_collections_abc"}


def path_first(script: str) -> str:
    import deltafold

    return (
        f"import sys; sys.path.insert(0, {str(Path(deltafold.__file__).parent.parent)!r})\n{script}"
    )
