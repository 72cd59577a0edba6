"""Tests what a recorder's functions do, so that only those that do the same are replaced.

The recorder's rules for hashes have changed over the years, and a suite whose recordings are named
by older rules must keep them. The tests call copies of the functions, with their own logger and
test id, so that they leave no trace.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, TypeAlias

from deltafold import _core
from deltafold.ogx._models import MODEL_LIST_ENDPOINTS, combine_model_lists
from deltafold.ogx._models import model_identifiers_digest as digest
from deltafold.ogx._reading import recording_from_file

TEST_ID = "tests/test_probe.py::test_probe[1]"
_UUID = "01234567-89ab-cdef-0123-456789abcdef"
_EXTRA = {"project_id": "p", "guided_choice": ["a"], "score": 0.123456789}
# A body for each rule of the hash, and all of them together.
_BODIES: list[dict[str, Any]] = [
    {"model": "m", "temperature": 0.1, "n": 1, "stop": None, "stream": True},
    {"x": 2.123456789},
    {"x": "about 2.123456789"},
    {"x": "score: 0.5, attributes: {'a': 1}"},
    {"x": f"document_id: {_UUID} <|{_UUID}|>"},
    {"extra_body": _EXTRA, "extra_query": _EXTRA},
    {"messages": [{"extra_body": _EXTRA, "content": [[1.0000001]]}]},
    {"nested": {"extra_body": _EXTRA, "stream_options": {}}, "stream_options": {"a": 1}},
]
_HOSTS = ("https://api.example", "https://bedrock.example")
_PATHS = ("/v1/chat/completions", "/v1/v1/models;a", *MODEL_LIST_ENDPOINTS)


class Probe:
    """A stand-in for a class of recorded objects that validates without any package."""

    def __init__(self, **data: Any) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Probe) and self.data == other.data

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def model_validate(cls, data: dict[str, Any]) -> Probe:
        if "bad" in data:
            raise ValueError("bad")
        return cls(validated=True, **data)

    @classmethod
    def model_construct(cls, **data: Any) -> Probe:
        if data["bad"] == "too bad":
            raise TypeError("too bad")
        return cls(**data)


class _Silent:
    """A logger that counts its warnings."""

    def __init__(self) -> None:
        self.warned = 0

    def warning(self, *_: object, **__: object) -> None:
        self.warned += 1

    def info(self, *_: object, **__: object) -> None:
        pass

    debug = error = info


Function: TypeAlias = Callable[..., Any]
Question: TypeAlias = Callable[[Function, _Silent], bool]


def answers(module: ModuleType) -> dict[str, bool]:
    """Whether each function of the recorder gives the same results as ours."""
    logger = _Silent()
    names = _copies(module, logger)
    return {
        name: _same(question, names[name], logger)
        for name, question in _QUESTIONS.items()
        if name in names
    }


def _copies(module: ModuleType, logger: _Silent) -> dict[str, Any]:
    """The module's names, with copies of its functions that use these names as globals."""
    names = dict(vars(module))
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__globals__ is vars(module):
            copy = FunctionType(value.__code__, names, name, value.__defaults__, value.__closure__)
            copy.__kwdefaults__ = value.__kwdefaults__
            names[name] = copy
    names["logger"] = logger
    names["get_test_context"] = lambda: TEST_ID
    names["is_debug_mode"] = lambda: False
    return names


def _same(question: Question, function: Function, logger: _Silent) -> bool:
    try:
        return question(function, logger)
    except Exception:
        # A function that raises does not do the same as ours.
        return False


def _reads(function: Function, logger: _Silent) -> bool:
    """Compares objects, both fallbacks with their warnings, and the mapping of ids."""
    # Only needed when the drop-in is installed.
    import tempfile

    kind = f"{Probe.__module__}.{Probe.__qualname__}"
    data: list[Any] = [{"a": "id-1"}, {"bad": "a"}, {"bad": "too bad"}]
    body: list[Any] = [{"__type__": kind, "__data__": each} for each in data]
    body += [{"__type__": "deltafold.no_such_module.X", "__data__": {}}, {"plain": 1}, "line"]
    ours = logging.Logger("deltafold.ogx.probe")
    counted = _Silent()
    ours.warning = counted.warning  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "probe.json")
        for mapping in ({}, {"id-2": "id-1"}):
            for each in (body, body[0], body[-2]):
                record = {"response": {"body": each}, "id_normalization_mapping": mapping}
                path.write_text(json.dumps(record), encoding="utf-8")
                if function(path) != recording_from_file(path, logger=ours):
                    return False
    return logger.warned == counted.warned


def _hashes_inference(function: Function, _: _Silent) -> bool:
    return all(
        function("post", url, {}, body)
        == _core.request_hash("post", url, {}, body, test_id=TEST_ID)
        for url in (host + path for host in _HOSTS for path in _PATHS)
        for body in _BODIES
    )


def _hashes_tools(function: Function, _: _Silent) -> bool:
    return all(
        function("p", "t", body) == _core.tool_request_hash("p", "t", body) for body in _BODIES
    )


def _hashes_http(function: Function, _: _Silent) -> bool:
    return all(
        function(url, "post", body) == _core.http_request_hash(url, "post", body, test_id=TEST_ID)
        for url in _HOSTS
        for body in _BODIES
    )


def _models() -> list[Any]:
    return [SimpleNamespace(id=name, model=name, turn=turn) for turn, name in enumerate("bcab")]


def _digests(function: Function, _: _Silent) -> bool:
    models = _models()
    return all(
        function(endpoint, {"body": body}) == digest(endpoint, {"body": body})
        for endpoint in MODEL_LIST_ENDPOINTS
        for body in (models, {"models": models})
    )


def _unites(function: Function, _: _Silent) -> bool:
    """Compares openai lists only, since ollama may not be installed."""

    def records() -> list[Any]:
        models = _models()
        return [
            {"request": {"endpoint": "x", "turn": turn}, "response": {"body": body}}
            for turn, body in enumerate((models[:3], models[3:]))
        ]

    return function("/v1/models", []) is None and all(
        _plain(function(endpoint, records())) == _plain(combine_model_lists(endpoint, records()))
        for endpoint in MODEL_LIST_ENDPOINTS[1:]
    )


def _plain(record: Any) -> Any:
    return record["request"], [vars(model) for model in record["response"]["body"]], list(record)


_QUESTIONS: dict[str, Question] = {
    "_recording_from_file": _reads,
    "normalize_inference_request": _hashes_inference,
    "normalize_tool_request": _hashes_tools,
    "normalize_http_request": _hashes_http,
    "_model_identifiers_digest": _digests,
    "_combine_model_list_responses": _unites,
}
