"""Recordings of the other SDKs' classes: dumped as the SDKs dump them."""

from __future__ import annotations

import datetime
import importlib
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import deltafold
from deltafold._core import View

pydantic = pytest.importorskip("pydantic")


def stored(corpus: list[Path], kinds: set[str]) -> Iterator[tuple[Path, Any]]:
    """The views of such recordings, with their paths."""
    for path in corpus:
        recording = deltafold.load(path)
        if recording.kind in kinds:
            body = recording.response.body
            for view in body if not isinstance(body, View) else [body]:
                assert isinstance(view, View)
                yield path, view


def needs(package: str) -> None:
    try:
        found = importlib.util.find_spec(package)
    except ModuleNotFoundError:
        found = None
    if found is None:
        pytest.skip(f"{package} is not installed")


def same_times(value: Any) -> Any:
    """The value with its times in one spelling, as the SDKs write them in one of their own."""
    if isinstance(value, dict):
        return {key: same_times(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [same_times(inner) for inner in value]
    if isinstance(value, str) and value[:2] == "20" and value[4:5] == "-" and "T" in value:
        moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        return moment.isoformat()
    return value


def test_contents_of_google(corpus: list[Path]) -> None:
    needs("google.genai")
    seen = 0
    for path, view in stored(corpus, {"genai", "genai.stream"}):
        theirs = view.to_sdk()
        assert type(theirs).__name__ == type(view).__name__ == "GenerateContentResponse"
        # What the SDK adds when it parses the whole answer is not in what it was given.
        options: Any = {"exclude": {"parsed"}}
        ours = same_times(view.model_dump(**options))
        assert ours == same_times(theirs.model_dump(mode="json", **options)), path
        assert view.model_extra == {}
        seen += 1
    assert seen


def test_models_of_ollama(corpus: list[Path]) -> None:
    needs("ollama")
    seen = 0
    for path, view in stored(corpus, {"ollama.ps", "ollama.list"}):
        dumped = view.to_sdk().model_dump(mode="json")
        assert same_times(view.model_dump()) == same_times(dumped), path
        seen += 1
    assert seen


def test_interactions_of_google(corpus: list[Path]) -> None:
    needs("google.genai")
    seen = 0
    for path, view in stored(corpus, {"interactions"}):
        dumped = view.to_sdk().model_dump(mode="json")
        left_out = {"output_text", "output_image", "output_audio", "output_video"}
        ours = view.model_dump(exclude_none=True, by_alias=True)
        assert ours == {k: v for k, v in dumped.items() if k not in left_out}, path
        seen += 1
    assert seen


def test_messages_of_anthropic(corpus: list[Path]) -> None:
    needs("anthropic")
    seen = 0
    message = importlib.import_module("anthropic.types").Message
    for path, view in stored(corpus, {"anthropic"}):
        data = json.loads(path.read_bytes())["response"]["body"]
        assert view.to_dict() == data
        # Gateways leave out what the SDK demands, so it is read as the SDK reads responses.
        theirs = message.construct(**data).model_dump(mode="json", exclude_unset=True)
        assert view.model_dump(exclude_unset=True) == theirs, path
        seen += 1
    assert seen


def test_results_of_tools_and_files(corpus: list[Path]) -> None:
    seen = set()
    for _, view in stored(corpus, {"tool", "file", "error"}):
        assert view.model_extra == {}
        seen.add(type(view).__name__)
    assert {"ToolInvocationResult", "ProcessFileResponse"} <= seen
