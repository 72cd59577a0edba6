"""What a response's bytes become in a recording, in the layout of the OGX recorder."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from bisect import bisect_left
from itertools import accumulate
from typing import Any

import deltafold

# The classes by which the recorder notes what a body is, and by which it is normalized. Objects of
# the Responses API have none: a later request names their ids, so these must stay.
_WHOLE = {
    "chat": "openai.types.chat.chat_completion.ChatCompletion",
    "completion": "openai.types.completion.Completion",
    "embeddings": "openai.types.create_embedding_response.CreateEmbeddingResponse",
    "moderation": "openai.types.moderation_create_response.ModerationCreateResponse",
    "ollama.chat": "ollama._types.ChatResponse",
    "ollama.generate": "ollama._types.GenerateResponse",
}
# Whose bodies do not tell what they are.
_AT_PATH = {
    "/api/tags": "ollama._types.ListResponse",
    "/api/ps": "ollama._types.ProcessResponse",
}
_ITEM = {
    "chat.stream": "openai.types.chat.chat_completion_chunk.ChatCompletionChunk",
    "completion.stream": "openai.types.completion.Completion",
    "ollama.chat.stream": "ollama._types.ChatResponse",
    "ollama.generate.stream": "ollama._types.GenerateResponse",
    # Plain items.
    "genai.stream": None,
}
# Such as audio.
BYTES = "builtins.bytes"
_MODEL = "openai.types.model.Model"

_LINE_END = re.compile(r"\r\n|\n|\r")
_END_OF_EVENT = re.compile(rb"(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))")
_DATA = re.compile(rb"^data:(?! ?\[DONE\])", re.MULTILINE)
# What the last event of a complete stream has.
_LAST_TYPES = (
    "message_stop",
    "message-end",
    "response.completed",
    "response.failed",
    "response.incomplete",
    "interaction.completed",
    "interaction.complete",
    "error",
)


def response_of(path: str, status: int, content_type: str, data: bytes) -> dict[str, Any]:
    """The `response` of a recording, to a request of this path."""
    response: dict[str, Any] = {} if status == 200 else {"status": status}
    body, is_streaming = _body(content_type.partition(";")[0].strip().lower(), data)
    if status == 200 and path in _AT_PATH:
        body = _typed(body, _AT_PATH[path])
    return {**response, "body": body, "is_streaming": is_streaming}


def _body(content_type: str, data: bytes) -> tuple[Any, bool]:
    if content_type == "text/event-stream":
        lines = _LINE_END.split(data.decode("utf-8", "replace"))
        items = _items(data)
        return (lines[:-1] if lines[-1] == "" else lines) if items is None else items, True
    if content_type in ("application/x-ndjson", "application/jsonl"):
        items = _items(data)
        if items is not None:
            return items, True
    if not data:
        return None, False
    try:
        value = _whole(json.loads(data))
        if value is not None:
            return value, False
    except (ValueError, RecursionError):
        pass
    try:
        return data.decode(), False
    except UnicodeDecodeError:
        return data, False


def in_json(body: Any) -> Any:
    """The body of a response as it is written: bytes that are not text in base64.

    >>> in_json(b"\\xff")
    {'__type__': 'builtins.bytes', '__data__': '/w=='}
    """
    return _typed(b64encode(body).decode(), BYTES) if isinstance(body, bytes) else body


def _items(data: bytes) -> list[Any] | None:
    """The items of a stream of a family whose items are recorded, not its lines."""
    try:
        recording = deltafold.loads(data)
    except (deltafold.Error, ValueError):
        return None
    response = recording.to_dict()["response"]
    if recording.kind not in _ITEM or "read_warnings" in response:
        return None
    type_name = _ITEM[recording.kind]
    return [item if item.get("error") else _typed(item, type_name) for item in response["body"]]


def _whole(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if models := _models(value):
        return [_typed(model, _MODEL) for model in models]
    envelope = {"response": {"body": value, "is_streaming": False}}
    return _typed(value, _WHOLE.get(deltafold.loads(json.dumps(envelope)).kind))


def _models(value: dict[str, Any]) -> list[dict[str, Any]]:
    data = value.get("data") if value.get("object") == "list" else None
    models = data if isinstance(data, list) else []
    is_model = (isinstance(model, dict) and model.get("object") == "model" for model in models)
    return models if all(is_model) else []


def _typed(value: Any, type_name: str | None) -> Any:
    return value if type_name is None else {"__type__": type_name, "__data__": value}


def untyped(item: Any) -> Any:
    """What is recorded of an object, without the name of its class."""
    return item["__data__"] if isinstance(item, dict) and "__data__" in item else item


def is_model_list(response: dict[str, Any]) -> bool:
    """Whether a response is a list of models, which all tests share."""
    body = response["body"]
    return isinstance(body, list) and bool(body) and _is_model(body[0])


def _is_model(item: Any) -> bool:
    return isinstance(item, dict) and item.get("__type__") == _MODEL


def times_of(data: bytes, pieces: list[tuple[bytes, int]], start: int) -> dict[str, Any]:
    """The `times` of a recording: for each item of a stream, when the last of its bytes came.

    `pieces` are what came and the clock's nanoseconds then. They are noted to the
    millisecond, as the time since the request was sent.
    """
    ends = list(accumulate(len(piece) for piece, _ in pieces))
    came = [round((ns - start) / 1e6) * 1_000_000 for _, ns in pieces]
    chunks = [came[min(bisect_left(ends, end), len(came) - 1)] for end in _ends(data)]
    return {"start_ns": 0, "end_ns": came[-1] if came else None, "chunks": chunks}


def _ends(data: bytes) -> list[int]:
    """Where each item of a stream ends in its bytes."""
    if data.lstrip()[:1] == b"{":
        return [match.end() for match in re.finditer(rb"[^\n]*\S[^\n]*\n?", data)]
    ends, start = [], 0
    for match in _END_OF_EVENT.finditer(data):
        if _DATA.search(data, start, match.end()):
            ends.append(match.end())
        start = match.end()
    if _DATA.search(data, start):
        ends.append(len(data))
    return ends


def has_ended(data: bytes) -> bool:
    """Whether a stream has come to the event after which clients stop reading.

    >>> has_ended(b'data: {"choices": []}\\n\\ndata: [DONE]\\n\\n')
    True
    >>> has_ended(b'data: {"choices": []}\\n\\n')
    False
    """
    lines = data.decode("utf-8", "replace").split()
    if lines[-1:] == ["[DONE]"] or lines[-1:] == ["data:[DONE]"]:
        return True
    last = next((line for line in reversed(data.splitlines()) if line.strip()), b"")
    try:
        event = json.loads(last.removeprefix(b"data:"))
    except ValueError:
        return False
    if not isinstance(event, dict):
        return False
    return event.get("type") in _LAST_TYPES or bool(event.get("error")) or event.get("done") is True
