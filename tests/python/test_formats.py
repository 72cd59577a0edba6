"""Files of other tools: what Python's own readers make of them is what the recordings show."""

from __future__ import annotations

import copy
import gzip
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
import zstandard
from conftest import FIXTURES, RECORDINGS, ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import dices

import deltafold

FORMATS = FIXTURES / "formats"
EXPECTED: dict[str, list[dict[str, Any]]] = json.loads((FORMATS / "expected.json").read_text())

PACKERS: list[Callable[[bytes], bytes]] = [bytes, gzip.compress, zstandard.compress]


def text_of(recording: deltafold.Recording) -> str | None:
    kind = recording.kind.removesuffix(".stream")
    if kind not in {"chat", "anthropic", "converse", "genai"}:
        return None
    completion: Any = recording.completion
    match kind:
        case "chat":
            return recording.chat.choices[0].message.content
        case "anthropic":
            text = completion.content[0].text
        case "converse":
            text = completion.output.message.content[0].text
        case "genai":
            text = completion.candidates[0].content.parts[0].text
        case _:
            return None
    assert isinstance(text, str)
    return text


def summary(recording: deltafold.Recording) -> dict[str, Any]:
    found = {
        "format": recording.format,
        "kind": recording.kind,
        "text": text_of(recording),
        "status": recording.response.status,
        "custom_id": recording.custom_id,
    }
    return {key: value for key, value in found.items() if value is not None or key == "text"}


def read(data: bytes | str, folder: Path, name: str = "file") -> list[deltafold.Recording]:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(deltafold.scan([path]))


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("name", EXPECTED)
def test_every_fixture_holds_what_is_expected(
    name: str, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    recordings = read(pack((FORMATS / name).read_bytes()), tmp_path)
    assert [summary(recording) for recording in recordings] == EXPECTED[name]
    assert [recording.number for recording in recordings] == list(range(len(recordings)))


@pytest.mark.parametrize("name", EXPECTED)
def test_load_takes_one_recording_and_refuses_more(name: str) -> None:
    expected = EXPECTED[name]
    if len(expected) == 1:
        assert summary(deltafold.load(FORMATS / name)) == expected[0]
        assert summary(deltafold.loads((FORMATS / name).read_bytes())) == expected[0]
        return
    with pytest.raises(deltafold.RecordingError, match="more than one recording: use scan"):
        deltafold.load(FORMATS / name)
    with (FORMATS / name).open("rb") as file, pytest.raises(deltafold.RecordingError, match=name):
        deltafold.load(file)


@pytest.mark.parametrize("name", EXPECTED)
def test_recordings_are_saved_as_the_recorders(name: str, tmp_path: Path) -> None:
    for recording in deltafold.scan([FORMATS / name]):
        path = tmp_path / "saved.json"
        recording.save(path)
        saved = deltafold.load(path)
        assert saved.format == "ogx"
        assert (saved.number, saved.kind) == (None, recording.kind)
        assert saved.custom_id == recording.custom_id
        assert saved.to_dict() == recording.to_dict() == json.loads(path.read_text())
        if text_of(recording) is not None:
            assert saved.completion == recording.completion
        for again in (pickle.loads(pickle.dumps(recording)), copy.deepcopy(recording)):
            assert again == recording
            assert (again.format, again.number) == (recording.format, recording.number)


def test_a_folder_gives_all_its_files(tmp_path: Path) -> None:
    for number, name in enumerate(EXPECTED):
        pack = PACKERS[number % 3]
        ending = ("", ".gz", ".zst")[number % 3]
        (tmp_path / f"{number:02}-{name}{ending}").write_bytes(pack((FORMATS / name).read_bytes()))
    (tmp_path / "notes.txt").write_text("nothing to see")
    (tmp_path / "settings.yaml").write_text("data:\n  key: value\n")
    (tmp_path / "settings.yml").write_text("id: x\nitems: [1, 2]\n")
    (tmp_path / "list.yaml").write_text("- a: {b\n")
    (tmp_path / "questions.jsonl").write_text('{"prompt": "a"}\n{"prompt": "b"}\n')
    (tmp_path / "table.json").write_text("[1, 2]")
    (tmp_path / "junk.txt.gz").write_bytes(b"\x1f\x8bjunk")
    found = [summary(recording) for recording in deltafold.scan(tmp_path)]
    assert found == [each for name in EXPECTED for each in EXPECTED[name]]
    # What is named must be one.
    with pytest.raises(deltafold.Error):
        list(deltafold.scan([tmp_path / "settings.yaml"]))


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("count", [200, 20_000])
def test_a_file_of_many_keeps_its_order(tmp_path: Path, jobs: int, count: int) -> None:
    response: dict[str, Any] = {"choices": []}
    requests = [{"model": f"model-{number}", "messages": []} for number in range(count)]
    lines = [json.dumps({"request": request, "response": response}) for request in requests]
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text("\n".join(lines))
    found = list(deltafold.scan(tmp_path, jobs=jobs))
    assert [recording.request.to_dict() for recording in found] == requests * 2
    assert [recording.number for recording in found] == [*range(count)] * 2


def test_a_bad_line_is_an_error_in_its_turn(tmp_path: Path) -> None:
    good = json.dumps({"request": {}, "response": {"choices": []}})
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join([good] * 6 + ['{"request": nope}'] + [good]))
    found = list(deltafold.scan([path], on_error="return"))
    assert len(found) == 8
    error = found[6]
    assert isinstance(error, deltafold.ParseError)
    assert (error.line, error.column, error.path) == (7, 13, str(path))
    assert [one.number for one in deltafold.scan([path], on_error="skip")] == [0, 1, 2, 3, 4, 5, 7]
    # Two recordings are enough to refuse the file; what comes after them is not read.
    with pytest.raises(deltafold.RecordingError, match="contains more than one recording"):
        deltafold.load(path)
    path.write_text("\n".join([good, '{"request": nope}', good]))
    with pytest.raises(deltafold.ParseError, match="line 2 column 13"):
        deltafold.load(path)


def test_a_first_value_that_is_damaged_is_left_out_if_it_is_a_line() -> None:
    """One that goes on in the next line is a document, whose error has its place."""
    rest = '{"model": "m", "response": ".", "done": false}\n{"model": "m", "response": "", "done": true}\n'
    line = '{"model": "m", "response": "So", "done": fal\n'
    merged: Any = deltafold.loads(line + rest).completion
    assert merged.response == "."
    (warning,) = merged.merge_info.warnings
    assert warning.startswith("unreadable_event")
    fed: Any = deltafold.Accumulator()
    fed.feed((line + rest).encode())
    assert fed.finish() == merged
    with pytest.raises(deltafold.ParseError, match="line 1 column 42"):
        deltafold.loads(line.replace("fal\n", 'fal:\n {"x": 1}}\n') + rest)


def pair(request: Any, response: Any) -> dict[str, Any]:
    return {
        "request": {"method": "POST", "uri": "http://h/v1/x?y", "headers": {}, "body": request},
        "response": {"status": {"code": 200, "message": "OK"}, "headers": {}, "body": response},
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)
)
objects = st.dictionaries(st.text(), json_values, max_size=4)
# YAML has no way to write some characters, and PyYAML reads a few others as line ends.
texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    request=objects,
    body=texts | objects.map(json.dumps) | st.binary(max_size=40),
    width=st.sampled_from([10, 80, 1_000_000]),
    flow=st.booleans() | st.none(),
    unicode=st.booleans(),
    indent=st.sampled_from([None, 2, 4]),
)
def test_cassettes_are_what_pyyaml_wrote(
    tmp_path_factory: pytest.TempPathFactory,
    request: dict[str, Any],
    body: str | bytes,
    width: int,
    flow: bool | None,
    unicode: bool,
    indent: int | None,
) -> None:
    shared = {"string": body}
    interactions = [pair(json.dumps(request), shared), pair(json.dumps(request).encode(), shared)]
    text = yaml.safe_dump(
        {"interactions": interactions, "version": 1},
        width=width,
        default_flow_style=flow,
        allow_unicode=unicode,
        indent=indent,
    )
    if text.startswith("{"):
        return
    if "\x85" in text:
        return  # The end of a line to PyYAML, which wrote it as a character, and not to YAML 1.2.
    # Some of what PyYAML writes it reads as something else itself.
    written = yaml.safe_load(text)["interactions"]
    found = read(text, tmp_path_factory.mktemp("yaml"))
    assert [one.request.body for one in found] == [
        json.loads(one["request"]["body"]) for one in written
    ]
    # As text, in which a NaN equals another one.
    first, second = (json.dumps(one.to_dict()) for one in found)
    assert first == second
    if isinstance(body, str):
        in_json = json.dumps({"interactions": written[:1]})
        assert json.dumps(read(in_json, tmp_path_factory.mktemp("json"))[0].to_dict()) == first


chunk_texts = st.lists(st.text(max_size=5), min_size=1, max_size=6)


def chunks_of(own_id: str, pieces: list[str]) -> list[dict[str, Any]]:
    choices = [{"index": 0, "delta": {"content": piece}, "finish_reason": None} for piece in pieces]
    return [{"id": own_id, "object": "chat.completion.chunk", "choices": [one]} for one in choices]


@settings(max_examples=100, deadline=None)
@given(
    streams=st.dictionaries(st.text(min_size=1), chunk_texts, min_size=1, max_size=4),
    choose=dices,
    escaped=st.booleans(),
    newline=st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_streams_come_apart_however_they_are_mixed(
    tmp_path_factory: pytest.TempPathFactory,
    streams: dict[str, list[str]],
    choose: Any,
    escaped: bool,
    newline: str,
) -> None:
    left = {own_id: chunks_of(own_id, pieces) for own_id, pieces in streams.items()}
    mixed, order = [], []
    while left:
        own_id = choose.choice(sorted(left))
        if own_id not in order:
            order.append(own_id)
        mixed.append(left[own_id].pop(0))
        if not left[own_id]:
            del left[own_id]
    folder = tmp_path_factory.mktemp("mixed")
    # Lone surrogates cannot be written but as escapes.
    escaped = escaped or not json.dumps(mixed, ensure_ascii=False).isprintable()
    lines = newline.join(json.dumps(item, ensure_ascii=escaped) for item in mixed)
    for text in (lines, json.dumps(mixed, indent=1)):
        found = read(text, folder)
        bodies = [recording.to_dict()["response"]["body"] for recording in found]
        assert bodies == [chunks_of(own_id, streams[own_id]) for own_id in order]


def test_notebooks_show_streams_as_pictures() -> None:
    """In a frame with a page of its own, whose text is not markup of the notebook."""
    picture = deltafold.load(ROOT / "examples" / "two-choices.json")._repr_html_()
    assert picture is not None
    assert picture.startswith("<iframe ")
    assert picture.count("<") == 2
    assert " still&lt;" in picture
    assert deltafold.load(RECORDINGS / "chat.json")._repr_html_() is None
