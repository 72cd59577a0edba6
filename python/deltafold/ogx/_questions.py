"""The inputs on which the recorder's functions are compared with ours."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

TEST_ID = "tests/test_probe.py::test_probe[1]"
_URL = "https://api.example/v1/chat/completions"
_UUID = "01234567-89ab-cdef-0123-456789abcdef"
_EXTRA = {"project_id": "p", "guided_choice": ["a"], "score": 0.123456789}
# A body for each rule of the hash.
_BODIES: dict[str, Any] = {
    "plain values": {"model": "m", "temperature": 0.1, "n": 1, "stop": None, "stream": True},
    "long floats": {"x": 2.123456789, "y": [1.0000001, (0.1234567,)]},
    "digits in a text": {"x": "about 2.123456789"},
    "scores and attributes": {"x": "score: 0.5, attributes: {'a': 1}"},
    "document ids": {"x": f"document_id: {_UUID}"},
    "citations": {"x": f"<|{_UUID}|>"},
    "project ids": {"extra_body": _EXTRA, "extra_query": _EXTRA},
    "project ids in a list": {"messages": [{"extra_body": _EXTRA}]},
    "project ids further down": {"nested": {"extra_body": _EXTRA}},
    "stream options": {"nested": {"stream_options": {}}, "stream_options": {"a": 1}},
    "no dict": [1, "score: 1"],
    "what JSON does not have": {"x": object()},
}
_HOSTS = (
    "https://api.example",
    "https://bedrock.example",
    "http://localhost:8321",
    "http://127.0.0.1",
    "http://0.0.0.0:80",
    "__databricks__",
)
_PATHS = (
    "/v1/chat/completions",
    "/v1/models",
    "/v1/v1/models",
    "/v1/openai/v1/models",
    "/models",
    "/v1/models;a",
    "/v1/models/a",
    "/api/tags",
    "/info",
    "/v1/info",
)
_ENDPOINTS = ("/v1/models", "/v1/openai/v1/models", "/models", "/v1/chat/completions", "/info")


@dataclass(frozen=True)
class Question:
    """One input: `plain` turns what a function gives into values to compare."""

    label: str
    arguments: Callable[[], tuple[Any, ...]]
    plain: Callable[[Any], Any] = lambda given: given
    test_id: str | None = TEST_ID


class Probe:
    """A class of recorded objects that needs no package to validate."""

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


def _recorded(name: str, **data: Any) -> dict[str, Any]:
    return {"__type__": name, "__data__": data}


_KIND = f"{Probe.__module__}.{Probe.__qualname__}"
_ITEMS: dict[str, Any] = {
    "an object": _recorded(_KIND, a="id-1"),
    "an object that does not validate": _recorded(_KIND, bad="a"),
    "an object that cannot be constructed": _recorded(_KIND, bad="too bad"),
    "a class that cannot be imported": _recorded("deltafold.no_such_module.X"),
    "a plain dict": {"plain": 1},
    "a line": "line",
    "null": None,
}


@contextmanager
def _reading() -> Iterator[list[Question]]:
    bodies = {**_ITEMS, "a list": [*_ITEMS.values()], "an empty list": []}
    records: dict[str, Any] = {
        name: {"response": {"body": body, "is_streaming": isinstance(body, list)}}
        for name, body in bodies.items()
    }
    mapped = {**records["a list"], "id_normalization_mapping": {"id-2": "id-1"}}
    records["a mapping of ids"] = mapped
    records["an empty mapping of ids"] = {**mapped, "id_normalization_mapping": {}}
    records["no body"] = {"response": {}}
    records["no response"] = {"request": {"x": 1.5}}
    with tempfile.TemporaryDirectory() as directory:
        paths = {name: Path(directory, f"{turn}.json") for turn, name in enumerate(records)}
        for name, path in paths.items():
            path.write_text(json.dumps(records[name]), encoding="utf-8")
        yield [Question(name, lambda path=path: (path,)) for name, path in paths.items()]  # type: ignore[misc]


@contextmanager
def _inference() -> Iterator[list[Question]]:
    def question(label: str, *arguments: Any, test_id: str | None = TEST_ID) -> Question:
        return Question(label, lambda: arguments, test_id=test_id)

    yield [
        *(question(name, "post", _URL, {}, body) for name, body in _BODIES.items()),
        *(
            question(f"{url}", "post", url, {}, {})
            for url in (h + p for h in _HOSTS for p in _PATHS)
        ),
        question(
            "stream options at bedrock",
            "post",
            "https://bedrock.example/v1/chat/completions",
            {},
            _BODIES["stream options"],
        ),
        question("no test", "post", _URL, {}, {}, test_id=None),
        question("GET", "get", "http://a/info", {"a": "b"}, {}),
    ]


@contextmanager
def _tools() -> Iterator[list[Question]]:
    yield [
        Question(name, lambda body=body: ("p", "t", body))  # type: ignore[misc]
        for name, body in _BODIES.items()
    ]


@contextmanager
def _http() -> Iterator[list[Question]]:
    url = "https://bedrock.example/rerank;a?b=1"
    yield [
        *(
            Question(name, lambda body=body: (url, "post", body))  # type: ignore[misc]
            for name, body in _BODIES.items()
        ),
        Question("no test", lambda: (url, "get", {}), test_id=None),
    ]


def _models(names: str = "bcab") -> list[Any]:
    return [SimpleNamespace(id=name, model=f"m-{name}", at=at) for at, name in enumerate(names)]


_LISTS: dict[str, Any] = {"a list": _models(), "one model": _models("a"), "no models": []}


@contextmanager
def _digests() -> Iterator[list[Question]]:
    yield [
        Question(f"{name} at {endpoint}", lambda e=endpoint, b=body: (e, {"body": b}))  # type: ignore[misc]
        for endpoint in ("/v1/models", "/v1/openai/v1/models", "/api/tags")
        for name, body in {**_LISTS, "models of a dict": {"models": _models()}}.items()
    ]


@contextmanager
def _digests_of_bodies() -> Iterator[list[Question]]:
    yield [
        Question(name, lambda b=body: ({"body": b},))  # type: ignore[misc]
        for name, body in {**_LISTS, "a model id": {"model_id": "m"}}.items()
    ]


@contextmanager
def _unions() -> Iterator[list[Question]]:
    def records(turns: str) -> list[Any]:
        return [
            {"request": {"endpoint": "x", "turn": turn}, "response": {"body": _models(names)}}
            for turn, names in enumerate(turns.split())
        ]

    def plain(record: Any) -> Any:
        if record is None:
            return None
        return record["request"], [vars(each) for each in record["response"]["body"]], [*record]

    def of_ollama() -> list[Any]:
        return [{"response": {"body": SimpleNamespace(models=_models())}}]

    yield [
        Question("a list at /api/tags", lambda: ("/api/tags", of_ollama()), plain),
        *(
            Question(f"{label} at {endpoint}", lambda e=endpoint, t=turns: (e, records(t)), plain)  # type: ignore[misc]
            for endpoint in _ENDPOINTS
            for label, turns in (("no records", ""), ("one", "ba"), ("two", "bca cab"))
        ),
    ]


@contextmanager
def _lists() -> Iterator[list[Question]]:
    """In two directories; the order within one is the file system's, so it is not compared."""
    with tempfile.TemporaryDirectory() as name:
        base, test = Path(name, "base"), Path(name, "test", "recordings")
        for at, directory in enumerate((base / "recordings", base / "recordings", test, test)):
            directory.mkdir(parents=True, exist_ok=True)
            record = {"response": {"body": at}}
            for file in (f"models-h-{at}.json", f"models-hh-{at}.json", "h.json"):
                (directory / file).write_text(json.dumps(record), encoding="utf-8")
        storages = {
            "two directories": (base, test),
            "no directory of the test": (base, test / "none"),
            "no directories": (test, base),
        }
        yield [
            Question(label, lambda at=at: (_storage(*at), "h"), _by_directory)  # type: ignore[misc]
            for label, at in storages.items()
        ]


def _storage(base: Path, test: Path) -> Any:
    return SimpleNamespace(
        base_dir=base, responses_dir=base / "recordings", _get_test_dir=lambda: test
    )


def _by_directory(records: list[Any]) -> Any:
    found = [record["response"]["body"] for record in records]
    return sorted(found[:2]), sorted(found[2:])


#: By the function's name and the number of its parameters, where that differs.
QUESTIONS: dict[tuple[str, int], Callable[[], AbstractContextManager[list[Question]]]] = {
    ("_recording_from_file", 1): _reading,
    ("normalize_inference_request", 4): _inference,
    ("normalize_tool_request", 3): _tools,
    ("normalize_http_request", 3): _http,
    ("_model_identifiers_digest", 2): _digests,
    ("_model_identifiers_digest", 1): _digests_of_bodies,
    ("_combine_model_list_responses", 2): _unions,
    ("_model_list_responses", 2): _lists,
}
