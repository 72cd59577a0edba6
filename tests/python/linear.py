"""Whether work is linear in its pieces, by CPU time: the only place where a test looks at a clock.

What `TIMES` as many pieces cost is compared with what few cost. Linear work takes `TIMES` as long,
quadratic work `TIMES` squared; three times the expected is the limit, for what else the machine does.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

FEW = 1_000
TIMES = 10
MANY = FEW * TIMES
LIMIT = 3.0
ROUNDS = 3


def cpu_time(work: Callable[[], object]) -> float:
    """The least that this thread took in a few rounds.

    Without collections, whose cost depends on everything that the process has imported.
    """
    taken = []
    gc.disable()
    try:
        for _ in range(ROUNDS):
            before = time.thread_time()
            work()
            taken.append(time.thread_time() - before)
    finally:
        gc.enable()
    return min(taken)


def growth(work: Callable[[list[T]], object], few: list[T], many: list[T]) -> float:
    """How much more a piece of many costs than a piece of few."""
    times = len(many) / len(few)
    return cpu_time(lambda: work(many)) / cpu_time(lambda: work(few)) / times


def linear(work: Callable[[list[T]], object], make: Callable[[int], T]) -> list[T]:
    """`MANY` pieces; asserts that working on them is linear."""
    many = [make(at) for at in range(MANY)]
    found = growth(work, many[:FEW], many)
    assert found < LIMIT, f"a piece of {MANY} costs {found:.1f} times one of {FEW}"
    return many
