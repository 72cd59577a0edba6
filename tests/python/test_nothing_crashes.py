"""Nothing crashes the process: whatever the input, an answer or an exception. Each in a process of its own."""

from __future__ import annotations

import sys

import pytest
from hostile import passes, raises, run

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="limits of a process are Linux's here"
)


def test_the_process_of_its_own_says_how_it_ended() -> None:
    assert run("import os; os.abort()").signal == "SIGABRT"
    assert run("import time; time.sleep(60)", timeout=0.5).timed_out
    assert raises("ZeroDivisionError", "1 / 0") == "ZeroDivisionError: division by zero"
    assert passes("print('x')") == "x\n"


def test_the_limits_of_the_process_hold() -> None:
    raises("MemoryError", "bytearray(1 << 28)", memory=1 << 26)
    passes("bytearray(1 << 28)", memory=1 << 30)
    start = "import threading, time\nfor _ in range({}): threading.Thread(target=time.sleep, args=(1,)).start()"
    raises("RuntimeError", start.format(3), threads=2)
    passes(start.format(2), threads=2)
    with_stack = "import json; json.loads('[' * {0} + ']' * {0})"
    passes(with_stack.format(900), stack=1 << 20)
