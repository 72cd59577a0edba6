"""Measures one contender's memory: reads an order as JSON from stdin, prints the result as JSON."""

from __future__ import annotations

import contextlib
import gc
import json
import resource
import sys
from pathlib import Path

from pybench.registry import make

PAGE = resource.getpagesize()


def resident() -> int:
    """Bytes of memory that the process uses now."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE
    except OSError:
        return peak()


def peak() -> int:
    """Peak memory of the process in bytes, since `forget_peak` where that is supported."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def forget_peak() -> None:
    """Resets the peak, if the system supports it."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def main() -> None:
    """Carries out the order."""
    order = json.load(sys.stdin)
    contender = make(order["contender"])
    paths = order["paths"]
    # The first use may import more modules, which must not count as memory of the recordings.
    for _ in contender.merged_all(paths[:1]):
        pass
    gc.collect()
    forget_peak()
    before = resident()
    if order["task"] == "peak":
        for _ in contender.merged_all(paths):
            pass
        result = {"bytes": max(peak() - before, 0)}
    else:
        held = [contender.hold(path) for path in paths]
        gc.collect()
        result = {"bytes": resident() - before, "held": len(held)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
