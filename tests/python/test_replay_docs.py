"""What docs/replay.md shows is what happens."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from conftest import ROOT

httpx2 = pytest.importorskip("httpx2", reason="httpx2 is not installed")
pytest.importorskip("openai", reason="openai is not installed")

PAGE = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
# The others are run as a script.
TESTS = [block for block in BLOCKS if "\ndef test_" in block]

UPSTREAM = """
import httpx2, pytest

@pytest.fixture
def llm_upstream():
    message = {"role": "assistant", "content": "A willow."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return httpx2.MockTransport(lambda request: httpx2.Response(200, json=body))
"""


#: The plugin of hypothesis takes longer to import than the tests take.
WITHOUT = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]


def run(place: Path, *args: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python"), "OPENAI_API_KEY": "none"}
    command = [sys.executable, "-m", "pytest", *WITHOUT, *args]
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_first_test_is_recorded_and_then_replayed(tmp_path: Path) -> None:
    assert len(TESTS) == 2
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text(UPSTREAM)
    (tmp_path / "test_app.py").write_text(TESTS[0])
    (tmp_path / "test_more.py").write_text(f"import pytest\n\n{TESTS[1]}")
    run(tmp_path, "--llm-record=once", "test_app.py")
    (tmp_path / "conftest.py").unlink()
    shown = re.findall(r"^llm recordings: .*$", PAGE, re.MULTILINE)
    assert shown
    assert shown[0] in run(tmp_path, "test_app.py")
    run(tmp_path, "--strict-markers", "test_more.py")
    # README.md has the first one in short: it is answered by the same recording.
    (of_readme,) = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    (tmp_path / "test_app.py").write_text(of_readme)
    assert shown[0] in run(tmp_path, "test_app.py")


def test_the_other_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, in one session, where a program in another language is not started."""
    import openai

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("LICENCE", "a licence")
    monkeypatch.setattr(subprocess, "run", Mock())
    for place in ("recordings", "tests/recordings"):
        shutil.copytree(ROOT / "examples" / "replay" / "recordings", place)
    import httpx

    names: dict[str, Any] = {
        "pytest": pytest, "httpx": httpx, "httpx2": httpx2, "openai": openai, "os": os,
        "subprocess": subprocess,
    }  # fmt: skip
    for number, block in enumerate(block for block in BLOCKS if block not in TESTS):
        exec(compile(block, f"docs/replay.md, block {number}", "exec"), names)
