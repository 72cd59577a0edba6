"""Calls of real clients through the patches of a real recorder, and all that can be seen of them.

The servers are transports that answer from here; nothing leaves the process.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ogx_recorders
import pytest

API = "https://api.example/v1"
LOCAL = "http://localhost:8000/v1"
TEST = "tests/integration/inference/test_calls.py::test_calls[a::b]"
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def chunk(index: int, content: str | None, **more: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": {"content": content}, "finish_reason": None, **more}
    return {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1700000000,
        "model": "m",
        "choices": [choice],
    }


def events(items: list[Any]) -> str:
    return "".join(f"data: {json.dumps(item)}\n\n" for item in items)


# Two choices in turns, fields of some providers, and usage at the end.
STREAM = events(
    [
        chunk(0, "Oak "),
        chunk(1, "Elm ", logprobs=None),
        {**chunk(0, "é \ud83c\udf33"), "obfuscation": "xy"},
        chunk(1, None, finish_reason="stop"),
        {**chunk(0, "."), "object": ""},
        {**chunk(0, ""), "choices": [], "usage": USAGE},
    ]
)
BROKEN = events([chunk(0, "a"), {"error": {"message": "overloaded", "code": 503}}])


def answer(path: str, sent: dict[str, Any]) -> tuple[int, str, str]:
    """What the servers give: status, type of content, and content."""
    kind = str(sent.get("model", ""))
    if kind.startswith("fail-"):
        status = int(kind.removeprefix("fail-"))
        return status, "application/json", json.dumps({"error": {"message": kind, "code": "x"}})
    if kind == "broken":
        return 200, "text/event-stream", BROKEN
    if path.endswith("/chat/completions") and sent.get("stream"):
        return 200, "text/event-stream", STREAM + "data: [DONE]\n\n"
    bodies: dict[str, Any] = {
        "/chat/completions": {
            "id": "c2",
            "object": "chat.completion",
            "created": 1700000000,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": "Oak", "reasoning": "short"},
                    "finish_reason": "stop",
                }
            ],
            "usage": USAGE,
        },
        "/completions": {
            "id": "c3",
            "object": "text_completion",
            "created": 1700000000,
            "model": "m",
            "choices": [{"index": 0, "text": "Oak", "finish_reason": None, "logprobs": None}],
        },
        "/embeddings": {
            "object": "list",
            "model": "m",
            "data": [{"object": "embedding", "index": 0, "embedding": [0.125, -1e-7, 3.0]}],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        },
        "/models": {
            "object": "list",
            "data": [
                {"id": name, "object": "model", "created": created, "owned_by": "x"}
                for name, created in (("b", 5), ("a", None), ("b", 6))
            ],
        },
        "/responses": {
            "id": "r1",
            "object": "response",
            "created_at": 1700000000.0,
            "model": "m",
            "output": [],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
        },
        "/v1/messages": {"id": "m1", "type": "message", "content": [], "score": 0.1234567},
        "/api/tags": {"models": [{"model": "t:2", "size": 2}, {"model": "t:1", "size": 1}]},
        "/api/ps": {"models": [{"model": "t:1", "size": 1}]},
        "/info": {"model_id": "tei", "max_input_length": 512},
    }
    if sent.get("stream") and path.endswith("/v1/messages"):
        return 200, "text/event-stream", "event: ping\ndata: {}\n\nevent: end\ndata: [1.5]\n\n"
    for ending, body in bodies.items():
        if path.endswith(ending):
            return 200, "application/json", json.dumps(body)
    raise AssertionError(path)


class Clients:
    """Real clients whose requests are answered here, and counted."""

    def __init__(self) -> None:
        import httpx
        import httpx2
        import ollama
        import openai

        self.sent: list[str] = []

        def transport(package: Any) -> Any:
            def handle(request: Any) -> Any:
                sent = json.loads(request.content or b"{}")
                self.sent.append(f"{request.url.path} {sent.get('model', '')}")
                status, kind, content = answer(request.url.path, sent)
                headers = {"content-type": kind}
                return package.Response(status, headers=headers, content=content.encode())

            return package.MockTransport(handle)

        def of_openai(url: str) -> Any:
            http: Any = httpx2.AsyncClient(transport=transport(httpx2))
            return openai.AsyncOpenAI(base_url=url, api_key="k", http_client=http, max_retries=0)

        self.openai, self.local = of_openai(API), of_openai(LOCAL)
        self.ollama = ollama.AsyncClient("http://localhost:11434", transport=transport(httpx))
        package = httpx2 if ogx_recorders.VERSION >= (1, 5) else httpx
        self.http = package.AsyncClient(transport=transport(package))


Call = Callable[[Clients], Awaitable[Any]]
MESSAGES: Any = [{"role": "user", "content": "Name trees. score: 0.5, 1.23456789"}]


async def every(stream: Any) -> list[Any]:
    """The items of a stream, and what it raises at last."""
    found: list[Any] = []
    try:
        found += [item async for item in stream]
    except Exception as error:
        found.append(raised(error))
    return found


def raised(error: Exception) -> tuple[Any, ...]:
    """What can be seen of an exception."""
    names = ("status_code", "body", "message", "code")
    return (type(error), str(error), *(getattr(error, name, None) for name in names))


def chat(model: str = "m", **more: Any) -> Call:
    async def call(clients: Clients) -> Any:
        return await clients.openai.chat.completions.create(model=model, messages=MESSAGES, **more)

    return call


def chat_stream(model: str = "m", **more: Any) -> Call:
    async def call(clients: Clients) -> Any:
        return await every(await chat(model, stream=True, **more)(clients))

    return call


async def completion(clients: Clients) -> Any:
    return await clients.openai.completions.create(model="m", prompt="x", temperature=0.1234567)


async def embeddings(clients: Clients) -> Any:
    return await clients.openai.embeddings.create(model="m", input=["a", "b"])


async def response(clients: Clients) -> Any:
    return await clients.openai.responses.create(model="m", input="x")


async def models(clients: Clients) -> Any:
    return await every(clients.openai.models.list())


async def local_models(clients: Clients) -> Any:
    return await every(clients.local.models.list())


async def tags(clients: Clients) -> Any:
    return await clients.ollama.list()


async def processes(clients: Clients) -> Any:
    return await clients.ollama.ps()


async def message(clients: Clients) -> Any:
    url = "https://api.example/v1/messages?x=1"
    made = await clients.http.post(url, json={"model": "m", "text": "a 1.23456789"})
    return made.status_code, made.json()


async def message_stream(clients: Clients) -> Any:
    url, sent = "https://api.example/v1/messages", {"model": "m", "stream": True}
    async with clients.http.stream("POST", url, json=sent) as made:
        return [line async for line in made.aiter_lines()]


async def info(clients: Clients) -> Any:
    made = await clients.http.get("http://127.0.0.1:8080/info", headers={"a": "b"})
    return made.status_code, made.json()


async def rerank(clients: Clients) -> Any:
    import aiohttp  # type: ignore[import-not-found,unused-ignore]

    del clients
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            "https://api.example/rerank", json={"query": "q 1.23456789", "documents": ["a"]}
        ) as made,
    ):
        return made.status, await made.json(), await made.text()


async def search(clients: Clients) -> Any:
    from ogx.providers.remote.tool_runtime.tavily_search import (  # type: ignore[import-not-found,unused-ignore]
        tavily_search,
    )

    del clients
    tool = object.__new__(tavily_search.TavilySearchToolRuntimeImpl)
    return await tool.invoke_tool("web_search", {"query": "trees", "n": 1.23456789})


async def genai(clients: Clients) -> Any:
    from google.genai import models

    del clients
    client: Any = object.__new__(models.AsyncModels)
    return await client.generate_content(model="g", contents=["x"])


async def genai_stream(clients: Clients) -> Any:
    from google.genai import models

    del clients
    client: Any = object.__new__(models.AsyncModels)
    return await every(await client.generate_content_stream(model="g", contents=["x"]))


CALLS: dict[str, Call] = {
    "chat": chat(),
    "chat stream": chat_stream(n=2, extra_body={"project_id": "p", "x": 0.123456789}),
    "chat, other parameters": chat(temperature=0.123456789, seed=10**20),
    "broken stream": chat_stream("broken"),
    **{f"status {status}": chat(f"fail-{status}") for status in (400, 401, 404, 429, 500, 503)},
    "stream with a status": chat_stream("fail-422"),
    "completion": completion,
    "embeddings": embeddings,
    "models": models,
    "local models": local_models,
    **({"tags": tags, "processes": processes} if ogx_recorders.VERSION < (1, 5) else {}),
    **({"info": info} if ogx_recorders.VERSION >= (1, 5) else {}),
}
if ogx_recorders.VERSION >= (0, 8):
    CALLS |= {
        "response": response,
        "message": message,
        "message stream": message_stream,
        "rerank": rerank,
        "search": search,
        "genai": genai,
        "genai stream": genai_stream,
    }
NEW = {"new chat": chat("new"), "new stream": chat_stream("new"), "new status": chat("fail-409")}


@contextmanager
def without_network(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What no transport of ours answers is answered by these."""
    import urllib.request

    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError("no network")

    with monkeypatch.context() as patch:
        patch.setattr(urllib.request, "urlopen", refuse)
        if ogx_recorders.VERSION >= (0, 8):
            _patch_others(patch)
        yield


def _patch_others(patch: pytest.MonkeyPatch) -> None:
    import aiohttp  # type: ignore[import-not-found,unused-ignore]
    from google.genai import models, types
    from ogx.providers.remote.tool_runtime.tavily_search import (  # type: ignore[import-not-found,unused-ignore]
        tavily_search,
    )
    from ogx_api import ToolInvocationResult  # type: ignore[import-not-found,unused-ignore]

    class Posted:
        status = 200

        async def json(self) -> Any:
            return {"results": [{"index": 0, "relevance_score": 0.987654321}]}

        async def __aenter__(self) -> Any:
            return self

        async def __aexit__(self, *_: Any) -> None:
            return None

    async def invoke(self: Any, tool_name: str, kwargs: Any, authorization: Any = None) -> Any:
        del self, authorization
        return ToolInvocationResult(content=f"{tool_name} {kwargs['query']}", metadata={"x": 1.5})

    def content(text: str) -> Any:
        part = {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}
        return types.GenerateContentResponse.model_validate({"candidates": [part]})

    async def generate(self: Any, **_: Any) -> Any:
        del self
        return content("Oak")

    async def generate_stream(self: Any, **_: Any) -> Any:
        del self

        async def stream() -> AsyncIterator[Any]:
            for text in ("Oak", " and", " Elm"):
                yield content(text)

        return stream()

    patch.setattr(aiohttp.ClientSession, "post", lambda *_, **__: Posted())
    patch.setattr(tavily_search.TavilySearchToolRuntimeImpl, "invoke_tool", invoke)
    patch.setattr(models.AsyncModels, "generate_content", generate)
    patch.setattr(models.AsyncModels, "generate_content_stream", generate_stream)


async def made(calls: dict[str, Call], clients: Clients) -> dict[str, Any]:
    """What each call gives or raises, and how many requests reached a server."""
    found: dict[str, Any] = {}
    for name, call in calls.items():
        before = len(clients.sent)
        try:
            given = await call(clients)
        except Exception as error:
            given = raised(error)
        found[name] = (given, clients.sent[before:])
    return found


def files(root: Path) -> dict[str, bytes]:
    """Everything below a directory."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def texts(records: list[logging.LogRecord]) -> list[tuple[str, str, str]]:
    """What the recorder has logged, without the time that structlog's records have."""

    def text(record: logging.LogRecord) -> str:
        message: Any = record.msg
        return str(message["event"]) if isinstance(message, dict) else record.getMessage()

    return sorted(
        (record.name, record.levelname, text(record))
        for record in records
        if not record.name.startswith(("deltafold", "asyncio", "httpx", "openai"))
    )
