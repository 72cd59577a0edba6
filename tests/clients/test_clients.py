"""Clients and libraries of others get from a replayed recording what merging its file gives.

They are asked for every recording that they can ask for, through a transport and through the server,
however the bytes are cut. What each makes of an answer is reduced to what all of them have: text,
tool calls and the reason of the end. The clients of tests/python/test_replay_clients.py, which get whole
answers compared, are tested there. Run both with `make test-clients`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, get_args

# Set before litellm is imported: it asks the network for prices and tokenizers otherwise.
os.environ.update(LITELLM_LOCAL_MODEL_COST_MAP="true", HF_HUB_OFFLINE="1")

import anthropic
import boto3
import cohere
import groq
import httpx
import httpx2
import litellm
import nanoarrow as na
import openai
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from langchain_openai import ChatOpenAI
from mistralai.client import Mistral
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.messages import ModelRequest, UserPromptPart
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

import deltafold
from deltafold.replay import RecordingNotFound, RecordingStore, ReplayServer, ReplayTransport
from deltafold.replay._pieces import Pieces

RECORDINGS = Path(__file__).parents[1] / "fixtures" / "recordings"
FORMATS = Path(__file__).parents[1] / "fixtures" / "formats"
CORPUS = Path(os.environ.get("DELTAFOLD_CORPUS", "/nonexistent"))
PIECES = get_args(Pieces)
# Larger ones are not cut into bytes.
LONG = 80_000

# What an answer says: for each choice its text, its calls and the reason of the end.
Call = tuple[str | None, Any]
Said = tuple[str, list[Call], str | None]


def parsed(arguments: Any) -> Any:
    try:
        return json.loads(arguments) if isinstance(arguments, str) else arguments
    except ValueError:
        return arguments


def joined(text: str | None) -> str:
    """The text with halves of characters joined, which some clients leave apart."""
    return (text or "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def choices(path: Path) -> list[dict[str, Any]]:
    return list(na.ArrayStream(deltafold.table(path, "choices")).read_all().to_pylist())


def merged(path: Path) -> list[Said]:
    """What merging a file gives."""
    return [
        (
            joined(row["content"]),
            [(call["name"], parsed(call["arguments"])) for call in row["tool_calls"] or []],
            row["finish_reason"],
        )
        for row in choices(path)
    ]


def of_chat(completion: Any) -> list[Said]:
    """What an answer in the form of OpenAI's says."""
    if not isinstance(completion, dict):
        completion = completion.model_dump()
    found: list[Said] = []
    for choice in sorted(completion["choices"], key=lambda choice: choice["index"]):
        message = choice["message"]
        functions = [
            call.get("function") or call["custom"] for call in message.get("tool_calls") or []
        ]
        calls = [(one["name"], parsed(one.get("arguments", one.get("input")))) for one in functions]
        found.append((joined(message.get("content")), calls, choice.get("finish_reason")))
    return found


class Source:
    """Where a client asks: a transport or a server."""

    def __init__(self, of: ReplayTransport | ReplayServer) -> None:
        self.of = of
        self.url = of.url if isinstance(of, ReplayServer) else "https://api.example"

    def http(self, library: Any = httpx2, *, is_async: bool = False) -> Any:
        kind = library.AsyncClient if is_async else library.Client
        return kind() if isinstance(self.of, ReplayServer) else kind(transport=self.of)


Ask = Callable[[Source, dict[str, Any], bool], "list[Said] | Awaitable[list[Said]]"]


async def all_of(items: Any) -> list[Any]:
    return [item async for item in items]


def with_extra(body: dict[str, Any], create: Callable[..., Any]) -> dict[str, Any]:
    """The arguments of a call: what it does not know goes into `extra_body`."""
    known = inspect.signature(create).parameters
    extra = {key: value for key, value in body.items() if key not in known}
    named = {key: value for key, value in body.items() if key in known}
    return {**named, "extra_body": {**extra, **(body.get("extra_body") or {})}}


def openai_client(source: Source, *, is_async: bool = False) -> Any:
    cls: Any = openai.AsyncOpenAI if is_async else openai.OpenAI
    http = source.http(is_async=is_async)
    return cls(api_key="none", base_url=f"{source.url}/v1", http_client=http)


def by_openai_helper(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    """Its own accumulation of the chunks."""
    chat = openai_client(source).chat.completions
    if not is_stream:
        return of_chat(chat.with_raw_response.create(**body).parse())
    with chat.stream(**body) as stream:
        for _ in stream:
            pass
        return of_chat(stream.current_completion_snapshot)


async def by_openai_raw(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    chat = openai_client(source, is_async=True).chat.completions
    raw = await chat.with_raw_response.create(**body, stream=is_stream)
    assert raw.status_code == 200
    answer = raw.parse()
    return of_chat(deltafold.merge(await all_of(answer)) if is_stream else answer)


def by_groq(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    client = groq.Groq(api_key="none", base_url=source.url, http_client=source.http(httpx))
    create: Any = client.chat.completions.create
    answer = create(**with_extra(body, create), stream=is_stream)
    return of_chat(deltafold.merge(list(answer)) if is_stream else answer)


def by_mistral(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    chat: Any = Mistral(api_key="none", server_url=source.url, client=source.http()).chat
    # It has arguments of its own, and refuses values that its API does not know.
    body = {"model": body["model"], "messages": body["messages"]}
    if not is_stream:
        return of_chat(chat.complete(**body))
    return of_chat(
        deltafold.merge([event.data.model_dump(mode="json") for event in chat.stream(**body)])
    )


def by_litellm(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    body["model"] = f"openai/{body['model']}"
    answer: Any = litellm.completion(**body, stream=is_stream, client=openai_client(source))
    return of_chat(litellm.stream_chunk_builder(list(answer)) if is_stream else answer)


def by_langchain(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    model: Any = ChatOpenAI(
        model=body["model"],
        api_key="none",  # type: ignore[arg-type]
        base_url=f"{source.url}/v1",
        http_client=source.http(),
    )
    if is_stream:
        first, *others = model.stream(body["messages"])
        answer = sum(others, first)
    else:
        answer = model.invoke(body["messages"])
    calls = [(call["name"], call["args"]) for call in answer.tool_calls]
    calls += [(call["name"], parsed(call["args"])) for call in answer.invalid_tool_calls]
    return [(joined(answer.text), calls, answer.response_metadata.get("finish_reason"))]


async def by_pydantic_ai(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    provider = OpenAIProvider(openai_client=openai_client(source, is_async=True))
    model = OpenAIChatModel(body["model"], provider=provider)
    asked: Any = [ModelRequest(parts=[UserPromptPart(content="Name a tree.")])]
    if is_stream:
        async with model_request_stream(model, asked) as stream:
            await all_of(stream)
            answer = stream.get()
    else:
        answer = await model_request(model, asked)
    text = "".join(part.content for part in answer.parts if part.part_kind == "text")
    calls: list[Call] = [
        (part.tool_name, parsed(part.args))
        for part in answer.parts
        if part.part_kind == "tool-call"
    ]
    details = answer.provider_details or {}
    return [(joined(text), calls, details.get("finish_reason"))]


def by_anthropic(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    """Its own accumulation of the events."""
    client = anthropic.Anthropic(api_key="none", base_url=source.url, http_client=source.http())
    body = {"max_tokens": 1, **with_extra(body, client.messages.create)}
    if is_stream:
        with client.messages.stream(**body) as stream:
            message: Any = stream.get_final_message()
    else:
        message = client.messages.create(**body)
    text = "".join(block.text for block in message.content if block.type == "text")
    calls: list[Call] = [
        (block.name, block.input) for block in message.content if block.type.endswith("tool_use")
    ]
    return [(joined(text), calls, message.stop_reason)]


def by_cohere(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    client: Any = cohere.ClientV2(
        api_key="none", base_url=source.url, httpx_client=source.http(httpx)
    )
    if not is_stream:
        message = (answer := client.chat(**body)).message
        text = "".join(part.text for part in message.content or [] if part.type == "text")
        found = [
            (call.function.name, parsed(call.function.arguments)) for call in message.tool_calls
        ]
        return [(joined(text), found, answer.finish_reason)]
    text, reason, calls = "", None, dict[int, list[str]]()
    for event in client.chat_stream(**body):
        if event.type == "content-delta":
            text += event.delta.message.content.text or ""
        elif event.type == "tool-call-start":
            function = event.delta.message.tool_calls.function
            calls[event.index] = [function.name, function.arguments or ""]
        elif event.type == "tool-call-delta":
            calls[event.index][1] += event.delta.message.tool_calls.function.arguments
        elif event.type == "message-end":
            reason = event.delta.finish_reason
    return [(joined(text), [(name, parsed(text)) for name, text in calls.values()], reason)]


def bedrock(source: Source) -> Any:
    """It has a client of its own, so it can only ask a server."""
    return boto3.client(
        "bedrock-runtime",
        endpoint_url=source.url,
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
        config=Config(retries={"total_max_attempts": 1}),
    )


def by_bedrock(source: Source, body: dict[str, Any], is_stream: bool) -> list[Said]:
    client = bedrock(source)
    if not is_stream:
        answer = client.converse(modelId="linden-1", **body)
        parts = answer["output"]["message"]["content"]
        text = "".join(part.get("text", "") for part in parts)
        uses = [part["toolUse"] for part in parts if "toolUse" in part]
        return [(joined(text), [(use["name"], use["input"]) for use in uses], answer["stopReason"])]
    text, reason, calls = "", None, dict[int, list[str]]()
    for event in client.converse_stream(modelId="linden-1", **body)["stream"]:
        ((name, value),) = event.items()
        if name == "contentBlockStart" and "toolUse" in value["start"]:
            calls[value["contentBlockIndex"]] = [value["start"]["toolUse"]["name"], ""]
        elif name == "contentBlockDelta":
            text += value["delta"].get("text", "")
            if use := value["delta"].get("toolUse"):
                calls[value["contentBlockIndex"]][1] += use["input"]
        elif name == "messageStop":
            reason = value["stopReason"]
    return [(joined(text), [(name, parsed(text)) for name, text in calls.values()], reason)]


# The clients by what they ask for, and whether they send the request that was recorded: libraries on
# top of clients send messages of their own.
CLIENTS: dict[str, tuple[str, Ask, bool]] = {
    "openai-helper": ("chat", by_openai_helper, True),
    "openai-raw": ("chat", by_openai_raw, True),
    "groq": ("chat", by_groq, True),
    "mistralai": ("chat", by_mistral, False),
    "litellm": ("chat", by_litellm, True),
    "langchain": ("chat", by_langchain, False),
    "pydantic-ai": ("chat", by_pydantic_ai, False),
    "anthropic": ("anthropic", by_anthropic, True),
    "cohere": ("cohere", by_cohere, True),
    "boto3": ("converse", by_bedrock, True),
}
# They make one answer of all choices.
ONE_CHOICE = ("langchain", "pydantic-ai")
# Their streams end in an error that clients raise.
RAISING = ("chat-stream-error",)


def asked_for(recording: deltafold.Recording) -> dict[str, Any]:
    request = recording.request.to_dict()
    body = dict(request.get("body", request.get("payload")) or {})
    body.pop("stream", None)
    return body


def cases(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    """Recordings with a completion, each with the clients that can ask for it."""
    for path in paths:
        try:
            recording = deltafold.load(path)
        except deltafold.Error:
            continue
        request = recording.request.to_dict() if recording.request is not None else {}
        where = request.get("endpoint") or request.get("url") or ""
        family = recording.kind.removesuffix(".stream")
        if family == "chat" and not where.endswith("/chat/completions"):
            continue
        said = merged(path)
        cannot = set(ONE_CHOICE) if len(said) > 1 else set()
        if any("<think>" in text for text, _, _ in said):
            # They take the reasoning out.
            cannot |= {"litellm", "pydantic-ai"}
        if recording.kind.endswith(".stream"):
            first = [row["first_seq"] or 0 for row in choices(path)]
            if first != sorted(first):
                # Its accumulator raises if the second choice begins first.
                cannot.add("openai-helper")
            if any(reason is None for _, _, reason in said):
                # What has no end is an error to it.
                cannot.add("litellm")
            if any(calls for _, calls, _ in said) or "\\ud" in path.read_text("utf-8-sig"):
                # Calls come whole from its API, and half a character is no JSON to it.
                cannot.add("mistralai")
        for name, (of, _, _) in CLIENTS.items():
            if family == of and path.stem not in RAISING and name not in cannot:
                yield path, name


def check(path: Path, name: str, of: ReplayTransport | ReplayServer) -> None:
    recording = deltafold.load(path)
    answer = CLIENTS[name][1](Source(of), asked_for(recording), recording.kind.endswith(".stream"))
    found = asyncio.run(awaited(answer)) if inspect.isawaitable(answer) else answer
    assert found == merged(path)


async def awaited(answer: Awaitable[list[Said]]) -> list[Said]:
    return await answer


def store_of(path: Path, name: str) -> RecordingStore:
    return RecordingStore(path, match="auto" if CLIENTS[name][2] else "sequence")


FIXTURES = list(cases(sorted(RECORDINGS.glob("*.json"))))
REAL = list(cases(sorted(CORPUS.rglob("*.json"))))


@pytest.mark.parametrize("pieces", PIECES)
@pytest.mark.parametrize(
    ("path", "name"), FIXTURES, ids=lambda value: getattr(value, "stem", value)
)
def test_clients_get_what_merging_the_file_gives(path: Path, name: str, pieces: Pieces) -> None:
    store = store_of(path, name)
    if name != "boto3":
        check(path, name, ReplayTransport(store, pieces=pieces, seed=len(path.name)))
    with ReplayServer(store_of(path, name), pieces=pieces, seed=len(path.name)) as server:
        check(path, name, server)


@pytest.mark.parametrize("pieces", PIECES)
@pytest.mark.parametrize("name", CLIENTS)
def test_clients_get_what_merging_real_recordings_gives(name: str, pieces: Pieces) -> None:
    paths = [path for path, of in REAL if of == name]
    if not paths:
        pytest.skip("no such recordings: set DELTAFOLD_CORPUS")
    for number, path in enumerate(paths):
        if pieces == "byte" and path.stat().st_size > LONG:
            continue
        try:
            if name != "boto3":
                check(path, name, ReplayTransport(store_of(path, name), pieces=pieces, seed=number))
            if name == "boto3" or number % 4 == 0:
                with ReplayServer(store_of(path, name), pieces=pieces, seed=number) as server:
                    check(path, name, server)
        except BaseException as error:
            error.add_note(str(path))
            raise


def test_there_are_recordings_for_each_client() -> None:
    assert {name for _, name in FIXTURES} == set(CLIENTS)


@pytest.mark.parametrize("pieces", PIECES)
def test_invoke_model_of_bedrock_streams_the_events_of_the_provider(pieces: Pieces) -> None:
    path = FORMATS / "eventstreams.json"
    recordings = list(deltafold.scan(path))
    [recorded] = [one for one in recordings if one.kind == "anthropic.stream"]
    with ReplayServer(RecordingStore(path), pieces=pieces) as server:
        client = bedrock(Source(server))
        url: Any = recorded.request.to_dict()["url"]
        model = url.split("/model/")[1].split("/")[0]
        body = client.invoke_model_with_response_stream(modelId=model, body="{}")["body"]
        events = [json.loads(event["chunk"]["bytes"]) for event in body]
    assert events == recorded.to_dict()["response"]["body"]
    assert deltafold.merge(events) == recorded.completion


MISSES: dict[str, tuple[type[Exception], ...]] = {
    # It takes whatever a transport raises for a lost connection, so it is answered.
    "groq": (groq.NotFoundError,),
    "litellm": (openai.OpenAIError,),
}


@pytest.mark.parametrize("name", [name for name in CLIENTS if name != "boto3"])
def test_a_miss_reaches_the_caller_at_once(name: str, tmp_path: Path) -> None:
    path = next(path for path, of in FIXTURES if of == name)
    recording = deltafold.load(path)
    store = RecordingStore(tmp_path)
    body = {"model": "oak", **asked_for(recording)}

    def ask() -> None:
        is_stream = recording.kind.endswith(".stream")
        answer = CLIENTS[name][1](Source(ReplayTransport(store)), body, is_stream)
        if inspect.isawaitable(answer):
            asyncio.run(awaited(answer))

    with pytest.raises(MISSES.get(name, RecordingNotFound), match="no recording answers"):
        ask()
    assert store.misses == 1


def test_boto3_is_told_of_a_miss_and_of_recorded_errors(tmp_path: Path) -> None:
    asked: Any = {"modelId": "linden-1", "messages": [{"role": "user", "content": [{"text": "?"}]}]}
    with ReplayServer(RecordingStore(tmp_path)) as server:
        with pytest.raises(ClientError, match="no recording answers POST /model/linden-1/converse"):
            bedrock(Source(server)).converse(**asked)
        assert server.store.misses == 1
    slow = {"type": "ThrottlingException", "message": "too fast", "status_code": 429}
    recorded = json.loads((RECORDINGS / "converse-stream.json").read_text())
    whole = {"body": None, "is_streaming": False}
    for response in (whole, recorded["response"]):
        recorded["response"] = {**response, "is_exception": True, "exception_data": slow}
        (tmp_path / "a.json").write_text(json.dumps(recorded))
        with ReplayServer(RecordingStore(tmp_path, match="sequence")) as server:
            client, seen = bedrock(Source(server)), list[Any]()
            with pytest.raises(ClientError, match="hrottlingException") as raised:
                seen.extend(event for event in client.converse_stream(**asked)["stream"])
            assert server.store.hits == 1
        assert raised.value.response["Error"]["Message"] == "too fast"
        # An error in mid-stream comes after the chunks before it.
        assert len(seen) == len(response["body"] or [])
