"""A recording as its API sends it: status, type, and the bytes of each item."""

from __future__ import annotations

import json
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from deltafold._core import Sequence, View
from deltafold._errors import Error, RecordingError
from deltafold.replay._body import BYTES, untyped
from deltafold.replay._not_found import RecordingNotFound
from deltafold.replay._request import FAMILIES, camel_case, family_at

if TYPE_CHECKING:
    from deltafold import RecordedException, Recording
    from deltafold.replay._request import Request

_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"
_BINARY = "application/octet-stream"
_EVENTS = "text/event-stream; charset=utf-8"
_LINES = "application/x-ndjson"
_FRAMES = "application/vnd.amazon.eventstream"
# Bedrock wraps the events of the model's provider.
_INVOKE = "/invoke-with-response-stream"

# Families whose events have a name, and where it is.
_EVENT_NAMES = {
    "anthropic": "type",
    "cohere": "type",
    "responses": "type",
    "interactions": "event_type",
}
# The exceptions of Bedrock's streams.
_OF_FRAMES = (
    "modelStreamErrorException",
    "modelTimeoutException",
    "serviceUnavailableException",
    "throttlingException",
    "validationException",
)
# Exceptions of a lost connection have no status.
_OF_CONNECTION = ("Connect", "Protocol", "ReadError", "WriteError", "Network", "BrokenPipe")


class Answer(NamedTuple):
    """What is sent for a recording."""

    status: int
    content_type: str
    pieces: list[bytes]
    """The body, item by item."""
    times: list[int | None]
    """When each piece came, in nanoseconds since the request was sent; empty if that is not known."""
    is_stream: bool
    lost: tuple[str, str] | None = None
    """The name of an exception of httpx and its message, if the connection was lost then."""


def answer(
    recording: Recording, request: Request, *, nulls: bool = False, timed: bool = True
) -> Answer:
    """What is sent for a recording.

    Nulls in recorded objects of an SDK, and in chunks, are left out unless `nulls` is set: recorders
    write one for each field that was not there. Only `finish_reason` is always sent.

    Raises:
        RecordingError: the request asks for another API than the recording is of.
    """
    family = _family(recording, request)
    exception = recording.response.exception
    has_items = recording.response.is_streaming or recording.kind.endswith(".stream")
    if exception is not None and not (has_items and _chunk_count(recording)):
        return _exception(exception, family)
    if not has_items:
        status = recording.response.status or 200
        body = recording.response.body
        if recording.response.type_name == BYTES:
            return Answer(status, _BINARY, [_bytes(recording)], [], False)
        if body is None:
            return Answer(status, _JSON, [], [], False)
        if isinstance(body, str):
            return Answer(status, _TEXT, [body.encode("utf-8", "backslashreplace")], [], False)
        return Answer(status, _JSON, [_whole(recording, family, nulls)], [], False)
    try:
        content_type, pieces = _stream(recording, request, family, nulls)
    except (AttributeError, TypeError, ValueError) as error:
        message = f"{recording.path}: response.body: expected the items of a stream of {family}"
        raise RecordingError(message, recording.path) from error
    # Times cost more than all else, and few ask for them.
    times = _times(recording, pieces, content_type) if timed else []
    if exception is None:
        return Answer(recording.response.status or 200, content_type, pieces, times, True)
    lost = _lost(exception, "RemoteProtocolError")
    pieces = [piece for piece in pieces if piece != _DONE]
    if lost is None:
        pieces.append(_error_item(exception, family, content_type))
    return Answer(200, content_type, pieces, times[: len(pieces)], True, lost)


def refusal(error: Exception) -> Answer:
    """What is sent where an exception cannot be raised: it is not tried again."""
    status, code = 400, "invalid_request"
    if isinstance(error, RecordingNotFound):
        status, code = 404, "recording_not_found"
    elif isinstance(error, Error | OSError):
        status, code = 500, "recording_error"
    message = str(error)
    # Where Bedrock's clients look, and all others.
    body = {
        "message": message,
        "error": {"message": message, "type": code, "param": None, "code": code},
    }
    return Answer(status, _JSON, [_dumps(body)], [], False)


def _family(recording: Recording, request: Request) -> str:
    """The family of the API that is asked for."""
    kind: str = recording.kind
    family = kind.removesuffix(".stream")
    asked = family_at(request.path)
    is_stream = kind.endswith(".stream")
    wrong = None
    if asked is not None and family != asked and family in FAMILIES:
        wrong = f"asks for {asked}"
    elif family == asked and request.wants_stream != is_stream:
        wrong = f"asks for {'a' if request.wants_stream else 'no'} stream"
    if wrong is not None:
        what = f"the recording is of the kind {kind}, but {request.method} {request.path} {wrong}"
        raise RecordingError(f"{recording.path}: {what}", recording.path)
    return asked or family


def _chunk_count(recording: Recording) -> int:
    body = recording.response.body
    return len(body) if isinstance(body, list | Sequence) else 0


def _bytes(recording: Recording) -> bytes:
    try:
        return b64decode(recording.response.body, validate=True)
    except (TypeError, ValueError) as error:
        path = recording.path
        raise RecordingError(f"{path}: response.body: expected base64: {error}", path) from None


def _whole(recording: Recording, family: str, nulls: bool) -> bytes:
    body = recording.response.body
    has_sdk_nulls = recording.response.type_name is not None or isinstance(body, Sequence)
    if family != "genai" and has_sdk_nulls and not nulls:
        if isinstance(body, View):
            return _compact(body, nulls)
        if isinstance(body, Sequence):
            return b"[" + b",".join(_compact(item, nulls) for item in body) + b"]"
    plain = recording.to_dict()["response"].get("body")
    if isinstance(plain, list):
        plain = [untyped(item) for item in plain]
    plain = untyped(plain)
    return _dumps(_google(plain) if family == "genai" else plain)


# `json.dumps` makes an encoder for each call.
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


def _dumps(value: Any) -> bytes:
    return _ENCODE(value).encode()


def _compact(item: Any, nulls: bool) -> bytes:
    if isinstance(item, View):
        text = item.model_dump_json(exclude_none=not nulls, exclude_unset=True, ensure_ascii=True)
        return text.encode()
    return _dumps(item)


def _google(value: Any) -> Any:
    """What Google sends, from what its SDK has made of it."""
    value = camel_case(value)
    if isinstance(value, dict):
        value.pop("sdkHttpResponse", None)
    return value


_DONE = b"data: [DONE]\n\n"


def _stream(
    recording: Recording, request: Request, family: str, nulls: bool
) -> tuple[str, list[bytes]]:
    body = recording.response.body
    if isinstance(body, list) and body and isinstance(body[0], str):
        return _EVENTS, list(_recorded_events(body))
    if not isinstance(body, list | Sequence):
        raise RecordingError(f"{recording.path}: expected response.body to be a list of chunks")
    items: Iterable[Any] = body
    if family == "genai":
        parts = (_dumps(_google(json.loads(_compact(item, nulls)))) for item in items)
        if "alt=sse" in request.url:
            return _EVENTS, [b"data: " + part + b"\r\n\r\n" for part in parts]
        return _JSON, [b"[" + b",\n".join(parts) + b"]"]
    record = recording.to_dict()
    if family in ("chat", "completion") and not nulls and not record.get(_MAPPING):
        chunks = (_as_sent(untyped(item)) for item in record["response"]["body"])
        return _EVENTS, [b"data: " + _dumps(chunk) + b"\n\n" for chunk in chunks] + [_DONE]
    compact = [_compact(item, nulls) for item in items]
    if request.path.endswith(_INVOKE):
        events = ({"chunk": {"bytes": b64encode(part).decode()}} for part in compact)
        return _FRAMES, [_frame(_dumps(event)) for event in events]
    if family.startswith("ollama"):
        return _LINES, [part + b"\n" for part in compact]
    if family == "converse":
        return _FRAMES, [_frame(part) for part in compact]
    name = _EVENT_NAMES.get(family)
    if name is not None:
        return _EVENTS, [_event(part, name) for part in compact]
    if family in ("chat", "completion") and not nulls:
        compact = [_dumps(_as_sent(json.loads(part))) for part in compact]
    return _EVENTS, [b"data: " + part + b"\n\n" for part in compact] + [_DONE]


# Ids are mapped when a recording is read, not in its file's content.
_MAPPING = "id_normalization_mapping"


def _as_sent(chunk: Any) -> Any:
    """The chunk without nulls, but for the one that the API always sends, and some clients insist on."""
    sent = _without_nulls(chunk)
    choices = sent.get("choices") if isinstance(sent, dict) else None
    for choice in choices if isinstance(choices, list) else []:
        if isinstance(choice, dict):
            choice.setdefault("finish_reason", None)
    return sent


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


def _recorded_events(lines: list[str]) -> Iterator[bytes]:
    """The recorded lines of an event stream, event by event."""
    event: list[str] = []
    for line in [*lines, *([""] if lines[-1] else [])]:
        event.append(line + "\n")
        if not line:
            # Half a surrogate pair can only be there as an escape of JSON.
            yield "".join(event).encode("utf-8", "backslashreplace")
            event = []


def _event(item: bytes, key: str) -> bytes:
    value = json.loads(item)
    members = value if isinstance(value, dict) else {}
    name = members.get(key) or ("error" if "error" in members else None)
    first = f"event: {name}\n".encode() if isinstance(name, str) else b""
    return first + b"data: " + item + b"\n\n"


def _frame(item: bytes) -> bytes:
    """A message of Bedrock's binary event streams: lengths, headers, payload, checksums."""
    ((name, value),) = json.loads(item).items()
    kind = "exception" if name == "error" else "event"
    if name == "error":
        name = value.get("type") or ""
        # As a member of a stream; clients ignore what such an exception says if they do not know it.
        name = name[:1].lower() + name[1:]
        name = name if name in _OF_FRAMES else "internalServerException"
    header_values = {
        f":{kind}-type": name,
        ":content-type": _JSON,
        ":message-type": kind,
    }
    headers = b""
    for key, text in header_values.items():
        data = text.encode()
        headers += bytes((len(key),)) + key.encode() + b"\x07" + struct.pack(">H", len(data)) + data
    payload = _dumps(value)
    prelude = struct.pack(">II", len(headers) + len(payload) + 16, len(headers))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + headers + payload
    return message + struct.pack(">I", zlib.crc32(message))


def _times(recording: Recording, pieces: list[bytes], content_type: str) -> list[int | None]:
    times = recording.to_dict().get("times") if recording.timing is not None else None
    if not isinstance(times, dict) or not times.get("chunks"):
        return []
    came: Iterator[int | None] = iter(times["chunks"])
    start = times.get("start_ns") or 0

    def of_piece(piece: bytes) -> int | None:
        if content_type == _EVENTS and (b"data:" not in piece or piece.endswith(_DONE)):
            return None
        at = next(came, None)
        return None if at is None else at - start

    return [of_piece(piece) for piece in pieces]


def _lost(exception: RecordedException, otherwise: str) -> tuple[str, str] | None:
    name, message = exception.type or "", exception.message or ""
    if exception.status is not None:
        return None
    if "Timeout" in name:
        return "ReadTimeout", message
    return (otherwise, message) if any(word in name for word in _OF_CONNECTION) else None


def _exception(exception: RecordedException, family: str) -> Answer:
    lost = _lost(exception, "ConnectError")
    body = _dumps(_error(exception, family))
    return Answer(exception.status or 500, _JSON, [body], [], False, lost)


def _error(exception: RecordedException, family: str) -> Any:
    """The body of an error, from what its SDK has kept of it."""
    body = exception.body
    if isinstance(body, dict) and isinstance(body.get("error"), dict | str):
        return body
    message = exception.message or exception.type or ""
    if family == "converse":
        return body if isinstance(body, dict) else {"message": message, "__type": exception.type}
    if family.startswith("ollama") or exception.provider == "ollama":
        return {"error": message}
    if not isinstance(body, dict):
        body = {"message": message, "type": exception.type, "code": exception.status}
        if family == "genai":
            body = {"message": message, "code": exception.status or 500, "status": exception.type}
    return {"type": "error", "error": body} if family == "anthropic" else {"error": body}


def _error_item(exception: RecordedException, family: str, content_type: str) -> bytes:
    body = _dumps(_error(exception, family))
    if content_type == _LINES:
        return body + b"\n"
    if content_type == _FRAMES:
        return _frame(_dumps({"error": {"type": exception.type, "message": exception.message}}))
    name = b"event: error\n" if family in _EVENT_NAMES else b""
    return name + b"data: " + body + b"\n\n"
