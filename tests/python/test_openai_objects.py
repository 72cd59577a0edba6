"""Real objects of openai from any recording: equal to what its class makes of the same dict."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from ogx_compare import assert_same, is_model, outcome
from ogx_reading import recording, typed, write
from ogx_samples import CHUNK, SDK, WRONG_CHUNKS

import deltafold
from deltafold.types.chat import ChatCompletionChunk

pytest.importorskip("openai")

OPENAI = [(name, data) for name, data in SDK if name.startswith("openai.")]


def load(path: Path, objects: str) -> Any:
    """A recording with these objects."""
    return deltafold.load(path, objects=cast(Any, objects))


def chunks_of(recording: deltafold.Recording) -> Sequence[Any]:
    """The chunks of a stream; what is none has none."""
    return recording.chunks if recording.kind.endswith(".stream") else []


def class_of(view: Any) -> Any:
    """The class of openai that a view mirrors."""
    module = type(view).__module__.replace("deltafold", "openai", 1)
    return getattr(importlib.import_module(module), type(view).__qualname__)


def validated(view: Any) -> Any:
    """The object that is right, or what making it raises."""
    return outcome(lambda: class_of(view).model_validate(shown_by(view)))


def shown_by(view: Any) -> Any:
    """What a view shows, as it stands in its JSON: `to_dict()` but for the order of its keys."""
    json_bytes = next(part for part in view.__reduce__()[1] if isinstance(part, bytes))
    shown = json.loads(json_bytes)
    assert_same(sorted(shown), sorted(view.to_dict()))
    return shown


def converts(view: Any, where: str) -> int:
    """Compares a view's conversion; 1 if there is an object at its end."""
    expected = validated(view)
    assert_same(outcome(view.to_openai), expected, where)
    return int(is_model(expected))


@pytest.mark.parametrize(("name", "data"), OPENAI)
def test_samples(name: str, data: dict[str, Any]) -> None:
    module, _, attribute = name.replace("openai", "deltafold", 1).rpartition(".")
    view = getattr(importlib.import_module(module), attribute).model_validate(data)
    if not converts(view, name):
        return
    one, other = view.to_openai(), view.to_openai()
    assert one is not other
    one.brand_new = 1
    assert_same(other, validated(view), name)


@pytest.mark.parametrize("data", [data for data in WRONG_CHUNKS if isinstance(data, dict)])
def test_what_openai_refuses_is_refused_alike(data: dict[str, Any]) -> None:
    converts(ChatCompletionChunk.model_validate(data), "chunk")


def test_nested_views_and_copies() -> None:
    view = ChatCompletionChunk.model_validate(SDK[2][1])
    for inner in (view.choices[0], view.choices[0].delta, view.usage, view.model_copy()):
        assert converts(inner, "inner")
    changed = view.model_copy(update={"id": "new", "extra": [1]})
    assert changed.to_openai().id == "new" and converts(changed, "changed")


def test_chunks_and_completions_of_real_recordings(corpus: list[Path]) -> None:
    seen = 0
    for path in corpus:
        recording = deltafold.load(path)
        if not recording.kind.startswith(("chat", "completion")):
            continue
        for chunk in chunks_of(recording):
            seen += converts(chunk, str(path))
        if recording.completion is not None:
            seen += converts(recording.completion, str(path))
    assert seen > 1000


def loads_alike(path: Path) -> int:
    """Compares a recording of real objects with its views; tells how many there are."""
    views, real = deltafold.load(path), load(path, "openai")
    assert real.kind == views.kind
    seen = 0
    for index, view in enumerate(chunks_of(views)):
        assert len(real.chunks) == len(views.chunks)
        expected = validated(view)
        if is_model(expected):
            assert_same(real.chunks[index], expected, f"{path}[{index}]")
            seen += 1
    if views.completion is not None:
        expected = validated(views.completion)
        if is_model(expected):
            assert_same(real.completion, expected, f"{path}: completion")
            assert real.completion is real.completion
            seen += 1
    return seen


def test_loading_real_objects(tmp_path: Path) -> None:
    items = [typed(CHUNK, data) for name, data in OPENAI if name == CHUNK]
    # Of a stream that was cut openai refuses the completion.
    assert loads_alike(write(tmp_path / "chunks.json", recording(items))) == len(items)
    for number, (name, data) in enumerate(OPENAI):
        if name.endswith((".ChatCompletion", ".Completion")):
            body: Any = typed(name, data)
            assert loads_alike(write(tmp_path / f"{number}.json", recording(body)))


def test_chunks_of_real_objects_are_a_sequence(tmp_path: Path) -> None:
    items = [typed(CHUNK, data) for name, data in OPENAI if name == CHUNK]
    path = write(tmp_path / "a.json", recording(items))
    chunks = load(path, "openai").chunks
    assert chunks[0] is chunks[0] and chunks[-1] is list(chunks)[-1]
    assert [one.id for one in chunks[1:3]] == [one.id for one in chunks][1:3]
    assert chunks[0] in chunks and len(chunks) == len(items)
    with pytest.raises(IndexError):
        chunks[len(items)]


def test_loading_real_objects_of_real_recordings(corpus: list[Path]) -> None:
    seen = 0
    for path in corpus:
        kind = deltafold.load(path).kind
        if kind.startswith(("chat", "completion")):
            seen += loads_alike(path)
    assert seen > 1000


def test_the_file_is_saved_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed(*OPENAI[0])]))
    real = load(path, "openai")
    assert len(list(real.chunks)) == 1
    assert json.loads(real.to_json()) == json.loads(path.read_bytes())


def test_views_are_the_default_and_other_words_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed(*OPENAI[0])]))
    assert type(deltafold.load(path).chunks[0]) is ChatCompletionChunk
    assert type(load(path, "deltafold").chunks[0]) is ChatCompletionChunk
    with pytest.raises(ValueError, match=r"openai.*deltafold|deltafold.*openai"):
        load(path, "pydantic")
