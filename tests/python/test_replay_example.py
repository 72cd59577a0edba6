"""examples/replay: its tests pass without a network, and its recordings are what our code records."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from replay_upstream import check_file

EXAMPLE = ROOT / "examples" / "replay"

#: What answers when the example is recorded.
API = """
import json

import httpx2
import pytest


def chunk(delta, reason=None):
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1760000000,
        "model": "gpt-5-mini",
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
    }


def answer(request):
    messages = json.loads(request.content)["messages"]
    question, last = messages[0]["content"], messages[-1]
    if "oldest" in question:
        error = {"message": "Rate limit reached.", "type": "requests", "code": "rate_limit_exceeded"}
        return httpx2.Response(429, json={"error": error})
    if "How tall" in question and last["role"] == "user":
        call = {"index": 0, "id": "call_1", "type": "function"}
        deltas = [{"role": "assistant", "tool_calls": [{**call, "function": {"name": "height"}}]}]
        for piece in ['{"tr', 'ee": "oak"}']:
            deltas.append({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
        chunks = [*map(chunk, deltas), chunk({}, "tool_calls")]
    else:
        text = "A willow bends and stays."
        if last["role"] == "tool":
            text = f"An oak becomes {last['content']} metres tall."
        pieces = [{"content": f"{word} "} for word in text.split()]
        chunks = [chunk({"role": "assistant"}), *map(chunk, pieces), chunk({}, "stop")]
    data = "".join(f"data: {json.dumps(each)}\\n\\n" for each in chunks)
    headers = {"content-type": "text/event-stream"}
    return httpx2.Response(200, headers=headers, text=data + "data: [DONE]\\n\\n")


@pytest.fixture
def llm_upstream():
    return httpx2.MockTransport(answer)
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy, in which nothing but the plugin is configured."""
    folder = tmp_path / "replay"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return folder


#: The plugin of hypothesis takes longer to import than the tests take.
WITHOUT = ["-p", "no:cacheprovider", "-p", "no:hypothesispytest"]


def run(folder: Path, *args: str) -> str:
    command = [sys.executable, "-m", "pytest", *WITHOUT, *args]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_tests_of_the_example_pass(example: Path) -> None:
    assert "llm recordings: 4 hits, 0 misses, 0 unused\n" in run(example)


def test_its_recordings_are_those_of_our_code(example: Path) -> None:
    """Set DELTAFOLD_UPDATE to a word to write them anew."""
    (example / "conftest.py").write_text(API)
    assert "4 recorded" in run(example, "--llm-record=all")
    if os.environ.get("DELTAFOLD_UPDATE"):
        shutil.rmtree(EXAMPLE / "recordings", ignore_errors=True)
        shutil.copytree(example / "recordings", EXAMPLE / "recordings")
    assert recorded(example) == recorded(EXAMPLE)
    for path in (EXAMPLE / "recordings").iterdir():
        check_file(path)


def recorded(folder: Path) -> dict[str, Any]:
    """What the recordings say, but for when it came."""
    found = {path.name: json.loads(path.read_bytes()) for path in (folder / "recordings").iterdir()}
    for record in found.values():
        record.pop("times", None)
    return found
