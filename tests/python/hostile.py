"""Runs a snippet of Python in a process of its own, with little of what it needs, and says how that ended.

For input that may end the process: a crash is then a failed test, not the end of all of them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import deltafold

HERE = Path(__file__).parent

#: Done in the process before the snippet runs. Limits come after the imports, so that they bind
#: what the snippet does; the snippet runs in a thread, whose stack can be chosen.
SET_UP = """
import linecache, os, resource, sys, threading, tokenize, traceback
import deltafold
stack, memory, threads = {stack!r}, {memory!r}, {threads!r}
used = next(int(line.split()[1]) << 10 for line in open("/proc/self/status") if line.startswith("VmSize"))
if memory is not None:
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
if threads is not None:
    if os.getuid() == 0:
        # The limit does not hold for root; a user with no other processes makes it exact.
        os.setuid(60_000 + os.getpid())
        running = 1
    else:
        running = sum(
            len(os.listdir(f"/proc/{{pid}}/task"))
            for pid in os.listdir("/proc")
            if pid.isdigit() and os.stat(f"/proc/{{pid}}").st_uid == os.getuid()
        )
    # One more is the thread of the snippet.
    resource.setrlimit(resource.RLIMIT_NPROC, (running + 1 + threads,) * 2)
if stack is not None:
    threading.stack_size(stack)
failed = []
def run():
    try:
        exec(compile(sys.stdin.read(), "<snippet>", "exec"), {{"__name__": "__main__", "deltafold": deltafold}})
    except BaseException:
        failed.append(True)
        traceback.print_exc()
if stack is None and threads is None:
    run()
else:
    thread = threading.Thread(target=run)
    thread.start()
    if stack is not None:
        threading.stack_size(0)
    thread.join()
sys.stdout.flush()
sys.exit(1 if failed else 0)
"""


@dataclass(frozen=True)
class Outcome:
    """How a snippet ended."""

    #: The name of the signal that ended the process, such as "SIGSEGV"; None if it ended by itself.
    signal: str | None
    #: What it exited with: 0, or 1 after an exception. None if a signal or the timeout ended it.
    code: int | None
    timed_out: bool
    stdout: str
    stderr: str

    @property
    def exception(self) -> str | None:
        """The last line of the traceback: class and message of the exception that was not caught."""
        return self.stderr.strip().rsplit("\n", 1)[-1] if self.code == 1 else None


def run(
    snippet: str,
    *,
    stack: int | None = None,
    memory: int | None = None,
    threads: int | None = None,
    timeout: float = 120,
) -> Outcome:
    """Runs `snippet`, which finds `deltafold` imported, and modules of this folder importable.

    `stack` is the size of the stack of the thread in which it runs, `memory` so many bytes of
    address space it may take beyond what importing took, `threads` so many threads it may start.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(HERE), str(Path(deltafold.__file__).parents[1])]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = SET_UP.format(stack=stack, memory=memory, threads=threads)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        errors="replace",
    ) as process:
        try:
            stdout, stderr = process.communicate(textwrap.dedent(snippet), timeout=timeout)
            timed_out = False
        except subprocess.TimeoutExpired:
            process.kill()
            stdout, stderr = process.communicate()
            timed_out = True
    code = process.returncode
    return Outcome(
        signal=signal.Signals(-code).name if code < 0 and not timed_out else None,
        code=code if code >= 0 and not timed_out else None,
        timed_out=timed_out,
        stdout=stdout,
        stderr=stderr,
    )


def survives(snippet: str, **limits: float | None) -> Outcome:
    """Runs `snippet` as `run` does; fails unless it ends by itself, with or without an exception."""
    outcome = run(snippet, **limits)  # type: ignore[arg-type]
    told = f"{outcome.signal or ''}\n{outcome.stdout[-2000:]}\n{outcome.stderr[-4000:]}"
    assert not outcome.timed_out, f"did not end: {told}"
    assert outcome.signal is None, f"was ended by {told}"
    assert "panicked" not in outcome.stderr and "PanicException" not in outcome.stderr, told
    return outcome


def passes(snippet: str, **limits: float | None) -> str:
    """Runs `snippet` as `run` does; fails unless it ends without an exception. What it printed."""
    outcome = survives(snippet, **limits)
    assert outcome.code == 0, outcome.stderr[-4000:]
    return outcome.stdout


def raises(expected: str, snippet: str, **limits: float | None) -> str:
    """Runs `snippet` as `run` does; fails unless it raises an exception of this name. Its last line."""
    outcome = survives(snippet, **limits)
    assert outcome.exception is not None, f"raised nothing: {outcome.stdout[-2000:]}"
    name = outcome.exception.split(":", 1)[0]
    assert name.rsplit(".", 1)[-1] == expected, outcome.stderr[-4000:]
    return outcome.exception
