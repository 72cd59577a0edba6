"""Each environment of `make test-compat` has what it is there for."""

from __future__ import annotations

import os
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from ogx_reading import MODES, collected, ours, recording, typed, write
from ogx_samples import SDK

NAME = os.environ.get("DELTAFOLD_COMPAT", "")


@pytest.mark.skipif(not NAME.startswith("openai"), reason="in environments of make test-compat")
def test_the_release_of_openai_is_the_one_that_is_meant() -> None:
    named = NAME.removeprefix("openai").split("-")
    assert version("openai").split(".")[: len(named)] == named
    assert find_spec("ollama") and find_spec("pydantic")


def is_there(package: str) -> bool:
    return find_spec(package) is not None


@pytest.mark.skipif(is_there("pydantic") and NAME != "bare", reason="where there is no pydantic")
def test_without_any_sdk_every_object_is_its_data_and_warned_of_twice(tmp_path: Path) -> None:
    assert not any(map(is_there, ["openai", "ollama", "pydantic", "httpx"]))
    path = write(tmp_path / "a.json", recording([typed(name, data) for name, data in SDK]))
    for mode in MODES:
        with collected() as warned:
            assert ours(path, mode)["response"]["body"] == [data for _, data in SDK]
        assert len(warned) == 2 * len(SDK)
