"""Normalizing against the reference: byte for byte, in every layout, whatever the values."""

from __future__ import annotations

import json
import random
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from conftest import fixture_recordings
from hypothesis import given, settings
from hypothesis import strategies as st
from normalize_reference import DURATIONS, normalize, normalize_value
from odd_layouts import layouts, loose
from pieces import dices

import deltafold

NAMES = ["0123456789abcdef0123.json", "models-0123-fedcba98.json", "short.json", 'sa"y-\xe9.x.json']
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -0.0,
    0.0,
    1e16,
    1e-7,
    10**30,
    float("nan"),
    "",
    "\ud800x",
    [],
    {},
]


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def check(text: str, name: str) -> bytes:
    """Holds one text against the reference; gives what came out."""
    data = encoded(text)
    result = deltafold.normalize_bytes(data, name)
    assert result == normalize(data, name)
    assert deltafold.normalize_bytes(result, name) == result
    return result


def with_others(recording: Any, rng: random.Random, *, alike: bool) -> Any:
    """The same recording with other ids, times and durations."""
    body = recording["response"].get("body")
    same = rng.getrandbits(64)
    for item in body if isinstance(body, list) else [body]:
        data = item.get("__data__") if isinstance(item, dict) else None
        if not isinstance(data, dict):
            continue
        number = same if alike else rng.getrandbits(64)
        for key in ("id", "created", "created_at", *DURATIONS):
            if key in data or rng.random() < 0.02:
                new = f"chatcmpl-{number:x}" if key in ("id", "created_at") else number % 10**10
                data[key] = new if rng.random() > 0.03 else rng.choice(ODD)
    return recording


def recordings(paths: list[Path]) -> list[tuple[Path, Any]]:
    return [(path, json.loads(path.read_bytes())) for path in paths]


def test_every_recording_as_it_is_in_every_layout(corpus: list[Path]) -> None:
    for path, recording in recordings(corpus + fixture_recordings()):
        assert deltafold.normalize_bytes(path.read_bytes(), path.name) == normalize(
            path.read_bytes(), path.name
        ), path
        for text in layouts(recording):
            check(text, path.name)


def test_every_recording_with_other_ids_and_times(corpus: list[Path]) -> None:
    rng = random.Random(7)
    changed = 0
    for path, recording in recordings(corpus + fixture_recordings()):
        others = with_others(recording, rng, alike=rng.random() < 0.5)
        text = json.dumps(others, indent=2) + "\n"
        changed += check(text, path.name) != encoded(text)
        check(loose(json.loads(text), rng), path.name)
    assert changed > 100


def test_fixtures_in_every_layout() -> None:
    rng = random.Random(3)
    for path, recording in recordings(fixture_recordings()):
        for text in layouts(with_others(recording, rng, alike=False)):
            check(text, path.name)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["model", "chat.completion.chunk", "", "x"])
    | st.text(st.characters(codec=None), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
keys = st.sampled_from(["id", "created", "created_at", "object", "choices", "x", *DURATIONS])
data = st.dictionaries(keys, values, max_size=9) | values
items = st.fixed_dictionaries({"__type__": st.just("t")}, optional={"__data__": data}) | values
repeated = st.tuples(items, st.integers(1, 4)).map(lambda pair: [pair[0]] * pair[1])
bodies = st.lists(repeated, max_size=5).map(lambda lists: [*chain(*lists)]) | items
responses = st.fixed_dictionaries({}, optional={"body": bodies, "is_streaming": st.booleans()})
generated = st.fixed_dictionaries(
    {"response": responses}, optional={"request": values, "test_id": values}
)


@settings(max_examples=200, deadline=None)
@given(generated, st.sampled_from(NAMES), dices)
def test_generated_recordings(recording: Any, name: str, rng: random.Random) -> None:
    for text in layouts(recording):
        check(text, name)
    check(loose(recording, rng), name)


@settings(max_examples=100, deadline=None)
@given(generated, st.sampled_from(NAMES), dices)
def test_only_what_is_named_changes(recording: Any, name: str, rng: random.Random) -> None:
    text = json.dumps(with_others(recording, rng, alike=False), indent=2) + "\n"
    before = text.splitlines()
    after = deltafold.normalize_bytes(text, name).decode().splitlines()
    named = tuple(f'"{key}":' for key in ("id", "created", "created_at", *DURATIONS))
    if json.dumps(normalize_value(recording, name)).count("\\n") or len(before) != len(after):
        return  # A list or object went, so that lines do not correspond.
    for old, new in zip(before, after, strict=True):
        assert old == new or old.strip().startswith(named), (old, new)


@settings(max_examples=100, deadline=None)
@given(generated, dices)
def test_reformatting_is_what_python_writes(recording: Any, rng: random.Random) -> None:
    for text in [*layouts(recording), loose(recording, rng)]:
        new = normalize_value(json.loads(encoded(text)), "a.json")
        expected = json.dumps(new, indent=2) + "\n"
        assert (
            deltafold.normalize_bytes(encoded(text), "a.json", reformat=True) == expected.encode()
        )


@pytest.mark.parametrize(
    "text",
    [
        '{"response": {"body": {"__data__": {"id": 1}}}',
        '{"response": {"body": [{"__data__": {"id": "a"}}, {"__data__": {"id": "a" }} x]}}',
        '{"response": {"body": [{"__data__": {"id": 01}}]}}',
        '{"response": {"body": null}} {}',
        "",
    ],
)
def test_malformed_text_is_refused(text: str) -> None:
    with pytest.raises(deltafold.ParseError):
        deltafold.normalize_bytes(text, "a.json")


@pytest.mark.parametrize("text", ["[]", "1", "{}", '{"response": 1}', '{"response": null}'])
def test_what_is_no_recording_is_refused(text: str) -> None:
    with pytest.raises(deltafold.RecordingError):
        deltafold.normalize_bytes(text, "a.json")


def test_an_id_mapping_is_left_as_it_is() -> None:
    text = (Path(__file__).parents[1] / "fixtures/recordings/mapped-ids.json").read_text()
    assert json.loads(text)["id_normalization_mapping"]
    result = json.loads(check(text, "abc.json"))
    assert result["id_normalization_mapping"] == json.loads(text)["id_normalization_mapping"]
