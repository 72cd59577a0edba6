"""The mirrored types are what the tool makes of the SDKs that are locked."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SDKS = ["openai", "anthropic", "google.genai", "ollama", "ruff"]


def is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.skipif(not all(map(is_there, SDKS)), reason="needs all SDKs, and ruff")
def test_the_tool_writes_what_is_there(tmp_path: Path) -> None:
    tool = ROOT / "tools" / "mirror_types"
    command = [sys.executable, "-W", "ignore", str(tool), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    written = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.py"))
    assert len(written) > 200
    package = ROOT / "python" / "deltafold" / "types"
    for path in written:
        assert (tmp_path / path).read_text() == (package / path).read_text(), path
