"""The recorders of real releases of OGX, which `make test-compat` unpacks, one in each process.

The variable DELTAFOLD_OGX_RELEASE is the folder of a release; without it their tests are skipped.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ogx_reading import write as write_json

from deltafold import ogx
from deltafold.ogx._functions import FUNCTIONS, STORAGE

FOLDER = os.environ.get("DELTAFOLD_OGX_RELEASE", "")
if FOLDER:
    # Some tests change the working directory.
    FOLDER = os.path.realpath(FOLDER)
VERSION = tuple(int(part) for part in Path(FOLDER).name.split(".")) if FOLDER else ()
needed = pytest.mark.skipif(
    not FOLDER, reason="run by make test-compat, which needs Python 3.12 or newer"
)
#: Those whose functions all follow rules that are known.
all_known = pytest.mark.skipif(VERSION < (0, 8), reason="this recorder keeps some functions")
#: For tests that start many processes, of which each imports the recorder.
newest = pytest.mark.skipif(VERSION < (1, 5), reason="run on the newest release only")
NAME = "llama_stack.testing.inference_recorder" if VERSION < (0, 8) else "ogx.testing.api_recorder"
NAMES = [known.name for known in FUNCTIONS]
REPLACED = [known.label for known in FUNCTIONS]

_numbers = itertools.count()


def load() -> ModuleType:
    """The release's recorder; it is imported once."""
    if FOLDER not in sys.path:
        sys.path.insert(0, FOLDER)
    return importlib.import_module(NAME)


@contextmanager
def changed(changes: dict[str, str] | None = None, *, counts: bool = False) -> Iterator[Any]:
    """Another copy of the recorder, its source with `changes`.

    With `counts` it has a list `calls` of the names of its functions that were called.
    """
    real = load()
    text = Path(str(real.__file__)).read_text(encoding="utf-8")
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    tree = ast.parse(text)
    if counts:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in NAMES:
                node.body.insert(0, ast.parse(f"calls.append({node.name!r})").body[0])
    module = ModuleType(f"changed_recorder_{next(_numbers)}")
    module.__dict__.update(__file__=real.__file__, calls=[])
    name = module.__name__
    sys.modules[name] = module
    try:
        exec(
            compile(ast.fix_missing_locations(tree), f"{real.__file__} (changed)", "exec"),
            vars(module),
        )
        yield module
    finally:
        ogx.uninstall(module)
        del sys.modules[name]


def context() -> ModuleType:
    """The module that holds the running test's id."""
    return importlib.import_module("ogx.core.testing_context")


@contextmanager
def running(test_id: str | None) -> Iterator[None]:
    """The recorder sees this test in the block."""
    module = context()
    token = module.set_test_context(test_id)
    try:
        yield
    finally:
        module.reset_test_context(token)


def state(module: Any) -> list[object]:
    """The very objects that may be replaced, and all names."""
    found = [vars(module).get(known.name) for known in FUNCTIONS if not known.in_storage]
    storage = vars(module)[STORAGE]
    found += [vars(storage).get(known.name) for known in FUNCTIONS if known.in_storage]
    return [*found, sorted(vars(module))]


def answered(module: Any) -> list[str]:
    """Which of its own functions the recorder has called since it was last asked."""
    calls = list(module.calls)
    module.calls.clear()
    return calls


def chunk(text: str) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    data = {"id": "rec-1", "created": 0, "model": "m", "object": "chat.completion.chunk"}
    name = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk"
    return {"__type__": name, "__data__": {**data, "choices": [choice]}}


def put(path: Path, body: Any, **request: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_json(path, {"request": request, "response": {"body": body}})
