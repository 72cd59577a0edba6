"""What is locked installs with the oldest pip that a Python brings, by the Makefile's own commands.

A pip that is older than the one at hand reads lock files otherwise. `make test-locks` runs this: it
needs the network, or pip's cache. PYTHONS are the interpreters.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHONS = os.environ.get("PYTHONS", sys.executable).split()


def run(*command: str | Path) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("python", PYTHONS)
def test_the_oldest_pip_installs_what_is_locked(python: str, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    make = ["make", f"VENV={venv}", f"PYTHON={python}"]
    run(*make, f"{venv}/stamps/build")
    pip = [f"{venv}/bin/python", "-m", "pip"]
    oldest = ROOT / "requirements" / "oldest-pip.txt"
    run(*pip, "install", "--quiet", "--no-deps", "--require-hashes", "-r", oldest)
    versions = re.findall(r"^pip==(\S+)", oldest.read_text(), flags=re.MULTILINE)
    assert run(*pip, "--version").split()[1] in versions

    run(*make, f"{venv}/stamps/dev")

    wanted = re.findall(r"^openai==(\S+)", Path(ROOT, "requirements/dev.txt").read_text(), re.M)
    show = "from importlib.metadata import version; print(version('openai'))"
    assert run(venv / "bin" / "python", "-c", show).split() == wanted


def test_a_package_without_its_hash_is_refused(tmp_path: Path) -> None:
    """The commands that install take nothing that is not in the lock file."""
    lock = tmp_path / "lock.txt"
    lock.write_text("iniconfig==2.1.0\n")
    makefile = tmp_path / "Makefile"
    text = ROOT.joinpath("Makefile").read_text()
    makefile.write_text(text + f"\nrefused:\n\t$(call install,{sys.prefix},{lock})\n")
    done = subprocess.run(
        ["make", "-f", makefile, "refused"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "--require-hashes" in done.stderr, done.stderr
