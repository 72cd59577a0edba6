"""Measures calls through the patched clients of a real recorder, with the drop-in and without.

After `make test-ogx`, in its environment:

    DELTAFOLD_OGX_RELEASE=.venv-compat/ogx/releases/1.5.0 PYTHONPATH=python:tests/python \
      .venv-compat/ogx/bin/python benches/ogx_calls.py

Each way runs in a process of its own; times are CPU times of the process, µs a call, the least of
several rounds.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import ogx_recorders
import ogx_session as session
import pytest

from deltafold import ogx

FILES = 1_860
CALLS, ROUNDS = 100, 5
# Longer than the coarsest clock of a file system.
SETTLE_SECONDS = 3
MEASURED = {
    "chat": session.chat(),
    "chat stream": session.chat_stream(n=2),
    "model list": session.models,
}


async def called(recorder: Any, place: Path, how: str, rounds: int) -> dict[str, float]:
    clients = session.Clients()
    found: dict[str, float] = {}
    with recorder.api_recording(how, place), ogx_recorders.running(session.TEST):
        for name, call in MEASURED.items():
            await call(clients)
            times = []
            for _ in range(rounds):
                start = time.process_time()
                for _ in range(CALLS):
                    await call(clients)
                times.append((time.process_time() - start) / CALLS * 1e6)
            found[name] = min(times, default=0.0)
    return found


def measure(place: Path, objects: Any) -> None:
    recorder = ogx_recorders.load()
    with pytest.MonkeyPatch.context() as patch, session.without_network(patch):
        if objects == "record":
            asyncio.run(called(recorder, place, "record", 0))
            return
        logging.disable()
        if objects != "none":
            ogx.install(objects, module=recorder)
        gc.freeze()
        found = asyncio.run(called(recorder, place, "replay", ROUNDS))
    print(f"| {objects} | " + " | ".join(f"{value:,.0f}" for value in found.values()) + " |")


def main() -> None:
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]), sys.argv[2])
        return
    with tempfile.TemporaryDirectory() as root:
        place = Path(root, "repository/tests/integration/common")
        place.mkdir(parents=True)

        def run(objects: str) -> None:
            subprocess.run([sys.executable, __file__, str(place), objects], check=True)

        run("record")
        for directory in (place, place.parent / "inference"):
            (directory / "recordings").mkdir(exist_ok=True)
            for number in range(FILES):
                (directory / "recordings" / f"{number:064x}.json").write_text("{}")
        time.sleep(SETTLE_SECONDS)
        print(f"| {os.environ['DELTAFOLD_OGX_RELEASE']} | " + " | ".join(MEASURED) + " |")
        for objects in ("none", "openai", "lazy", "deltafold"):
            run(objects)


if __name__ == "__main__":
    main()
