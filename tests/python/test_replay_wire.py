"""What is sent for a recording: bytes, pieces and times."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from random import Random
from typing import Any, get_args

import conftest
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import deltafold
from deltafold.replay import RecordingStore, ReplayTransport, Request
from deltafold.replay._pieces import Pieces, paced, torn
from deltafold.replay._request import of_recording
from deltafold.replay._wire import Answer, answer

PIECES = get_args(Pieces)
URL = "https://api.example/v1/chat/completions"
GENAI = "https://g.example/v1beta/models/m:streamGenerateContent"
STREAMS = [p for p in conftest.fixture_recordings() if ".stream" in deltafold.load(p).kind]


def fixture(name: str) -> deltafold.Recording:
    return deltafold.load(conftest.RECORDINGS / f"{name}.json")


def sent_for(recording: deltafold.Recording, *, nulls: bool = False) -> Answer:
    request = of_recording(recording)
    assert request is not None
    if request.path == "/generate_content_stream":
        request = Request("POST", f"{GENAI}?alt=sse", {"contents": []})
    return answer(recording, request, nulls=nulls)


def made(body: Any, url: str = URL, stream: bool = True, **more: Any) -> deltafold.Recording:
    """A recording of a response."""
    request = {"method": "POST", "url": url, "body": {"model": "m"}}
    response = {"body": body, "is_streaming": stream, **more.pop("response", {})}
    return deltafold.loads(json.dumps({"request": request, "response": response, **more}))


def test_what_is_no_json_is_sent_as_text() -> None:
    sent = sent_for(made("Bad gateway ☁", stream=False, response={"status": 502}))
    assert (sent.status, sent.content_type) == (502, "text/plain; charset=utf-8")
    assert sent.pieces == ["Bad gateway ☁".encode()]


# Streams


@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
def test_what_is_sent_merges_into_what_was_recorded(path: Path) -> None:
    recording = deltafold.load(path)
    if recording.kind.startswith(("converse", "genai")):
        pytest.skip("names or bytes of their own")
    data = b"".join(sent_for(recording).pieces)
    merging = deltafold.Accumulator()
    if recording.kind.startswith("ollama"):
        for line in data.splitlines():
            merging.push(line)
    else:
        merging.feed(data)
    merged, expected = merging.finish(), recording.completion
    assert merged.model_dump(exclude_none=True) == expected.model_dump(exclude_none=True)
    assert merged.merge_info.error == expected.merge_info.error


def test_nulls_are_sent_if_asked_for() -> None:
    recording = fixture("chat-stream-two-choices")
    for nulls in (False, True):
        *events, done = sent_for(recording, nulls=nulls).pieces
        assert done == b"data: [DONE]\n\n"
        for event, item in zip(events, recording.to_dict()["response"]["body"], strict=True):
            assert event.startswith(b"data: {") and event.endswith(b"}\n\n")
            found = json.loads(event.removeprefix(b"data: "))
            if nulls:
                assert found == item["__data__"]
                continue
            expected = without_nulls(item["__data__"])
            for choice in expected["choices"]:
                choice.setdefault("finish_reason", None)
            assert found == expected


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(member) for key, member in value.items() if member is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def test_a_body_that_came_over_http_is_sent_as_it_was() -> None:
    body = {"choices": [{"message": {"content": None}, "logprobs": None}], "object": "x", "n": 1.0}
    [piece] = sent_for(made(body, stream=False)).pieces
    assert json.loads(piece) == body


@pytest.mark.parametrize("name", ["chat-stream-sse", "anthropic-stream", "cohere-stream"])
def test_recorded_lines_go_out_byte_for_byte(name: str) -> None:
    recording = fixture(name)
    lines = recording.to_dict()["response"]["body"]
    sent = sent_for(recording)
    text = b"".join(sent.pieces).decode()
    assert text == "\n".join(lines) + "\n" + ("\n" if lines[-1] else "")
    assert all(piece.endswith(b"\n\n") or piece == b"\n" for piece in sent.pieces)
    assert sent.content_type == "text/event-stream; charset=utf-8"


def test_comments_and_ids_in_recorded_lines_are_kept() -> None:
    lines = [": wait", "", "id: 7", "retry: 5", 'data: {"choices": []}', "", "data: [DONE]"]
    pieces = sent_for(made(lines)).pieces
    assert pieces == [
        b": wait\n\n",
        b'id: 7\nretry: 5\ndata: {"choices": []}\n\n',
        b"data: [DONE]\n\n",
    ]


@pytest.mark.parametrize(
    ("url", "items", "lines"),
    [
        ("/v1/messages", [{"type": "ping"}], ["event: ping", 'data: {"type":"ping"}', "", ""]),
        (
            "/v1/responses",
            [{"type": "response.created", "response": {"id": "r", "output": []}}],
            [
                "event: response.created",
                'data: {"response":{"id":"r","output":[]},"type":"response.created"}',
                "",
                "",
            ],
        ),
        ("/api/chat", [{"done": True, "message": {"content": "Hi"}}], None),
    ],
)
def test_events_have_names_where_clients_need_them(
    url: str, items: list[Any], lines: list[str] | None
) -> None:
    sent = sent_for(made(items, url))
    data = b"".join(sent.pieces)
    if lines is None:
        assert sent.content_type == "application/x-ndjson"
        assert data == json.dumps(items[0], separators=(",", ":")).encode() + b"\n"
    else:
        assert data.decode().split("\n") == lines


def test_google_sends_names_of_its_own() -> None:
    arguments = {"some_key": {"other_key": 1}}
    call = {"function_call": {"name": "f", "args": arguments}}
    item = {
        "candidates": [{"content": {"parts": [call]}, "finish_reason": "STOP"}],
        "sdk_http_response": {"headers": {}},
        "usage_metadata": {"total_token_count": 3},
    }
    recording = made([item], "x:///generate_content_stream")
    expected = {
        "candidates": [
            {
                "content": {"parts": [{"functionCall": {"name": "f", "args": arguments}}]},
                "finishReason": "STOP",
            }
        ],
        "usageMetadata": {"totalTokenCount": 3},
    }
    [event] = answer(recording, Request("POST", f"{GENAI}?alt=sse")).pieces
    assert event.endswith(b"\r\n\r\n") and json.loads(event.removeprefix(b"data: ")) == expected
    plain = answer(recording, Request("POST", GENAI))
    assert plain.content_type == "application/json"
    assert json.loads(b"".join(plain.pieces)) == [expected]


def test_bedrock_sends_messages_with_checksums(tmp_path: Path) -> None:
    """Read by what reads cassettes, which checks them."""
    recording = fixture("converse-stream")
    sent = sent_for(recording)
    url = "https://bedrock-runtime.us-east-1.amazonaws.com/model/linden-1/converse-stream"
    data = base64.b64encode(b"".join(sent.pieces)).decode()
    interaction = {
        "request": {"method": "POST", "uri": url, "body": "{}", "headers": {}},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": [sent.content_type]},
            "body": {"base64_string": data},
        },
    }
    cassette = tmp_path / "cassette.json"
    cassette.write_text(json.dumps({"interactions": [interaction], "version": 1}))
    assert deltafold.load(cassette).completion == recording.completion


# Errors


def exception(chunks: Any = None, **data: Any) -> deltafold.Recording:
    response = {"is_exception": True, "exception_data": data}
    return made(chunks, stream=chunks is not None, response=response)


CHUNK = {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "An"}}]}


def test_recorded_errors_have_their_status() -> None:
    error = {"message": "no such tree", "type": "invalid"}
    sent = sent_for(exception(status_code=404, type="NotFoundError", message="x", body=error))
    assert (sent.status, json.loads(sent.pieces[0])) == (404, {"error": error})
    whole = {"error": error}
    sent = sent_for(made(whole, stream=False, response={"status": 429}))
    assert (sent.status, json.loads(sent.pieces[0])) == (429, whole)


def test_an_error_comes_after_the_chunks_before_it() -> None:
    sent = sent_for(exception([CHUNK], status_code=500, type="APIError", message="no soil"))
    first, last = sent.pieces
    assert (sent.status, sent.lost, b"An" in first) == (200, None, True)
    error = json.loads(last.removeprefix(b"data: "))["error"]
    assert error == {"message": "no soil", "type": "APIError", "code": 500}


@pytest.mark.parametrize(
    ("type_", "chunks", "lost"),
    [
        ("ConnectionError", [CHUNK], "RemoteProtocolError"),
        ("APIConnectionError", None, "ConnectError"),
        ("APITimeoutError", None, "ReadTimeout"),
        ("ReadTimeout", [CHUNK], "ReadTimeout"),
        ("ValueError", None, None),
    ],
)
def test_lost_connections_are_lost_again(type_: str, chunks: Any, lost: str | None) -> None:
    recording = exception(chunks, type=type_, message="peer closed")
    sent = sent_for(recording)
    assert sent.lost == (None if lost is None else (lost, "peer closed"))
    if lost is None:
        assert sent.status == 500


@pytest.mark.parametrize(
    ("name", "url", "body", "what"),
    [
        ("anthropic", URL, {}, "kind anthropic, but POST /chat/completions asks for chat"),
        ("chat", "/api/chat", {"m": 1}, "kind chat, but POST /api/chat asks for ollama.chat"),
        ("chat", URL, {"stream": True}, "asks for a stream"),
        ("chat-stream-tools", URL, {"n": 1}, "asks for no stream"),
        ("converse-stream", "/model/m/converse", {"n": 1}, "asks for no stream"),
        ("genai", GENAI, {}, "asks for a stream"),
    ],
)
def test_another_api_than_was_recorded_is_an_error(
    name: str, url: str, body: Any, what: str
) -> None:
    body = {"model": "m", **body}
    with pytest.raises(deltafold.RecordingError, match=what) as raised:
        answer(fixture(name), Request("POST", url, body))
    assert raised.value.path == str(conftest.RECORDINGS / f"{name}.json")


# Pieces and times

ITEMS = st.lists(st.binary(max_size=900), max_size=12)


@given(ITEMS, st.sampled_from(PIECES), st.integers())
def test_pieces_are_the_same_bytes(items: list[bytes], pieces: Pieces, seed: int) -> None:
    found = list(torn(items, pieces, Random(seed)))
    assert b"".join(found) == b"".join(items)
    assert found == list(torn(items, pieces, Random(seed)))
    if pieces == "chunk":
        assert found == items
    elif pieces == "byte":
        assert all(len(piece) == 1 for piece in found)
    elif pieces == "whole":
        assert len(found) <= 1


@given(
    st.lists(st.tuples(st.binary(max_size=99), st.none() | st.integers(0, 10**10)), max_size=9),
    st.sampled_from(PIECES),
    st.sampled_from([0, 0.5, 1, 4]),
)
def test_pieces_come_at_the_recorded_times(
    timed: list[tuple[bytes, int | None]], pieces: Pieces, speed: float
) -> None:
    items, times = [item for item, _ in timed], [at for _, at in timed]
    found = list(paced(items, times, pieces, speed, Random(0)))
    assert b"".join(piece for _, piece in found) == b"".join(items)
    dues = [due for due, _ in found]
    assert dues == sorted(dues)
    if speed == 0:
        assert not any(dues)
    elif items and all(items) and any(times):
        known = [at / 1e9 / speed for at in times if at is not None]
        assert max(dues) == max(known, default=0)


def test_times_are_since_the_request_was_sent() -> None:
    log = conftest.FIXTURES / "formats" / "aiperf.jsonl"
    recording = next(deltafold.scan([log]))
    sent = sent_for(recording)
    recorded = recording.to_dict()["times"]
    assert sent.times == [at - recorded["start_ns"] for at in recorded["chunks"]] + [None]
    assert sent_for(fixture("chat-stream-tools")).times == []


def test_a_stream_takes_the_recorded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that only waiting moves."""
    import time

    clock = [100.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(time, "sleep", sleep)
    log = conftest.FIXTURES / "formats" / "aiperf.jsonl"
    store = RecordingStore(log, match="sequence")
    client = httpx.Client(transport=ReplayTransport(store, speed=0.5))
    client.post(URL, json={"stream": True})
    assert waits[0] == pytest.approx(0.2e-3)
    assert sum(waits) == pytest.approx(0.224e-3)


@pytest.mark.parametrize("options", [{"pieces": "none"}, {"speed": -1}, {"speed": float("nan")}])
def test_wrong_options_are_refused(options: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected"):
        ReplayTransport(RecordingStore(tmp_path), **options)
