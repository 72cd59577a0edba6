"""The committed recordings are what their generator makes."""

import subprocess
import sys
from pathlib import Path

GENERATOR = Path(__file__).parents[1] / "fixtures" / "make_recordings.py"


def test_the_recordings_are_as_generated() -> None:
    """An edit by hand, or a shape changed without running the generator, shows here."""
    command = [sys.executable, str(GENERATOR), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
