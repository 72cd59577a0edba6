"""Real clients get from a replayed recording what merging its file gives, through the transport and
through the server, however the bytes are cut."""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import anthropic
import conftest
import httpx
import httpx2
import ollama
import openai
import pytest
from openai.types.responses import ResponseCompletedEvent
from responses_streams import Maker

import deltafold
from deltafold.replay import RecordingNotFound, RecordingStore, ReplayServer, ReplayTransport
from deltafold.replay._pieces import Pieces

PIECES = get_args(Pieces)
# How the server cuts: `make test-clients` tests all ways.
SERVED = PIECES if os.environ.get("DELTAFOLD_CLIENTS") else ("random",)
# Larger ones are not cut into bytes.
LONG = 80_000
# What Google's SDK makes of the response's headers, keeps of Vertex AI only, and computes.
NOT_FROM_BODY = (
    "sdk_http_response",
    "automatic_function_calling_history",
    "create_time",
    "output_text",
)
# Their completion is another thing than what a client makes of them.
WITHOUT_COMPLETION = ("embeddings", "moderation", "ollama.ps", "ollama.list", "exception", "error")
# Their streams end in an error that clients raise.
RAISING = ("chat-stream-error",)
OLLAMA = {"ollama.chat": "chat", "ollama.generate": "generate"}


def family_of(recording: deltafold.Recording) -> str:
    return recording.kind.removesuffix(".stream")


def clients_for(recording: deltafold.Recording) -> list[str]:
    """The clients that can ask for a recording."""
    family = family_of(recording)
    request = recording.request.to_dict()
    path = request.get("endpoint") or request.get("url", "")
    if family == "chat" and path.endswith("/chat/completions"):
        return ["openai", "openai-httpx"]
    if family in ("completion", "responses", "embeddings", "moderation"):
        return ["openai"]
    if family == "exception" and path.endswith("/chat/completions"):
        return ["openai"]
    if family == "anthropic" or (family == "error" and path.endswith("/messages")):
        return ["anthropic"]
    if family in OLLAMA:
        return ["ollama"]
    if family in ("genai", "interactions") and sys.version_info >= (3, 11):
        return ["genai"]
    return []


class Client:
    """A client that asks for a recording, through a transport or a server."""

    def __init__(self, name: str, source: ReplayTransport | ReplayServer, is_async: bool) -> None:
        self.name = name
        self.is_async = is_async
        self.is_server = isinstance(source, ReplayServer)
        self.url = source.url if isinstance(source, ReplayServer) else "https://api.example"
        library: Any = httpx if name in ("openai-httpx", "ollama") else httpx2
        kind = library.AsyncClient if is_async else library.Client
        self.transport: Any = None if isinstance(source, ReplayServer) else source
        self.http = kind() if self.transport is None else kind(transport=self.transport)

    def call(self, recording: deltafold.Recording) -> Callable[[], Any]:
        """The call that was recorded."""
        family = family_of(recording)
        request = recording.request.to_dict()
        body = dict(request.get("body", request.get("payload")) or {})
        if recording.kind.endswith(".stream") and family != "genai":
            body["stream"] = True
        method: Any = getattr(self, self.name.partition("-")[0])(recording.kind, body)
        return lambda: method(**body)

    def openai(self, kind: str, _: dict[str, Any]) -> Any:
        cls: Any = openai.AsyncOpenAI if self.is_async else openai.OpenAI
        made = cls(api_key="none", base_url=f"{self.url}/v1", http_client=self.http)
        return {
            "completion": made.completions.create,
            "responses": made.responses.create,
            "embeddings": made.embeddings.create,
            "moderation": made.moderations.create,
        }.get(kind.removesuffix(".stream"), made.chat.completions.create)

    def anthropic(self, _: str, body: dict[str, Any]) -> Any:
        cls: Any = anthropic.AsyncAnthropic if self.is_async else anthropic.Anthropic
        made = cls(api_key="none", base_url=self.url, http_client=self.http)
        known = inspect.signature(made.messages.create).parameters
        body["extra_body"] = {key: body.pop(key) for key in [*body] if key not in known}
        body.setdefault("max_tokens", 1)
        return made.messages.create

    def ollama(self, kind: str, _: dict[str, Any]) -> Any:
        cls: Any = ollama.AsyncClient if self.is_async else ollama.Client
        made = cls(host=self.url, **({} if self.is_server else {"transport": self.transport}))
        return getattr(made, OLLAMA[kind.removesuffix(".stream")])

    def genai(self, kind: str, _: dict[str, Any]) -> Any:
        from google import genai

        name = "httpx_async_client" if self.is_async else "httpx_client"
        options: Any = {"base_url": self.url, name: self.http}
        made = genai.Client(api_key="none", http_options=options)
        if kind.startswith("interactions"):
            return (made.aio if self.is_async else made).interactions.create
        models: Any = made.aio.models if self.is_async else made.models
        return models.generate_content_stream if kind == "genai.stream" else models.generate_content

    def ask(self, recording: deltafold.Recording) -> Any:
        """What the call gives: an object, or the list of the items of a stream."""
        call = self.call(recording)
        if self.is_async:
            return asyncio.run(awaited(call))
        result = call()
        return list(result) if hasattr(result, "__next__") else result


async def awaited(call: Callable[[], Any]) -> Any:
    result = call()
    if inspect.isawaitable(result):
        result = await result
    return [item async for item in result] if hasattr(result, "__aiter__") else result


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    return [without_nulls(v) for v in value] if isinstance(value, list) else value


def dumped(value: Any) -> Any:
    """A completion as plain values; that of a stream is merged from what a client gives."""
    if isinstance(value, list):
        # Google's SDK keeps events that it does not know as they came.
        value = deltafold.merge([getattr(item, "raw", None) or item for item in value])
    dump = without_nulls(value.model_dump(mode="json", exclude_unset=True))
    return {key: member for key, member in dump.items() if key not in NOT_FROM_BODY}


def usable(paths: list[Path]) -> list[tuple[Path, str]]:
    """Recordings with a completion, each with the clients that can ask for it."""
    found = []
    for path in paths:
        recording = deltafold.load(path)
        if recording.kind not in WITHOUT_COMPLETION and path.stem not in RAISING:
            found += [(path, client) for client in clients_for(recording)]
    return found


FIXTURES = usable(conftest.fixture_recordings())


def test_there_are_recordings_for_each_client() -> None:
    expected = {"openai", "openai-httpx", "anthropic", "ollama", "genai"}
    if sys.version_info < (3, 11):
        expected.remove("genai")
    assert {client for _, client in FIXTURES} == expected
    assert len(FIXTURES) > 30


@pytest.mark.parametrize("pieces", PIECES)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("path", "client"), FIXTURES, ids=lambda value: getattr(value, "stem", value)
)
def test_clients_get_what_merging_the_file_gives(
    path: Path, client: str, is_async: bool, pieces: Pieces
) -> None:
    recording = deltafold.load(path)
    transport = ReplayTransport(RecordingStore(path), pieces=pieces, seed=len(path.name))
    given = Client(client, transport, is_async).ask(recording)
    assert dumped(given) == dumped(recording.completion)


@pytest.mark.parametrize("pieces", SERVED)
@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("path", "client"), FIXTURES, ids=lambda value: getattr(value, "stem", value)
)
def test_clients_of_the_server_get_the_same(
    path: Path, client: str, is_async: bool, pieces: Pieces
) -> None:
    recording = deltafold.load(path)
    with ReplayServer(RecordingStore(path), pieces=pieces, seed=len(path.name)) as server:
        given = Client(client, server, is_async).ask(recording)
    assert dumped(given) == dumped(recording.completion)


@pytest.mark.parametrize("pieces", PIECES)
def test_clients_get_what_merging_real_recordings_gives(corpus: list[Path], pieces: Pieces) -> None:
    """From one store of all: what several recorded for the same request comes in their order."""
    store = RecordingStore(corpus)
    count = 0
    for path, client in usable(corpus):
        recording = deltafold.load(path)
        if client == "openai-httpx" or (pieces == "byte" and path.stat().st_size > LONG):
            continue
        alone = RecordingStore(path)
        given = Client(client, ReplayTransport(alone, pieces=pieces, seed=count), False).ask(
            recording
        )
        assert dumped(given) == dumped(recording.completion), (path, client)
        if pieces == "chunk":
            of_test = store.for_test(recording.test_id or "")
            Client(client, ReplayTransport(of_test), False).ask(recording)
        count += 1
    assert count > 100
    assert store.misses == 0


def test_clients_of_the_server_get_real_recordings(corpus: list[Path]) -> None:
    for number, (path, client) in enumerate(usable(corpus)):
        if number % 4 == 0:
            recording = deltafold.load(path)
            with ReplayServer(RecordingStore(path), pieces="random", seed=number) as server:
                given = Client(client, server, False).ask(recording)
            assert dumped(given) == dumped(recording.completion), (path, client)


# Other calls


def openai_for(path: Path, **options: Any) -> openai.OpenAI:
    transport = ReplayTransport(RecordingStore(path), **options)
    return openai.OpenAI(api_key="none", http_client=httpx2.Client(transport=transport))


def fixture(name: str) -> tuple[Path, dict[str, Any]]:
    path = conftest.RECORDINGS / f"{name}.json"
    request = deltafold.load(path).request.to_dict()
    body = dict(request.get("body", request.get("payload")) or {})
    body.pop("stream", None)
    return path, body


def joined(text: str | None) -> str | None:
    """The text with halves of characters joined, which openai's accumulator leaves apart."""
    return text and text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


STREAMS_OF_CHATS = [
    path.stem
    for path, client in FIXTURES
    if client == "openai-httpx" and deltafold.load(path).kind == "chat.stream"
]


@pytest.mark.parametrize("name", STREAMS_OF_CHATS)
def test_the_stream_helper_of_openai(name: str) -> None:
    path, body = fixture(name)
    completion = deltafold.load(path).chat
    try:
        with openai_for(path, pieces="random").chat.completions.stream(**body) as stream:
            final = stream.get_final_completion()
    except (openai.LengthFinishReasonError, openai.ContentFilterFinishReasonError):
        return
    for choice, expected in zip(final.choices, completion.choices, strict=True):
        assert joined(choice.message.content) == joined(expected.message.content)
        calls = [call.model_dump(exclude_none=True) for call in expected.message.tool_calls or []]
        for call, wanted in zip(choice.message.tool_calls or [], calls, strict=True):
            assert call.id == wanted["id"]
            assert call.function.arguments == wanted["function"]["arguments"]


def test_raw_and_streaming_responses_of_openai() -> None:
    path, body = fixture("chat")
    raw = openai_for(path).chat.completions.with_raw_response.create(**body)
    assert raw.status_code == 200 and raw.headers["content-type"] == "application/json"
    assert (
        raw.parse().choices[0].message.content
        == deltafold.load(path).chat.choices[0].message.content
    )
    path, body = fixture("chat-stream-tools")
    client = openai_for(path, pieces="byte").chat.completions.with_streaming_response
    with client.create(**body, stream=True) as response:
        lines = list(response.iter_lines())
    assert lines[-2:] == ["data: [DONE]", ""]


@pytest.mark.parametrize("seed", range(5))
def test_the_stream_helper_of_responses(seed: int, tmp_path: Path) -> None:
    stream = Maker(random.Random(seed)).stream(3)
    number = len(stream.events)
    end = ResponseCompletedEvent(
        type="response.completed", response=stream.response, sequence_number=number
    )
    body: Any = {"model": "linden-1", "input": "Name a tree."}
    events = [event.to_dict() for event in [*stream.events, end]]
    recorded = {
        "request": {"method": "POST", "url": "https://a/v1/responses", "body": body},
        "response": {"body": events, "is_streaming": True},
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps(recorded))
    with openai_for(path, pieces="random", seed=seed).responses.stream(**body) as helper:
        final = helper.get_final_response()
    assert final.output_text == stream.response.output_text
    assert [item.type for item in final.output] == [item.type for item in stream.response.output]
    assert deltafold.load(path).kind == "responses.stream"


def test_the_stream_helper_of_anthropic() -> None:
    path, body = fixture("anthropic-stream")
    transport = ReplayTransport(RecordingStore(path), pieces="byte")
    client = anthropic.Anthropic(api_key="none", http_client=httpx2.Client(transport=transport))
    with client.messages.stream(**body) as stream:
        message = stream.get_final_message()
    expected: Any = deltafold.load(path).completion
    assert [block.type for block in message.content] == [block.type for block in expected.content]
    assert message.stop_reason == expected.stop_reason


def test_embeddings_and_moderations_and_models() -> None:
    path, body = fixture("embeddings")
    expected = deltafold.load(path).response.body
    found = openai_for(path).embeddings.create(**body)
    assert found.data[0].embedding == list(expected.data[0].embedding)
    path, body = fixture("moderation")
    assert openai_for(path).moderations.create(**body).id == "modr-1"
    client = openai_for(conftest.RECORDINGS)
    assert [model.id for model in client.models.list()] == ["linden-1", "linden-2"]
    assert client.models.retrieve("linden-2").owned_by == "garden"


def test_lists_of_ollama() -> None:
    transport = ReplayTransport(RecordingStore(conftest.RECORDINGS))
    client: Any = ollama.Client(transport=transport)
    expected = deltafold.load(conftest.RECORDINGS / "ollama-list.json").response.body
    assert [m.model for m in client.list().models] == [m.model for m in expected.models]


# Errors


def raised_by(client: Client, name: str) -> Exception:
    path, _ = fixture(name)
    with pytest.raises((openai.OpenAIError, anthropic.AnthropicError, httpx2.HTTPError)) as raised:
        client.ask(deltafold.load(path))
    return raised.value


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
def test_recorded_errors_are_those_of_the_sdk(is_async: bool) -> None:
    limited = RecordingStore(conftest.RECORDINGS / "exception.json")
    error = raised_by(Client("openai", ReplayTransport(limited), is_async), "exception")
    assert isinstance(error, openai.RateLimitError) and "too many trees" in str(error)
    # It was not asked for again.
    assert limited.hits == 1
    refused = RecordingStore(conftest.RECORDINGS / "error.json", match="sequence")
    with ReplayServer(refused) as server:
        error = raised_by(Client("anthropic", server, is_async), "error")
    assert isinstance(error, anthropic.BadRequestError) and "no such tree" in str(error)
    assert refused.hits == 1


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("of_server", [False, True], ids=["transport", "server"])
@pytest.mark.parametrize(
    ("name", "error"),
    [("chat-stream-error", openai.APIError), ("exception-chunks", openai.APIConnectionError)],
)
def test_errors_in_mid_stream_come_after_the_chunks(
    name: str, error: type[Exception], of_server: bool, is_async: bool
) -> None:
    path, body = fixture(name)
    store, seen = RecordingStore(path), list[Any]()

    def read(client: Any) -> None:
        for chunk in client.chat.completions.create(**body, stream=True):
            seen.append(chunk)

    async def aread(client: Any) -> None:
        async for chunk in await client.chat.completions.create(**body, stream=True):
            seen.append(chunk)

    with ReplayServer(store) as server:
        made = Client("openai", server if of_server else ReplayTransport(store), is_async)
        cls: Any = openai.AsyncOpenAI if is_async else openai.OpenAI
        client = cls(api_key="none", base_url=f"{made.url}/v1", http_client=made.http)
        with pytest.raises(error):
            asyncio.run(aread(client)) if is_async else read(client)
    recorded = deltafold.load(path).to_dict()["response"]["body"]
    chunks = [item for item in recorded if "error" not in item.get("__data__", item)]
    assert len(seen) == len(chunks) > 0


OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "no soil"}}


@pytest.mark.parametrize(
    ("name", "recorded", "error"),
    [
        ("anthropic-stream", {"status_code": 529, "body": OVERLOADED}, "APIStatusError"),
        ("ollama-chat-stream", {"status_code": 500, "provider": "ollama"}, "ResponseError"),
        ("genai-stream", {"status_code": 503}, "ServerError"),
        ("responses-stream", {"status_code": 500}, "APIError"),
        ("chat-stream-tools", {"status_code": 500}, "APIError"),
    ],
)
def test_each_client_raises_what_came_in_mid_stream(
    name: str, recorded: dict[str, Any], error: str, tmp_path: Path
) -> None:
    path = conftest.RECORDINGS / f"{name}.json"
    [client, *_] = clients_for(deltafold.load(path)) or pytest.skip("needs Python 3.11")
    content = deltafold.load(path).to_dict()
    data = {"type": "X", "message": "no soil", **recorded}
    content["response"] |= {"is_exception": True, "exception_data": data}
    broken = tmp_path / "a.json"
    broken.write_text(json.dumps(content))
    store = RecordingStore(broken, match="sequence")
    call = Client(client, ReplayTransport(store), False).call(deltafold.load(path))
    items: list[Any] = []

    def read() -> None:
        for item in call():
            items.append(item)

    with pytest.raises(Exception, match="no soil") as raised:
        read()
    assert type(raised.value).__name__ == error
    # Anthropic's client keeps pings to itself.
    chunks: Any = deltafold.load(path).chunks
    assert len(items) == sum(getattr(chunk, "type", None) != "ping" for chunk in chunks)


@pytest.mark.parametrize("is_async", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("client", ["openai", "openai-httpx", "anthropic", "ollama", "genai"])
def test_misses_reach_the_caller_at_once(client: str, is_async: bool, tmp_path: Path) -> None:
    names = {"anthropic": "anthropic", "ollama": "ollama-chat", "genai": "genai"}
    if client == "genai" and sys.version_info < (3, 11):
        pytest.skip("google-genai 3.6 needs Python 3.11")
    recording = deltafold.load(conftest.RECORDINGS / f"{names.get(client, 'chat')}.json")
    store = RecordingStore(tmp_path)
    with pytest.raises(RecordingNotFound, match="no recordings in"):
        Client(client, ReplayTransport(store), is_async).ask(recording)
    assert (store.hits, store.misses) == (0, 1)


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_sdks_that_take_any_exception_for_a_lost_connection_get_a_refusal(library: Any) -> None:
    """openai's before its third release, groq's and others like them: they would try again."""
    path, body = fixture("chat")
    store = RecordingStore(path)
    client = library.Client(transport=ReplayTransport(store))
    url, headers = (
        "https://api.example/v1/chat/completions",
        {"x-stainless-package-version": "1.7.0"},
    )
    refused = client.post(url, json={**body, "model": "oak"}, headers=headers)
    assert (refused.status_code, refused.headers["x-should-retry"]) == (404, "false")
    error = refused.json()["error"]
    assert error["code"] == "recording_not_found"
    assert '"linden-1" → "oak"' in error["message"]
    assert store.misses == 1
    wrong = client.post(url, json={**body, "stream": True}, headers=headers)
    assert wrong.status_code in (404, 500)
    for sent in ({}, {"x-stainless-package-version": openai.__version__}):
        with pytest.raises(RecordingNotFound):
            client.post(url, json={**body, "model": "oak"}, headers=sent)


def test_misses_of_the_server_name_the_nearest() -> None:
    path, body = fixture("chat")
    with ReplayServer(RecordingStore(path)) as server:
        client = openai.OpenAI(api_key="none", base_url=server.url)
        with pytest.raises(
            openai.NotFoundError, match=r'body\.model: .*"linden-1" → "oak"'
        ) as raised:
            client.chat.completions.create(**{**body, "model": "oak"})
    assert raised.value.code == "recording_not_found"


# Libraries on top


def needs(name: str) -> pytest.MarkDecorator:
    missing = importlib.util.find_spec(name.partition(".")[0]) is None
    return pytest.mark.skipif(missing, reason=f"{name} is not installed")


def two_choices() -> tuple[ReplayTransport, str, Any]:
    path, body = fixture("chat")
    text = deltafold.load(path).chat.choices[0].message.content
    return ReplayTransport(RecordingStore(path)), str(text), body


@needs("litellm")
def test_litellm() -> None:
    import litellm  # type: ignore[import-not-found,unused-ignore]

    transport, text, body = two_choices()
    client = openai.OpenAI(api_key="none", http_client=httpx2.Client(transport=transport))
    model = f"openai/{body.pop('model')}"
    found: Any = litellm.completion(model=model, client=client, **body)
    assert found.choices[0].message.content == text


@needs("langchain_openai")
def test_langchain() -> None:
    from langchain_openai import ChatOpenAI  # type: ignore[import-not-found,unused-ignore]

    transport, text, body = two_choices()
    model: Any = ChatOpenAI(
        model=body["model"],
        api_key="none",
        http_client=httpx2.Client(transport=transport),
    )
    assert model.invoke(body["messages"][0]["content"]).content == text


@needs("pydantic_ai")
def test_pydantic_ai() -> None:
    from pydantic_ai import Agent  # type: ignore[import-not-found,unused-ignore]
    from pydantic_ai.models.openai import (  # type: ignore[import-not-found,unused-ignore]
        OpenAIChatModel,
    )
    from pydantic_ai.providers.openai import (  # type: ignore[import-not-found,unused-ignore]
        OpenAIProvider,
    )

    transport, text, body = two_choices()
    client = openai.AsyncOpenAI(api_key="none", http_client=httpx2.AsyncClient(transport=transport))
    model: Any = OpenAIChatModel(body["model"], provider=OpenAIProvider(openai_client=client))
    assert Agent(model).run_sync(body["messages"][0]["content"]).output == text
