"""The lock files hold all that an environment needs, pinned and with hashes, so pip resolves nothing.

That they install with the oldest pip is tested by `make test-locks`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import metadata

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REQUIREMENTS = ROOT / "requirements"
LOCKS = sorted(path.stem for path in REQUIREMENTS.glob("*.txt"))
SUPPORTED = ["3.10", "3.11", "3.12", "3.13", "3.14"]
HASHES = re.compile(r"( --hash=sha256:[0-9a-f]{64})+")


def entries(lock: str) -> Iterator[str]:
    """Each requirement of a lock file on one line, with its hashes."""
    text = (REQUIREMENTS / f"{lock}.txt").read_text()
    for line in text.replace("\\\n", "").splitlines():
        yield re.sub(r"\s+", " ", line)


def requirements(lock: str) -> list[Requirement]:
    return [Requirement(entry.partition(" --hash")[0]) for entry in entries(lock)]


def pins(lock: str, **environment: str) -> dict[str, Requirement]:
    """What is installed from a lock file, by name; by default with this interpreter."""
    found: dict[str, Requirement] = {}
    for one in requirements(lock):
        if one.marker is None or one.marker.evaluate(environment):
            name = canonicalize_name(one.name)
            assert name not in found, f"{name} is pinned twice for {environment or 'this Python'}"
            found[name] = one
    return found


def version_of(pin: Requirement) -> str:
    (specifier,) = pin.specifier
    assert specifier.operator == "==", pin
    assert "*" not in specifier.version, pin
    return specifier.version


def test_every_file_of_requirements_is_locked() -> None:
    assert sorted(path.stem for path in REQUIREMENTS.glob("*.in")) == LOCKS


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_with_hashes(lock: str) -> None:
    assert list(entries(lock))
    for entry in entries(lock):
        pin, start, hashes = entry.partition(" --hash")
        assert HASHES.fullmatch(start + hashes), entry
        assert version_of(Requirement(pin))


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", SUPPORTED)
@pytest.mark.parametrize("lock", LOCKS)
def test_markers_name_one_version_for_each_python(lock: str, python: str, platform: str) -> None:
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
    }
    found = pins(lock, **environment)
    for line in (REQUIREMENTS / f"{lock}.in").read_text().splitlines():
        if line.startswith(("#", "-c ")):
            continue
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate(environment):
            pin = found[canonicalize_name(wanted.name)]
            assert wanted.specifier.contains(version_of(pin)), pin
            assert wanted.extras <= pin.extras, pin


def test_what_is_installed_is_locked_with_all_it_requires() -> None:
    """`pip check` does not look at extras, whose packages `--no-deps` leaves out as well."""
    locked = pins("dev")
    for name, pin in locked.items():
        assert metadata.version(name) == version_of(pin)
        for text in metadata.requires(name) or []:
            required = Requirement(text)
            if not any(applies(required, extra) for extra in {"", *pin.extras}):
                continue
            other = locked.get(canonicalize_name(required.name))
            assert other is not None, f"{pin} requires {required}, which is not locked"
            assert required.specifier.contains(version_of(other), prereleases=True), required
            assert required.extras <= other.extras, f"{pin} requires {required}, locked is {other}"


def applies(required: Requirement, extra: str) -> bool:
    return required.marker is None or required.marker.evaluate({"extra": extra})


@pytest.mark.parametrize("python", SUPPORTED)
def test_the_environment_is_built_with_what_it_is_developed_with(python: str) -> None:
    """Environments get build.txt first, then dev.txt."""
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    build, dev = pins("build", **environment), pins("dev", **environment)
    assert {name: version_of(pin) for name, pin in build.items()}.items() <= {
        name: version_of(pin) for name, pin in dev.items()
    }.items()


@pytest.mark.parametrize("python", SUPPORTED)
def test_the_build_system_is_the_locked_one(python: str) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    required = map(Requirement, project["build-system"]["requires"])
    named = {
        one.name: version_of(one)
        for one in required
        if one.marker is None or one.marker.evaluate(environment)
    }
    assert named == {name: version_of(pin) for name, pin in pins("build", **environment).items()}
    assert project["tool"]["maturin"]["locked"] is True


def test_the_makefile_installs_nothing_else() -> None:
    """Each command of pip's is the one that resolves nothing, or takes the wheel that was built."""
    text = (ROOT / "Makefile").read_text().replace("\\\n", "")
    commands = [line for line in text.splitlines() if "pip install" in line]
    assert commands
    for command in commands:
        assert "--no-deps" in command, command
        assert "--no-index" in command or "--require-hashes --only-binary :all:" in command, command
    cargo = re.findall(r"(?:cargo|/maturin) (?:test|bench|clippy|doc|build|develop)\b.*", text)
    assert cargo
    assert all("--locked" in command for command in cargo), cargo
