"""Requests and responses that are not JSON, or have no body: each is found again, and none has a key."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import httpx
import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from replay_upstream import URL, Upstream, check_file, files

import deltafold
from deltafold.replay import RecordingNotFound, RecordingStore, ReplayTransport, Request

BASE = "https://api.example/v1"


def recording(folder: Path, answer: Any) -> ReplayTransport:
    upstream = Upstream(answer)
    return ReplayTransport(RecordingStore(folder), mode="record", upstream=upstream)


def replaying(folder: Path) -> ReplayTransport:
    return ReplayTransport(RecordingStore(folder))


def openai_with(transport: ReplayTransport) -> openai.OpenAI:
    return openai.OpenAI(api_key="no-key", http_client=httpx2.Client(transport=transport))


def test_files_are_found_again_whatever_the_boundary(tmp_path: Path) -> None:
    def transcribed(transport: ReplayTransport, audio: bytes) -> str:
        file = ("oak.wav", io.BytesIO(audio))
        client = openai_with(transport)
        return client.audio.transcriptions.create(model="whisper-1", file=file).text

    sounds = [bytes(range(256)), b"--\r\nRIFF\r\n--", b""]
    texts = iter("abc")
    transport = recording(tmp_path, lambda _: (200, {}, {"text": next(texts)}))
    assert [transcribed(transport, audio) for audio in sounds] == list("abc")
    assert len({check_file(path).request_hash for path in files(tmp_path)}) == 3
    for audio, text in [*zip(sounds, "abc", strict=True)][::-1]:
        assert transcribed(replaying(tmp_path), audio) == text
    with pytest.raises(RecordingNotFound):
        transcribed(replaying(tmp_path), b"another")


@given(st.text(max_size=20), st.text("ab-'", min_size=1, max_size=9))
def test_only_whole_forms_lose_their_boundary(text: str, boundary: str) -> None:
    form = f"--{boundary}\r\nname: a\r\n\r\n{text}\r\n--{boundary}--\r\n"
    other = form.replace(f"--{boundary}", "--other")
    assert Request("POST", URL, form).text == Request("POST", URL, other).text
    for part in (form[:-8], f" {form}", text):
        assert Request("POST", URL, part).body == (part or "")


def test_forms_that_were_recorded_as_they_were_are_found(tmp_path: Path) -> None:
    body = "--0a1b\r\nname: a\r\n\r\noak\r\n--0a1b--\r\n"
    request = {"method": "POST", "url": f"{BASE}/files", "body": body}
    record = {"request": request, "response": {"body": {"id": "file-1"}, "is_streaming": False}}
    (tmp_path / "a.json").write_text(json.dumps(record))
    found = RecordingStore(tmp_path).find(
        Request("POST", f"{BASE}/files", body.replace("0a1b", "2c"))
    )
    assert found.response.body == {"id": "file-1"}


@given(st.binary(max_size=300))
def test_an_answer_is_replayed_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    for data_ in (data, b"\xff" + data):
        transport = recording(folder, lambda _, body=data_: (200, {}, body))
        httpx.Client(transport=transport).post(URL, json={"input": "oak"})
        answer = httpx.Client(transport=replaying(folder)).post(URL, json={"input": "oak"})
        try:
            assert answer.json() == json.loads(data_)
        except ValueError:
            assert answer.content == data_
        check_file(files(folder)[0])


def test_an_answer_that_is_no_base64_is_an_error(tmp_path: Path) -> None:
    for body in ("?", None, [1]):
        record = {
            "request": {"method": "POST", "url": URL, "body": {"input": "oak"}},
            "response": {"body": {"__type__": "builtins.bytes", "__data__": body}},
        }
        (tmp_path / "a.json").write_text(json.dumps(record))
        with pytest.raises(deltafold.RecordingError, match=r"a.json: response.body: expected base"):
            httpx.Client(transport=replaying(tmp_path)).post(URL, json={"input": "oak"})


def test_requests_without_a_body_differ_by_method_and_query(tmp_path: Path) -> None:
    asked = [
        ("GET", "/responses/resp_1"),
        ("DELETE", "/responses/resp_1"),
        ("POST", "/responses/resp_1/cancel"),
        ("GET", "/files?after=file-1&limit=2"),
        ("GET", "/files?after=file-3&limit=2"),
        ("GET", "/files"),
    ]
    transport = recording(tmp_path, lambda r: (200, {}, {"was": f"{r.method} {r.url}"}))
    with httpx.Client(transport=transport, base_url=BASE) as client:
        for method, path in asked:
            client.request(method, path)
    with httpx.Client(transport=replaying(tmp_path), base_url=BASE) as client:
        for method, path in asked[::-1]:
            assert client.request(method, path).json() == {"was": f"{method} {BASE}{path}"}
        # In another order, and with what is for the API as a whole.
        again = client.get("/files?limit=2&after=file-3&api-version=2").json()
        assert again == {"was": f"GET {BASE}/files?after=file-3&limit=2"}
        with pytest.raises(RecordingNotFound):
            client.get("/files?after=file-5&limit=2")


def test_a_body_that_is_nested_too_deep_is_recorded_as_text(tmp_path: Path) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    transport = recording(tmp_path, lambda _: (200, {}, deep))
    assert httpx.Client(transport=transport).post(URL, content=deep).content == deep
    assert httpx.Client(transport=replaying(tmp_path)).post(URL, content=deep).content == deep


PATHS = ["chat/completions", "messages", "models", "interactions", "responses", "generate"]
PLACES = [*(f"/v1/{path}" for path in PATHS), "/api/tags", "/model/m/converse-stream", "/any"]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "data: {}", "event: a"]),
    lambda some: (
        st.lists(some, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "error", "data", "__data__", "id"]), some)
    ),
    max_leaves=6,
)


@given(st.sampled_from(PLACES), st.lists(ODD, max_size=3) | ODD, st.booleans())
def test_recordings_of_anything_are_sent_or_are_errors(
    tmp_path_factory: pytest.TempPathFactory, place: str, body: Any, is_streaming: bool
) -> None:
    path = tmp_path_factory.mktemp("odd") / "a.json"
    request = {"method": "POST", "url": f"https://a{place}", "body": {}}
    response = {"body": body, "is_streaming": is_streaming}
    path.write_text(json.dumps({"request": request, "response": response}))
    transport = ReplayTransport(RecordingStore(path, match="sequence"))
    with httpx.Client(transport=transport) as client:
        for method in ("GET", "POST"):
            try:
                assert client.request(method, f"https://a{place}").status_code in (200, 500)
            except deltafold.RecordingError as error:
                assert str(path) in str(error)  # noqa: PT017
            except RecordingNotFound:
                assert place in ("/v1/models", "/api/tags")
