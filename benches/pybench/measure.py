"""How things are measured: in alternating rounds, and memory in a process of its own."""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Work = Callable[[], object]
PACKAGES = (
    "deltafold",
    "orjson",
    "msgspec",
    "pydantic",
    "openai",
    "litellm",
    "langchain-core",
)


def in_turn(
    works: Mapping[str, Work], rounds: int, *, freeze: bool = True
) -> dict[str, list[float]]:
    """Seconds that each took, round by round: A B C, A B C, …

    The garbage collector stays on, as in a user's program, and has nothing to collect when a turn
    starts. Imported modules are frozen, so that no contender pays for traversing those of others;
    ``freeze=False`` is for contenders that need the same modules.
    """
    times: dict[str, list[float]] = {key: [] for key in works}
    gc.collect()
    if freeze:
        gc.freeze()
    for _ in range(rounds):
        for key, work in works.items():
            gc.collect()
            start = time.perf_counter()
            work()
            times[key].append(time.perf_counter() - start)
    gc.unfreeze()
    return times


def summary(times: list[float]) -> dict[str, float]:
    """Median, best and worst of some rounds."""
    return {"median": statistics.median(times), "best": min(times), "worst": max(times)}


def in_child(task: str, contender: str, paths: list[str]) -> dict[str, Any]:
    """The result of ``pybench.child`` for one contender, measured in a process of its own."""
    order = json.dumps({"task": task, "contender": contender, "paths": paths})
    run = subprocess.run(
        [sys.executable, "-m", "pybench.child"],
        input=order,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    if run.returncode != 0:
        raise RuntimeError(f"the child for {contender} failed: {run.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def import_times(modules: list[str], rounds: int) -> dict[str, list[float]]:
    """Seconds that a new Python process takes to import each, and to import nothing (``""``)."""

    def run(module: str) -> Work:
        code = f"import {module}" if module else "pass"
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    works = {module: run(module) for module in ["", *modules]}
    in_turn(works, 1)
    return in_turn(works, rounds)


def facts() -> dict[str, Any]:
    """The machine, the Python version and the versions of all measured packages."""
    versions: dict[str, str | None] = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = None
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "cpu": cpu_model(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "versions": versions,
    }


def cpu_model() -> str:
    """The processor's name, if the system provides it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
