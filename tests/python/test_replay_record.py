"""Recording: what a client reads reaches it unchanged, and is in a file afterwards."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import anthropic
import httpx
import httpx2
import openai
import pytest
from conftest import RECORDINGS, fixture_recordings
from hypothesis import given
from hypothesis import strategies as st
from replay_upstream import (
    SSE,
    URL,
    Pieces,
    Recording,
    Upstream,
    chat,
    check_file,
    chunks,
    events,
    files,
)

import deltafold
from deltafold.replay import Recorder, RecordingStore, ReplayTransport
from deltafold.replay._record import RecordMode

LIBRARIES = [httpx, httpx2]


def recording_from(
    folder: Path, body: Any, *, status: int = 200, headers: dict[str, str] | None = None, **how: Any
) -> tuple[Recorder, Upstream]:
    upstream = Upstream(lambda _: (status, headers or {}, body() if callable(body) else body))
    return Recorder(folder, how.pop("mode", "record"), upstream, **how), upstream


def post(
    library: ModuleType, recorder: Recorder, body: Any = None, url: str = URL
) -> tuple[int, bytes]:
    client = library.Client(transport=Recording(recorder))
    sent = {"model": "oak-1"} if body is None else body
    with client, client.stream("POST", url, json=sent) as response:
        return response.status_code, b"".join(response.iter_raw())


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_stream_reaches_the_caller_as_it_comes(tmp_path: Path, library: ModuleType) -> None:
    sent: list[bytes] = []

    def body() -> Iterator[bytes]:
        for event in events(chunks("An ", "oak", ".")):
            sent.append(event)
            yield event

    recorder, _ = recording_from(tmp_path, lambda: Pieces(body()), headers=SSE)
    client = library.Client(transport=Recording(recorder))
    with client.stream("POST", URL, json={"stream": True}) as response:
        came = []
        for piece in response.iter_raw():
            came.append(piece)
            assert came == sent
            assert not files(tmp_path)
    assert len(came) == 5
    recording = check_file(recorder.written[0])
    assert recording.chat.choices[0].message.content == "An oak."
    times = [chunk.t_ns for chunk in recording.chunks]
    assert len(times) == 4
    assert times == sorted(times, key=lambda ns: ns or 0)
    assert None not in times


def wire(path: Path) -> tuple[dict[str, str], bytes] | None:
    """The HTTP body that a fixture's response came in; None if HTTP has none like it."""
    record = deltafold.load(path).to_dict()
    body = record["response"].get("body")
    kind = deltafold.load(path).kind
    if kind in ("exception", "tool", "file", "empty", "models") or kind.startswith("typed"):
        return None
    if record.get("id_normalization_mapping"):
        return None
    if not isinstance(body, list):
        return {}, json.dumps(body.get("__data__", body)).encode()
    if all(isinstance(line, str) for line in body):
        return SSE, ("\n".join(body) + "\n").encode()
    items = [item.get("__data__", item) for item in body]
    if kind.startswith("ollama"):
        lines = "".join(json.dumps(item) + "\n" for item in items)
        return {"content-type": "application/x-ndjson"}, lines.encode()
    return SSE, b"".join(events(items, done=kind.startswith(("chat", "completion"))))


def completion_of(recording: deltafold.Recording) -> Any:
    """The completion without what normalizing changes."""
    found = recording.completion.model_dump()
    durations = ("total_duration", "load_duration", "prompt_eval_duration", "eval_duration")
    normalized = ("id", "created", "created_at", *durations)
    return {key: value for key, value in found.items() if key not in normalized}


@pytest.mark.parametrize("path", fixture_recordings(), ids=lambda path: path.stem)
def test_a_recording_has_what_was_received(path: Path, tmp_path: Path) -> None:
    """Differential: merging the new file gives what merging the old one gives."""
    fixture = deltafold.load(path)
    found = wire(path)
    if found is None:
        pytest.skip("no HTTP response is like it")
    headers, data = found
    cuts = sorted(random.Random(path.stem).sample(range(len(data)), min(9, len(data))))
    pieces = [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)])]
    recorder, _ = recording_from(
        tmp_path,
        lambda: Pieces(pieces),
        headers={"content-type": "application/json", **headers},
        status=fixture.response.status or 200,
    )
    path_of_kind = {"ollama.list": "/api/tags", "ollama.ps": "/api/ps"}
    url = f"https://api.example{path_of_kind.get(fixture.kind, '/v1/chat/completions')}"
    assert post(httpx2, recorder, url=url)[1] == data
    recording = check_file(recorder.written[0])
    assert (recording.kind, recording.response.status) == (
        fixture.kind,
        None if fixture.response.status in (None, 200) else fixture.response.status,
    )
    assert recording.response.is_streaming is (headers != {})
    if fixture.kind in (
        "embeddings",
        "moderation",
        "rerank",
        "json",
        "error",
        "ollama.list",
        "ollama.ps",
    ):
        return
    assert completion_of(recording) == completion_of(fixture)
    assert recording.completion.merge_info == fixture.completion.merge_info
    if recording.response.is_streaming:
        assert all(chunk.t_ns is not None for chunk in recording.chunks)


def test_the_fixtures_cover_streams_and_others() -> None:
    kinds = {deltafold.load(path).kind for path in fixture_recordings() if wire(path)}
    assert len(kinds) > 20
    assert (RECORDINGS / "chat.json").exists()


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1),
    sizes=st.lists(st.integers(1, 200), min_size=1),
)
def test_however_a_stream_is_cut(
    texts: list[str], sizes: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    data = b"".join(events(chunks(*texts)))
    pieces, start, turn = [], 0, 0
    while start < len(data):
        size = sizes[turn % len(sizes)]
        pieces.append(data[start : start + size])
        start, turn = start + size, turn + 1
    recorder, _ = recording_from(folder, lambda: Pieces(pieces), headers=SSE)
    assert post(httpx2, recorder)[1] == data
    recording = check_file(recorder.written[0])
    assert recording.chat.choices[0].message.content == "".join(texts)
    assert len([chunk.t_ns for chunk in recording.chunks]) == len(texts) + 1


def test_real_clients_read_the_same(tmp_path: Path) -> None:
    message = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "oak-1",
        "content": [{"type": "text", "text": "An oak."}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 3, "output_tokens": 2},
    }
    started = {**message, "content": [], "stop_reason": None}
    stream: list[dict[str, Any]] = [
        {"type": "message_start", "message": started},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "text_delta", "text": "An oak."},
        },
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}},
        {"type": "message_stop"},
    ]

    def answer(request: Any) -> tuple[int, dict[str, str], Any]:
        asked = json.loads(request.content or b"{}")
        if request.url.path.endswith("/models"):
            model = {"id": "oak-1", "object": "model", "created": 5, "owned_by": "garden"}
            return 200, {}, {"object": "list", "data": [model]}
        if request.url.path.endswith("/messages"):
            return (
                (200, SSE, Pieces(events(stream, done=False)))
                if asked.get("stream")
                else (200, {}, message)
            )
        if asked.get("stream"):
            return 200, SSE, Pieces(events(chunks("An ", "oak.")))
        return 200, {}, chat("An oak.")

    recorder = Recorder(tmp_path, "record", Upstream(answer), test_id="test_a.py::test_b")
    transport = Recording(recorder)
    client = openai.OpenAI(
        api_key="key",
        base_url=URL.partition("/chat")[0],
        http_client=httpx2.Client(transport=transport),
    )
    ask: dict[str, Any] = {"model": "oak-1", "messages": [{"role": "user", "content": "A tree?"}]}
    whole = client.chat.completions.create(**ask)
    with client.chat.completions.stream(**ask) as streamed:
        text = "".join(event.delta for event in streamed if event.type == "content.delta")
    assert text == whole.choices[0].message.content == "An oak."
    assert [model.id for model in client.models.list()] == ["oak-1"]

    claude = anthropic.Anthropic(api_key="key", http_client=httpx2.Client(transport=transport))
    assert claude.messages.create(max_tokens=9, **ask).content[0].model_dump()["text"] == text
    with claude.messages.stream(max_tokens=9, **ask) as streaming:
        assert "".join(streaming.text_stream) == text

    recordings = [check_file(path) for path in recorder.written]
    assert [recording.kind for recording in recordings] == [
        "chat",
        "chat.stream",
        "models",
        "anthropic",
        "anthropic.stream",
    ]
    assert {recording.test_id for recording in recordings} == {"test_a.py::test_b"}
    assert recorder.written[2].name.startswith("models-")
    verified = subprocess.run(
        [sys.executable, "-m", "deltafold", "verify", "--ignore", "unreachable", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.stdout, verified.returncode) == ("", 0)


def seen(ask: Callable[[], Any]) -> Any:
    """What a client gives, or the error that it raises."""
    try:
        return ask()
    except (openai.APIError, anthropic.APIError) as error:
        return type(error), getattr(error, "status_code", None), str(error)


def without_ids(value: Any) -> Any:
    """What an SDK's object says, without what normalizing changes."""
    found = value.model_dump() if hasattr(value, "model_dump") else value
    if isinstance(found, dict):
        found = {key: found[key] for key in found if key not in ("id", "created")}
    return found


@pytest.mark.parametrize("status", [200, 400, 429, 500])
@pytest.mark.parametrize("form", ["whole", "stream", "error event", "cut"])
def test_replayed_it_is_what_was_recorded(tmp_path: Path, form: str, status: int) -> None:
    """Differential: a client that is answered from the recording sees what it saw then."""
    ends = {
        "stream": events(chunks("An ", "oak.")),
        "error event": events([*chunks("An ", "oak.")[:2], {"error": {"message": "overloaded"}}]),
        "cut": events(chunks("An ", "oak.")[:2], done=False),
    }
    answers: dict[str, tuple[int, dict[str, str], Any]] = {
        **{name: (200, SSE, Pieces(pieces)) for name, pieces in ends.items()},
        "whole": (200, {}, chat("An oak.")),
    }
    error: tuple[int, dict[str, str], Any]
    error = (status, {}, {"error": {"message": f"status {status}", "type": "t"}})
    upstream = Upstream(lambda _: answers[form] if status == 200 else error)

    def run(mode: Any) -> list[Any]:
        transport = ReplayTransport(RecordingStore(tmp_path), mode=mode, upstream=upstream)
        client = openai.OpenAI(
            api_key="key", http_client=httpx2.Client(transport=transport), max_retries=0
        )
        asked: dict[str, Any] = {"model": "oak-1", "messages": [{"role": "user", "content": "?"}]}
        create = client.chat.completions.create
        if form == "whole":
            return [without_ids(seen(lambda: create(**asked)))]
        stream = seen(lambda: create(**asked, stream=True))
        if isinstance(stream, tuple):
            return [stream]
        found: list[Any] = []
        items = iter(stream)
        while (item := seen(lambda: next(items, None))) is not None:
            found.append(without_ids(item))
            if isinstance(item, tuple):
                break
        return found

    live = run("record")
    assert len(upstream.requests) == len(files(tmp_path)) == 1
    assert run("replay") == live
    assert run("record-if-missing") == live
    assert len(upstream.requests) == len(files(tmp_path)) == 1
    if status != 200:
        assert live[0][1] == status


@pytest.mark.parametrize("library", LIBRARIES)
def test_asynchronous_clients(tmp_path: Path, library: ModuleType) -> None:
    data = b"".join(events(chunks("An ", "oak.")))
    recorder, upstream = recording_from(tmp_path, lambda: Pieces([data]), headers=SSE)

    async def ask(client: Any, number: int) -> bytes:
        body = {"model": "oak-1", "n": number}
        async with client.stream("POST", URL, json=body) as response:
            return b"".join([piece async for piece in response.aiter_raw()])

    async def ask_all() -> list[bytes]:
        async with library.AsyncClient(transport=Recording(recorder)) as client:
            return await asyncio.gather(*(ask(client, number) for number in range(20)))

    assert asyncio.run(ask_all()) == [data] * 20
    assert len(files(tmp_path)) == 20
    for path in files(tmp_path):
        assert check_file(path).chat.choices[0].message.content == "An oak."
    assert {request.headers["accept-encoding"] for request in upstream.requests} == {"identity"}


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_an_upstream_may_be_a_client(tmp_path: Path, library: Any, kind: str) -> None:
    client = getattr(library, kind)(transport=Upstream(lambda _: (200, {}, chat("An oak."))))
    recorder = Recorder(tmp_path, "record", client)
    request = library.Request("POST", URL, json={"model": "oak-1"})
    if kind == "Client":
        response = recorder.handle(request)
        response.read()
    else:

        async def ask() -> Any:
            response = await recorder.ahandle(request)
            await response.aread()
            return response

        response = asyncio.run(ask())
    assert type(response) is library.Response
    assert response.json() == chat("An oak.")
    assert check_file(recorder.written[0]).chat.choices[0].message.content == "An oak."


def test_an_upstream_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, "record", httpx.AsyncClient())
    with pytest.raises(TypeError, match=r"handle_request\(\), or a\(n\) Client"):
        recorder.handle(httpx.Request("POST", URL, json={}))


@pytest.mark.parametrize("after", [0, 1, 3])
@pytest.mark.parametrize(
    "error", [httpx2.ReadTimeout("late"), httpx2.ConnectError("refused"), RuntimeError("ours")]
)
def test_an_upstream_that_fails(tmp_path: Path, error: Exception, after: int) -> None:
    pieces: list[bytes | Exception] = [*events(chunks("An ", "oak."))[:after], error]
    recorder, _ = recording_from(tmp_path, lambda: Pieces(pieces), headers=SSE)
    with pytest.raises(type(error)) as caught:
        post(httpx2, recorder)
    assert caught.value is error
    assert list(tmp_path.iterdir()) == []

    def refuse(_: Any) -> Any:
        raise error

    with pytest.raises(type(error)) as caught:
        post(httpx2, Recorder(tmp_path, "record", Upstream(refuse)))
    assert caught.value is error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("read", [0, 1, 2, 3])
def test_a_stream_that_is_abandoned_writes_nothing(tmp_path: Path, read: int) -> None:
    """With the event `[DONE]` read, nothing is missing."""
    body = Pieces(events(chunks("An ", "oak.")))
    recorder, _ = recording_from(tmp_path, body, headers=SSE)
    client = httpx2.Client(transport=Recording(recorder))
    with client.stream("POST", URL, json={}) as response:
        pieces = response.iter_raw()
        for _ in range(read):
            next(pieces)
    assert body.is_closed
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "last",
    [
        {"type": "message_stop"},
        {"type": "response.completed", "response": {}},
        {"error": {"message": "overloaded"}},
    ],
)
@pytest.mark.parametrize("done", [False, True])
def test_clients_that_stop_at_the_last_event(
    tmp_path: Path, last: dict[str, Any], done: bool
) -> None:
    """They close the response without asking whether there is more."""
    sent = events(chunks("An oak.") if done else [*chunks("An oak."), last], done=done)
    recorder, _ = recording_from(tmp_path, Pieces([*sent, b": more\n\n"]), headers=SSE)
    client = httpx2.Client(transport=Recording(recorder))
    with client.stream("POST", URL, json={}) as response:
        pieces = response.iter_raw()
        for _ in sent:
            next(pieces)
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (503, openai.InternalServerError),
    ],
)
def test_errors_are_recorded(tmp_path: Path, status: int, error: type[Exception]) -> None:
    body = {"error": {"message": "no", "type": "t", "code": None}}
    recorder, _ = recording_from(tmp_path, body, status=status, denied=True)
    client = openai.OpenAI(
        api_key="key", http_client=httpx2.Client(transport=Recording(recorder)), max_retries=0
    )
    with pytest.raises(error):
        client.chat.completions.create(model="oak-1", messages=[])
    recording = check_file(recorder.written[0])
    assert (recording.kind, recording.response.status) == ("error", status)
    assert recording.to_dict()["response"]["body"] == body


@pytest.mark.parametrize("mode", ["record", "record-if-missing"])
@pytest.mark.parametrize("status", [401, 403])
def test_a_missing_key_is_not_replayed_when_there_is_one(
    tmp_path: Path, status: int, mode: RecordMode
) -> None:
    """Unless it is what a test is about."""
    refused = (status, dict[str, str](), {"error": {"message": "who?"}})
    answers = iter([refused, (200, {}, chat("An oak."))])
    upstream = Upstream(lambda _: next(answers))
    transport = ReplayTransport(RecordingStore(tmp_path), mode=mode, upstream=upstream)
    client = httpx2.Client(transport=transport)
    assert client.post(URL, json={"model": "oak-1"}).status_code == status
    assert files(tmp_path) == []
    assert client.post(URL, json={"model": "oak-1"}).status_code == 200
    [path] = files(tmp_path)
    assert check_file(path).kind == "chat"

    denying = Upstream(lambda _: refused)
    store = RecordingStore(tmp_path / "denied")
    transport = ReplayTransport(store, mode=mode, upstream=denying, denied=True)
    client = httpx2.Client(transport=transport)
    assert client.post(URL, json={"model": "oak-1"}).status_code == status
    replaying = ReplayTransport(RecordingStore(tmp_path / "denied"))
    assert (
        httpx2.Client(transport=replaying).post(URL, json={"model": "oak-1"}).status_code == status
    )


def test_a_body_that_is_not_json_is_text(tmp_path: Path) -> None:
    recorder, _ = recording_from(tmp_path, b"<h1>Bad gateway</h1>", status=502)
    assert post(httpx2, recorder, {"model": "oak-1"}) == (502, b"<h1>Bad gateway</h1>")
    response = check_file(recorder.written[0]).to_dict()["response"]
    assert (response["status"], response["body"]) == (502, "<h1>Bad gateway</h1>")


@pytest.mark.parametrize("mode", ["record", "record-if-missing"])
def test_a_retry_replaces_the_error(tmp_path: Path, mode: RecordMode) -> None:
    statuses = iter([429, 500, 200])
    upstream = Upstream(lambda _: (next(statuses), {}, chat("An oak.")))
    store = RecordingStore(tmp_path)
    transport = ReplayTransport(store, mode=mode, upstream=upstream)
    client = openai.OpenAI(api_key="key", http_client=httpx2.Client(transport=transport))
    answer = client.with_options(max_retries=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "sleep", lambda _: None)
        answer.chat.completions.create(model="oak-1", messages=[])
    assert transport.recorder is not None
    assert transport.recorder.written == files(tmp_path)
    assert len(transport.recorder.written) == 1
    assert check_file(transport.recorder.written[0]).kind == "chat"
    if mode == "record-if-missing":
        # It is in the store, in place of the error.
        answer.chat.completions.create(model="oak-1", messages=[])
        assert len(upstream.requests) == 3


def test_equal_requests_are_kept_in_their_order(tmp_path: Path) -> None:
    texts = iter("abcdefghijkl")
    recorder, _ = recording_from(tmp_path, lambda: chat(next(texts)))
    for _ in range(12):
        post(httpx2, recorder)
    recordings = [check_file(path) for path in files(tmp_path)]
    assert [each.chat.choices[0].message.content for each in recordings] == list("abcdefghijkl")
    scanned = [each.chat.choices[0].message.content for each in deltafold.scan(tmp_path)]
    assert scanned == list("abcdefghijkl")

    # Recorded again, there is nothing of what was before.
    recorder, _ = recording_from(tmp_path, chat("new"))
    post(httpx2, recorder)
    post(httpx2, recorder)
    recordings = [check_file(path) for path in files(tmp_path)]
    assert [each.chat.choices[0].message.content for each in recordings] == ["new", "new"]


def test_what_is_missing_replaces_nothing(tmp_path: Path) -> None:
    for text in "ab":
        recorder, _ = recording_from(tmp_path, chat(text), mode="record-if-missing")
        post(httpx2, recorder)
    recordings = [check_file(path) for path in files(tmp_path)]
    assert [each.chat.choices[0].message.content for each in recordings] == ["a", "b"]


def test_live_requests_are_passed_on_as_they_are(tmp_path: Path) -> None:
    recorder, upstream = recording_from(tmp_path, chat("An oak."), mode="live")
    assert json.loads(post(httpx2, recorder)[1]) == chat("An oak.")
    assert "gzip" in upstream.requests[0].headers["accept-encoding"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", ["replay", "all", ""])
def test_unknown_modes(tmp_path: Path, mode: RecordMode) -> None:
    with pytest.raises(ValueError, match="expected the mode"):
        Recorder(tmp_path, mode)


def test_a_file_is_no_folder() -> None:
    with pytest.raises(ValueError, match="expected a folder to record into"):
        Recorder(RECORDINGS / "chat.json")


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_compressed_response(tmp_path: Path, library: ModuleType) -> None:
    """Some upstreams compress though they are asked not to: then there are no times."""
    data = gzip.compress(b"".join(events(chunks("An oak."))))
    headers = {**SSE, "content-encoding": "gzip"}
    recorder, _ = recording_from(tmp_path, lambda: Pieces([data[:9], data[9:]]), headers=headers)
    assert post(library, recorder) == (200, data)
    recording = check_file(recorder.written[0])
    assert recording.chat.choices[0].message.content == "An oak."
    assert recording.chunks[0].t_ns is None


def test_rules_of_the_project(tmp_path: Path) -> None:
    """They may change the request: its hash, and the name of the file, is that of what is written."""
    rules = deltafold.Rules(
        "[[rules]]\npath = 'request.body.user'\nset = 'somebody'\n"
        "[[rules]]\npath = '**.system_fingerprint'\nremove = true\n"
    )
    body = {**chat("An oak."), "system_fingerprint": "fp"}
    recorder, _ = recording_from(tmp_path, body, rules=rules)
    post(httpx2, recorder, {"model": "oak-1", "user": "u-1"})
    (path,) = files(tmp_path)
    recording = deltafold.load(path)
    assert path.stem == recording.request_hash
    assert recording.request.body["user"] == "somebody"
    assert recording.chat.id == f"rec-{path.stem[:12]}"
    assert "system_fingerprint" not in recording.to_json()


RECORD_FOR_EVER = """
import sys
import httpx2
from deltafold.replay import Recorder, RecordingStore, ReplayTransport

answer = {"object": "chat.completion", "choices": [{"message": {"content": "oak " * 20_000}}]}
upstream = httpx2.MockTransport(lambda request: httpx2.Response(200, json=answer))
recorder = Recorder(sys.argv[1], "record", upstream)
number = 0
while True:
    recorder.handle(httpx2.Request("POST", "https://api.example/v1", json={"n": number % 9})).read()
    number += 1
    if number == 2:
        print("recording", flush=True)
"""


def test_a_killed_recorder_leaves_whole_files(tmp_path: Path) -> None:
    random_time = random.Random(7)
    for _ in range(6):
        recorder = subprocess.Popen(
            [sys.executable, "-c", RECORD_FOR_EVER, tmp_path], stdout=subprocess.PIPE
        )
        assert recorder.stdout is not None
        with recorder.stdout as ready:
            assert ready.readline() == b"recording\n"
        time.sleep(random_time.uniform(0, 0.1))
        recorder.send_signal(signal.SIGKILL)
        recorder.wait()
        assert len(files(tmp_path)) >= 2
        for path in files(tmp_path):
            assert len(check_file(path).chat.choices[0].message.content or "") == 80_000
    # What a killed one has begun has a name that nothing reads.
    begun = [path for path in tmp_path.iterdir() if path.suffix != ".json"]
    assert len(begun) <= 6
    assert all(path.name.startswith(".deltafold-") for path in begun)
    (tmp_path / ".deltafold-begun").write_text('{"request": ')
    assert len(list(deltafold.scan(tmp_path))) == len(files(tmp_path))


KILLED_WITHIN_A_FILE = """
import resource, signal
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
# Python ignores it.
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits for the size of files")
def test_a_recorder_killed_within_a_file_leaves_no_part_of_it(tmp_path: Path) -> None:
    """The system kills it in the middle of its first file, of 80,000 bytes."""
    code = KILLED_WITHIN_A_FILE + RECORD_FOR_EVER
    done = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert done.returncode == -signal.SIGXFSZ
    assert files(tmp_path) == []
