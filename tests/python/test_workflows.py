"""The workflows of .github run what is there: targets of the Makefile, files, and the versions of Python and Rust."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from conftest import ROOT

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WORKFLOWS = {path.stem: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")
#: What a job makes is not there before it ran.
MADE = ("dist", "sbom/", "fuzz/artifacts")


def jobs(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))["jobs"]
    return found


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in jobs(name).values() for step in job["steps"]]


def needed_by(job: dict[str, Any]) -> set[str]:
    needs = job.get("needs", [])
    return {needs} if isinstance(needs, str) else set(needs)


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]
    return found


def supported() -> list[str]:
    found = map(CLASSIFIER.fullmatch, project()["classifiers"])
    return [version[1] for version in found if version]


def test_there_are_the_two_workflows() -> None:
    assert list(WORKFLOWS) == ["ci", "release"]
    assert all(len(steps(name)) > 10 for name in WORKFLOWS)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_named_targets_exist(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = "\n".join(step.get("run", "") for step in steps(name))
    targets = re.findall(r"^ *make ([a-z-]+)", commands, re.MULTILINE)
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_named_paths_exist(name: str) -> None:
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    paths = re.findall(r"(?<![\w/@.-])(?:examples|tests|tools|fuzz|requirements)/[\w./-]+", text)
    paths += re.findall(r"\b[\w-]+\.toml\b", text)
    assert paths
    for path in paths:
        assert path.startswith(MADE) or (ROOT / path).exists(), path


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_versions_of_python_are_those_of_the_package(name: str) -> None:
    least = project()["requires-python"].removeprefix(">=")
    assert supported()[0] == least
    matrices = [job.get("strategy", {}).get("matrix", {}) for job in jobs(name).values()]
    versions = [matrix["python"] for matrix in matrices if "python" in matrix]
    # Wheels are built for all versions at once.
    for step in steps(name):
        _, named, interpreters = step.get("with", {}).get("args", "").partition("--interpreter ")
        versions += [interpreters.split()] if named else []
    assert versions
    assert all(version == supported() for version in versions)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_has_a_version(name: str) -> None:
    used = [step["uses"] for step in steps(name) if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+(\.\d+)*", action), action


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_job_needs_jobs_that_are_there_and_may_do_what_it_says_only(name: str) -> None:
    workflow = yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for title, job in workflow["jobs"].items():
        assert needed_by(job) <= workflow["jobs"].keys()
        assert ("permissions" in job) == (title == "publish"), title


def test_what_is_published_is_all_that_was_built_and_tested() -> None:
    others = jobs("release").keys() - {"publish"}
    needed: set[str] = set()
    left = ["publish"]
    while left:
        new = needed_by(jobs("release")[left.pop()])
        left += new - needed
        needed |= new
    assert needed == others


def test_the_oldest_rust_is_that_of_the_crate() -> None:
    crate = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
    (command,) = (
        step["run"]
        for step in jobs("ci")["oldest-rust"]["steps"]
        if "rustup" in step.get("run", "")
    )
    assert command.startswith(f"rustup toolchain install {crate['rust-version']}.0 ")
