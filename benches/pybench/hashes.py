"""Requests, and their hashes: by the recorder's rules in Python, and by deltafold."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pybench.files import chat_set
from pybench.measure import Work

REFERENCE = Path(__file__).parents[2] / "tests" / "python" / "hash_reference.py"

Hash = Callable[..., str]


def reference() -> Hash:
    """The reference from the tests: the rules in a few lines of Python."""
    spec = importlib.util.spec_from_file_location("hash_reference", REFERENCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    hashes: Hash = module.request_hash
    return hashes


def requests(files: int) -> tuple[str, list[dict[str, Any]]]:
    """The requests in ``DELTAFOLD_CORPUS``, or in this number of generated recordings."""
    root = os.environ.get("DELTAFOLD_CORPUS")
    if root:
        name, paths = f"DELTAFOLD_CORPUS ({root})", sorted(Path(root).rglob("*.json"))
    else:
        name, paths = "generated", [Path(path) for path in chat_set(files).paths]
    found = []
    for path in paths:
        recording = json.loads(path.read_bytes())
        request = recording.get("request") or {}
        if "body" in request:
            found.append({**request, "test_id": recording.get("test_id")})
    return name, found


def all_of(hashes: Hash, asked: list[dict[str, Any]]) -> Work:
    """Hashes every request."""

    def work() -> None:
        for one in asked:
            hashes(one["method"], one["url"], one["headers"], one["body"], test_id=one["test_id"])

    return work
