"""The profile of hypothesis that `make test-long` names: other seeds, and more examples."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import is_hypothesis_test, settings

TIMES = 10
PROFILE = "long"

settings.register_profile(PROFILE, derandomize=False, database=None, print_blob=True)


def load_profile() -> None:
    """Loads the profile that the environment names; without one it is hypothesis' own choice."""
    if name := os.environ.get("DELTAFOLD_HYPOTHESIS"):
        settings.load_profile(name)


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
