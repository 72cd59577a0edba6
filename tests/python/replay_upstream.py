"""An API of ours to record from, and a transport that records."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2

import deltafold
from deltafold.replay import Recorder

URL = "https://api.example/v1/chat/completions"
SSE = {"content-type": "text/event-stream; charset=utf-8"}


class Pieces(
    httpx.SyncByteStream, httpx.AsyncByteStream, httpx2.SyncByteStream, httpx2.AsyncByteStream
):
    """A body that comes in these pieces; one that is an exception is raised in its turn."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self.pieces = pieces
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.is_closed = True

    async def aclose(self) -> None:
        self.close()


class Upstream(
    httpx.BaseTransport, httpx.AsyncBaseTransport, httpx2.BaseTransport, httpx2.AsyncBaseTransport
):
    """An API for clients of both libraries: `answer` gives status, headers and body of a request."""

    def __init__(self, answer: Callable[[Any], tuple[int, dict[str, str], Any]]) -> None:
        self.answer = answer
        self.requests: list[Any] = []

    def handle_request(self, request: Any) -> Any:
        self.requests.append(request)
        status, headers, body = self.answer(request)
        library = httpx2 if type(request).__module__.startswith("httpx2") else httpx
        if isinstance(body, Pieces):
            return library.Response(status, headers=headers, stream=body)
        if isinstance(body, bytes):
            return library.Response(status, headers=headers, content=body)
        return library.Response(status, headers=headers, json=body)

    async def handle_async_request(self, request: Any) -> Any:
        return self.handle_request(request)


class Recording(
    httpx.BaseTransport, httpx.AsyncBaseTransport, httpx2.BaseTransport, httpx2.AsyncBaseTransport
):
    """A transport that does nothing but record."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder

    def handle_request(self, request: Any) -> Any:
        return self.recorder.handle(request)

    async def handle_async_request(self, request: Any) -> Any:
        return await self.recorder.ahandle(request)


def chat(text: str) -> dict[str, Any]:
    """A chat completion."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-7",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "oak-1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }


def chunks(*texts: str, index: int = 0) -> list[dict[str, Any]]:
    """The chunks of a chat stream."""
    deltas: list[dict[str, Any]] = [{"content": text} for text in texts]
    found: list[dict[str, Any]] = [
        {
            "id": "chatcmpl-7",
            "object": "chat.completion.chunk",
            "created": 1_760_000_000,
            "model": "oak-1",
            "choices": [{"index": index, "delta": delta, "finish_reason": None}],
        }
        for delta in [*deltas, {}]
    ]
    found[-1]["choices"][0]["finish_reason"] = "stop"
    return found


def events(items: Iterable[Any], *, done: bool = True) -> list[bytes]:
    """Items as server-sent events, one for each."""
    data = [
        (f"event: {item['type']}\n" if "type" in item else "") + f"data: {json.dumps(item)}\n\n"
        for item in items
    ]
    return [event.encode() for event in [*data, *(["data: [DONE]\n\n"] if done else [])]]


def files(folder: Path) -> list[Path]:
    """The recordings of a folder, in the order of their names."""
    return sorted(folder.glob("*.json"))


def check_file(path: Path) -> deltafold.Recording:
    """The recording in a file, which must be as OGX would have written it."""
    data = path.read_bytes()
    assert data == (json.dumps(json.loads(data), indent=2) + "\n").encode()
    assert deltafold.normalize_files(path, check=True).changed == 0
    recording = deltafold.load(path)
    name = path.stem.removeprefix("models-").replace("_", "-").split("-")[0]
    assert name == recording.request_hash
    return recording
