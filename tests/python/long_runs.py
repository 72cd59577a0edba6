"""The profiles of hypothesis: the same examples in each run, or for `make test-long` ten times as many."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

TIMES = 10
USUAL, PROFILE = "usual", "long"

# Examples depend on the seed alone, which pyproject.toml gives and `--hypothesis-seed` changes: not
# on what failed here before. No test may fail because the machine is slow.
for name in USUAL, PROFILE:
    settings.register_profile(
        name,
        derandomize=False,
        database=None,
        print_blob=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def load_profile() -> None:
    """Loads the profile that the environment names; hypothesis' own depends on `CI`."""
    settings.load_profile(os.environ.get("DELTAFOLD_HYPOTHESIS", USUAL))


def lengthen(items: Iterable[pytest.Item]) -> None:
    """Multiplies the examples of each test: a number of its own goes before a profile's."""
    if settings.get_current_profile_name() != PROFILE:
        return
    # The cases of a parametrized test share their function.
    functions: list[Any] = [getattr(item, "obj", None) for item in items]
    tests = {id(one): one for one in functions if is_hypothesis_test(one)}
    for test in tests.values():
        own = test._hypothesis_internal_use_settings
        more = settings(own, max_examples=own.max_examples * TIMES)
        test._hypothesis_internal_use_settings = more
