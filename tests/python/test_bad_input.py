"""Whatever the bytes: a named exception with the path, never a crash, never half an object."""

from __future__ import annotations

import base64
import gzip
import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import RECORDINGS

import deltafold
import deltafold.ogx

EXAMPLE = RECORDINGS / "chat-stream-two-choices.json"


def write(folder: Path, data: bytes) -> Path:
    path = folder / "bad.json"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "line", "column", "byte"),
    [
        (b"", 1, 1, 0),
        (b"  \n ", 2, 2, 4),
        (b'{"response": \xff}', 1, 14, 13),
        (b'{\n "\xc3\xa9": nope}', 2, 7, 9),
        (b'{"response": {}} x', 1, 18, 17),
        (b"[" * 100_000, 1, 1001, 1000),
        (b'{"a": "\x01"}', 1, 8, 7),
        (b'{"a": "\\q"}', 1, 8, 7),
        (b"{'a': 1}", 1, 2, 1),
        (b'{"a": 1,}', 1, 9, 8),
    ],
)
def test_what_is_no_json_is_a_parse_error_with_its_place(
    tmp_path: Path, data: bytes, line: int, column: int, byte: int
) -> None:
    path = write(tmp_path, data)
    with pytest.raises(deltafold.ParseError) as caught:
        deltafold.load(path)
    error = caught.value
    assert (error.line, error.column, error.byte) == (line, column, byte)
    assert error.path == str(path)
    assert str(path) in str(error)
    assert isinstance(error, ValueError)
    assert isinstance(error, deltafold.Error)


@pytest.mark.parametrize(
    "data",
    [b"[]", b"3", b"null", b'"text"', b"{}", b'{"request": {}}', b'{"response": []}',
     b'{"response": null}'],
)  # fmt: skip
def test_json_that_is_no_recording_is_a_recording_error(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    with pytest.raises(deltafold.RecordingError) as caught:
        deltafold.load(path)
    assert caught.value.path == str(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("body", ["5", "true", '"text"', "{}", '{"a": 1}'])
def test_a_body_that_is_no_stream_has_neither_chunks_nor_completion(
    tmp_path: Path, body: str
) -> None:
    path = write(tmp_path, b'{"response": {"body": %s}}' % body.encode())
    recording = deltafold.load(path)
    for name in ("chunks", "completion", "chat"):
        with pytest.raises(deltafold.RecordingError, match=r"bad\.json"):
            getattr(recording, name)
    assert recording.response.body == json.loads(body)


@pytest.mark.parametrize("item", ["5", "null", '"x"', "[]"])
def test_a_chunk_that_is_no_object_is_an_error_when_chunks_are_asked_for(
    tmp_path: Path, item: str
) -> None:
    chunk = '{"object": "chat.completion.chunk", "choices": []}'
    path = write(tmp_path, f'{{"response": {{"body": [{chunk}, {item}]}}}}'.encode())
    recording = deltafold.load(path)
    assert recording.to_dict()["response"]["body"][1] == json.loads(item)
    for name in ("chunks", "completion"):
        with pytest.raises(deltafold.RecordingError, match=r"bad\.json.*body\[1\]"):
            getattr(recording, name)


def test_a_file_cut_at_any_byte_is_a_parse_error() -> None:
    whole = EXAMPLE.read_bytes().rstrip()
    for cut in range(len(whole)):
        with pytest.raises(deltafold.ParseError):
            deltafold.loads(whole[:cut])


def test_any_byte_replaced_never_crashes() -> None:
    whole = EXAMPLE.read_bytes()
    for at in range(0, len(whole), 7):
        for byte in b'\x00\xff"{[,\\9':
            damaged = whole[:at] + bytes([byte]) + whole[at + 1 :]
            try:
                recording = deltafold.loads(damaged)
                recording.to_dict()
                assert recording.completion is not None
            except deltafold.Error:
                pass


def test_errors_of_the_system_stay_os_errors(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        deltafold.load(tmp_path / "missing.json")
    assert missing.value.filename == str(tmp_path / "missing.json")
    with pytest.raises(IsADirectoryError):
        deltafold.load(tmp_path)


@pytest.mark.parametrize("argument", [None, 3, 1.5, object(), ["x"]])
def test_what_is_neither_path_nor_file_is_a_type_error(argument: object) -> None:
    with pytest.raises(TypeError):
        deltafold.load(argument)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        deltafold.loads(argument)  # type: ignore[arg-type]


def test_a_file_object_names_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, b"{")
    with path.open("rb") as file, pytest.raises(deltafold.ParseError) as caught:
        deltafold.load(file)
    assert caught.value.path == str(path)
    with pytest.raises(deltafold.ParseError) as nameless:
        deltafold.load(io.BytesIO(b"{"))
    assert nameless.value.path is None


def test_errors_can_be_pickled(tmp_path: Path) -> None:
    with pytest.raises(deltafold.ParseError) as caught:
        deltafold.load(write(tmp_path, b"{"))
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.path, again.byte) == (
        str(caught.value),
        caught.value.path,
        caught.value.byte,
    )


def test_an_id_mapping_with_an_odd_value_is_an_error_with_the_path(tmp_path: Path) -> None:
    path = write(tmp_path, b'{"response": {}, "id_normalization_mapping": {"a": 5}}')
    with pytest.raises(deltafold.RecordingError, match="id_normalization_mapping"):
        deltafold.load(path)


@pytest.mark.parametrize("packed", [bytes, gzip.compress])
def test_an_empty_file_is_said_to_be_empty(
    packed: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = write(tmp_path, packed(b""))
    for load in deltafold.load, deltafold.ogx.recording_from_file:
        if packed is bytes or load is deltafold.load:
            with pytest.raises(deltafold.ParseError, match=r"bad\.json: the file is empty"):
                load(path)
    with pytest.raises(deltafold.ParseError, match="the input is empty"):
        deltafold.loads(b"")


def growing(pairs: int) -> bytes:
    mapping = {f"z{number}z": "z" for number in range(pairs)}
    file = {"id_normalization_mapping": mapping, "response": {"body": None}, "x": "z"}
    return json.dumps(file).encode()


def test_ids_that_double_a_text_again_and_again_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, growing(26))
    with pytest.raises(deltafold.RecordingError, match=r"bad\.json: .*makes the text longer than"):
        deltafold.load(path)
    assert deltafold.loads(growing(5)).response.body is None


def test_more_pairs_than_can_be_applied_are_refused() -> None:
    mapping = {f"new{number}": f"old{number}" for number in range(30_000)}
    file = {"id_normalization_mapping": mapping, "response": {"body": None}, "x": "z" * 1_000_000}
    with pytest.raises(deltafold.RecordingError, match="has too many pairs"):
        deltafold.loads(json.dumps(file))


def test_a_mapping_that_leaves_no_json_is_a_value_error_with_the_path(tmp_path: Path) -> None:
    path = write(tmp_path, b'{"id_normalization_mapping": {"": "{"}, "response": {"body": 1}}')
    for load in deltafold.load, deltafold.ogx.recording_from_file:
        with pytest.raises(ValueError, match="id_normalization_mapping applied") as caught:
            load(path)
        assert isinstance(caught.value, deltafold.ParseError)
        assert caught.value.path == str(path)
        assert (caught.value.line, caught.value.column, caught.value.byte) == (1, 27, 26)


def test_the_bodies_of_a_cassette_have_one_limit(tmp_path: Path) -> None:
    body = base64.b64encode(gzip.compress(b" " * (180 << 20), 1)).decode()
    pair = {"request": {"uri": "http://h/x"}, "response": {"body": {"base64_string": body}}}
    path = tmp_path / "cassette.json"
    path.write_text(json.dumps({"interactions": [pair] * 8}))
    recordings = deltafold.scan(path, jobs=1)
    with pytest.raises(
        deltafold.RecordingError, match=r"interactions\[2\].*decompressed size exceeds"
    ):
        list(recordings)
    data = gzip.compress(b" " * (513 << 20), 1)
    with pytest.raises(deltafold.ParseError, match="decompressed size exceeds"):
        deltafold.loads(gzip.compress(b'{"response": {"body": 1}, "x": "') + data)
