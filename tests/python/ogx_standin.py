"""A package in place of OGX: a recorder with the names, signatures and results of the real one.

It is written for the tests, in as few lines as it takes, on top of the reference readings.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from ogx_reading import write as write_json

from deltafold import ogx

# What the drop-in replaces.
FUNCTIONS = (
    "_recording_from_file",
    "normalize_inference_request",
    "normalize_tool_request",
    "normalize_http_request",
    "_model_identifiers_digest",
    "_combine_model_list_responses",
)
METHOD = "_model_list_responses"
REPLACED = (*FUNCTIONS, f"ResponseStorage.{METHOD}")

CONTEXT = """
import contextvars
import os

_current = contextvars.ContextVar("test_id", default=None)

def get_test_context():
    return _current.get()

def set_test_context(test_id):
    return _current.set(test_id)

def reset_test_context(token):
    _current.reset(token)

def is_debug_mode():
    return os.environ.get("STANDIN_DEBUG") == "1"
"""

RECORDER = """
import hashlib
import json
import logging
from pathlib import Path

import hash_reference
import ogx_reference
from PACKAGE.core.testing_context import get_test_context, is_debug_mode

logger = logging.getLogger(__name__)

# What the tests read, to see which function has answered.
calls = []

class ResponseStorage:
    def __init__(self, base_dir):
        self.base_dir = base_dir

    def _get_test_dir(self):
        test_id = get_test_context()
        if not test_id:
            return self.base_dir / "recordings"
        inner = Path(test_id.split("::")[0]).parent / "recordings"
        absolute = self.base_dir.is_absolute()
        return self.base_dir.parent.parent.parent / inner if absolute else inner

    def find_recording(self, request_hash):
        for directory in (self._get_test_dir(), self.base_dir / "recordings"):
            path = directory / f"{request_hash}.json"
            if path.exists():
                return _recording_from_file(path)
        return None

    def _model_list_responses(self, request_hash):
        calls.append("_model_list_responses")
        directories = [self._get_test_dir(), self.base_dir / "recordings"]
        pattern = f"models-{request_hash}-*.json"
        return [_recording_from_file(path) for each in directories for path in each.glob(pattern)]

def _deserialize_response(data):
    warned = []
    built = ogx_reference.built(data, warned)
    for warning in warned:
        logger.warning(warning.text)
    return built

def _recording_from_file(response_path):
    calls.append("_recording_from_file")
    record = json.loads(Path(response_path).read_text())
    for new, old in (record.get("id_normalization_mapping") or {}).items():
        record = json.loads(json.dumps(record).replace(old, new))
        record["id_normalization_mapping"] = {}
    body = record["response"].get("body")
    many = isinstance(body, list)
    built = [_deserialize_response(item) for item in body] if many else _deserialize_response(body)
    record["response"]["body"] = built
    return record

def _log(kind, made):
    if is_debug_mode():
        logger.log(logging.INFO, f"{kind} for {get_test_context()}: {made}")
    return made

def normalize_inference_request(method, url, headers, body):
    calls.append("normalize_inference_request")
    test_id = get_test_context()
    made = hash_reference.request_hash(method, url, headers, body, test_id=test_id)
    return _log("inference", made)

def normalize_tool_request(provider_name, tool_name, kwargs):
    calls.append("normalize_tool_request")
    return hash_reference.tool_request_hash(provider_name, tool_name, kwargs)

def normalize_http_request(url, method, payload):
    calls.append("normalize_http_request")
    test_id = get_test_context()
    return _log("http", hash_reference.http_request_hash(url, method, payload, test_id=test_id))

def _model_identifiers_digest(endpoint, response):
    calls.append("_model_identifiers_digest")
    body = response["body"]
    models = body["models"] if "models" in body else body
    key = "model" if endpoint == "/api/tags" else "id"
    names = sorted({getattr(model, key) for model in models})
    return hashlib.sha256("|".join(names).encode()).hexdigest()[:8]

def _combine_model_list_responses(endpoint, records):
    calls.append("_combine_model_list_responses")
    if not records:
        return None
    found = {}
    for record in records:
        body = record["response"]["body"]
        is_ollama = endpoint == "/api/tags"
        for model in body.models if is_ollama else body:
            found[model.model if is_ollama else model.id] = model
    ordered = [found[name] for name in sorted(found)]
    if endpoint == "/api/tags":
        from ollama import ListResponse
        ordered = ListResponse(models=ordered)
    request = records[0].get("request", {})
    request["endpoint"] = endpoint
    return {"request": request, "response": {"body": ordered, "is_streaming": False}}
"""

# What an older recorder had: hashes of bodies as they stand, and no rerank.
OLDER = {
    "    made = hash_reference.request_hash(method, url, headers, body, test_id=test_id)": (
        "    made = hash_reference.tool_request_hash(method, url, body)"
    ),
    "def normalize_http_request(": "def _no_such_thing_yet(",
}


def write(root: Path, package: str = "ogx", changes: dict[str, str] | None = None) -> None:
    """The package below `root`, its recorder with `changes` of its text."""
    text = RECORDER.replace("PACKAGE", package)
    for old, new in (changes or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    for name, content in (
        ("__init__", ""),
        ("testing/__init__", ""),
        ("core/__init__", ""),
        ("core/testing_context", CONTEXT),
        ("testing/api_recorder", text),
    ):
        path = root / package / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def load(root: Path, package: str = "ogx", changes: dict[str, str] | None = None) -> ModuleType:
    """The recorder of such a package, whose `root` is on the path."""
    write(root, package, changes)
    importlib.invalidate_caches()
    return importlib.import_module(f"{package}.testing.api_recorder")


def context(recorder: ModuleType) -> ModuleType:
    """The module that holds the running test's id."""
    package = recorder.__name__.partition(".")[0]
    return sys.modules[f"{package}.core.testing_context"]


def forget() -> None:
    """Let the next test import a package of its own."""
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("ogx", "llama_stack"):
            del sys.modules[name]


@contextmanager
def importable(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Packages below `root` can be imported in the block; nothing is installed after it."""
    forget()
    monkeypatch.syspath_prepend(root)
    yield
    ogx.uninstall()
    forget()


def state(module: ModuleType) -> list[object]:
    """The very objects that may be replaced, and all names."""
    found = [vars(module).get(name) for name in FUNCTIONS]
    return [*found, vars(module.ResponseStorage)[METHOD], sorted(vars(module))]


def answered(module: ModuleType) -> list[str]:
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
