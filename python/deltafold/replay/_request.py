"""A request as it is compared: the same for what a client sends and for what was recorded.

A client's HTTP body is not what the recorder of an SDK's arguments has written: `extra_body` is merged
in, `timeout` and headers are gone, what was not given is left out, the path depends on the base
URL. Both are brought to one form here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from deltafold._errors import RecordingError

if TYPE_CHECKING:
    from deltafold import Recording

# The path of the API begins after the version: `/v1/v1/chat/completions`, `/openai/v1/chat/completions`
# and `/chat/completions` are one.
_UP_TO_VERSION = re.compile(r"^.*/v\d[a-z0-9]*(?=/)")
_AZURE_DEPLOYMENT = re.compile(r"^/openai/deployments/[^/]+(?=/)")
# Google's SDK puts the model and the method into the path, its recorder into the body and the endpoint.
_GOOGLE_METHOD = re.compile(r"/([^/:]+):(generateContent|streamGenerateContent)$")
_GOOGLE_PATHS = {
    "generateContent": "/generate_content",
    "streamGenerateContent": "/generate_content_stream",
}
# The APIs of the families by their path.
_FAMILY_AT = {
    "/chat/completions": "chat",
    "/completions": "completion",
    "/responses": "responses",
    "/messages": "anthropic",
    "/interactions": "interactions",
    "/generate_content": "genai",
    "/generate_content_stream": "genai",
    "/api/chat": "ollama.chat",
    "/api/generate": "ollama.generate",
    "/chat": "cohere",
    "/embeddings": "embeddings",
    "/moderations": "moderation",
}
FAMILIES = {**{family: path for path, family in _FAMILY_AT.items()}, "converse": "/converse"}
# All lines between the parts are that with which the body begins.
_MULTIPART = re.compile(r"--(?P<boundary>[^\r\n]{1,70})\r\n.*\r\n--(?P=boundary)--\s*\Z", re.DOTALL)
_CONVERSE = re.compile(r"/converse(-stream)?$")
_STREAM_PATHS = ("_stream", "-stream")
_STREAMS_UNLESS_TOLD = re.compile(r"/api/(chat|generate)$")
# Arguments of an SDK's call that are not sent in the body.
_NOT_SENT = frozenset(("extra_headers", "extra_query", "timeout"))
# Parameters of a URL that are for the API as a whole.
_NOT_ASKED = frozenset(("key", "alt", "api-version", "beta"))
_EMPTY: tuple[object, ...] = ([], {})


class Request:
    """A request, in the form in which requests are compared.

    `body` is the JSON that was sent, or the arguments that an SDK was called with. `endpoint` is the
    path if the URL is not to be asked, `test_id` the test that makes the request, `again` whether
    a client repeats the request because it failed.

        >>> from deltafold.replay import Request
        >>> sent = Request("POST", "https://api.example/v1/chat/completions", {"model": "m"})
        >>> recorded = Request(
        ...     "POST", "https://api.example/v1/v1/chat/completions", {"model": "m", "stop": None}
        ... )
        >>> sent.text == recorded.text
        True
        >>> sent.path, sent.body
        ('/chat/completions', {'model': 'm'})

    Raises:
        ValueError: the URL cannot be split, or the body is nested too deep.
    """

    __slots__ = ("_text", "again", "body", "method", "path", "query", "test_id", "url")

    def __init__(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        endpoint: str | None = None,
        test_id: str | None = None,
        again: bool = False,
    ) -> None:
        path = urlsplit(url).path if endpoint is None else endpoint
        google = _GOOGLE_METHOD.search(path)
        if google is not None:
            path = _GOOGLE_PATHS[google[2]]
            body = {**(body if isinstance(body, dict) else {}), "model": google[1]}
        else:
            path = _AZURE_DEPLOYMENT.sub("", _UP_TO_VERSION.sub("", path)).rstrip("/")
        self.url = url
        """The URL, as it was given."""
        self.path = path
        """The path after the version, such as `/chat/completions`."""
        self.body = _comparable(body, path)
        """The body without what does not matter; `None` if that is empty."""
        # Recorders of SDKs write "POST" for everything.
        is_get = self.body is None and method.upper() == "POST"
        self.method = "GET" if is_get else method.upper()
        """The method; `GET` for a `POST` without a body."""
        self.query = "" if self.body is not None else _query(url)
        """What a request without a body asks for in its URL, such as the next page of a list."""
        self.test_id = test_id
        self.again = again
        self._text: str | None = None

    @property
    def text(self) -> str:
        """Method, path, body and query as JSON with sorted keys: equal for equal requests."""
        if self._text is None:
            form = {"body": self.body, "endpoint": self.path, "method": self.method}
            if self.query:
                form["query"] = self.query
            self._text = json.dumps(form, sort_keys=True)
        return self._text

    @property
    def wants_stream(self) -> bool:
        """Whether a stream is asked for, in the body or, of Google and Bedrock, by the path."""
        body = self.body if isinstance(self.body, dict) else {}
        return body.get("stream") is True or self.path.endswith(_STREAM_PATHS)

    @property
    def model(self) -> str | None:
        """The model that the body names."""
        model = self.body.get("model") if isinstance(self.body, dict) else None
        return model if isinstance(model, str) else None

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.path}>"


def family_at(path: str) -> str | None:
    """The family that a path asks for, if only one does."""
    return "converse" if _CONVERSE.search(path) else _FAMILY_AT.get(path)


def of_recording(recording: Recording) -> Request | None:
    """The request of a recording; `None` if it has none that a client can repeat."""
    try:
        request = recording.request.model_dump()
    except RecordingError:
        return None
    method, url, endpoint = (request.get(key) for key in ("method", "url", "endpoint"))
    if not isinstance(url, str):
        # Logs of requests mostly lack it.
        url = FAMILIES.get(recording.kind.removesuffix(".stream"))
    if url is None:
        return None
    body = request.get("payload") if request.get("body") is None else request["body"]
    if recording.kind.endswith(".stream") and isinstance(body, dict):
        # Not said where it is the default of the API.
        body = {**body, "stream": True}
    return Request(
        method if isinstance(method, str) else "POST",
        url,
        body,
        endpoint=endpoint if isinstance(endpoint, str) else None,
        test_id=recording.test_id,
    )


def of_http(
    method: str, url: str, content: bytes, *, again: bool = False, test_id: str | None = None
) -> Request:
    """The request that a client sends. A body that is not JSON is compared as text."""
    body = sent_body(content)
    if isinstance(body, dict) and _STREAMS_UNLESS_TOLD.search(urlsplit(url).path):
        body.setdefault("stream", True)
    return Request(method, url, body, again=again, test_id=test_id)


def sent_body(content: bytes) -> Any:
    """The JSON that a client sends; its text if it is not JSON, and `None` if there is nothing."""
    try:
        return json.loads(content) if content else None
    except (ValueError, RecursionError):
        return _text_of(content)


def _query(url: str) -> str:
    pairs = parse_qsl(urlsplit(url).query)
    return urlencode(sorted(pair for pair in pairs if pair[0] not in _NOT_ASKED))


def _text_of(content: bytes) -> str:
    """A body that is not JSON, as text.

    >>> _text_of(b"\\xff")
    '\\\\xff'
    """
    return _with_one_boundary(content.decode("utf-8", "backslashreplace"))


def _with_one_boundary(text: str) -> str:
    """The text; if it is a form with files, with the same boundary as any other, since clients choose a
    random one each time."""
    form = _MULTIPART.match(text)
    if form is None:
        return text
    return text.replace(f"--{form['boundary']}", "--boundary")


def _comparable(body: Any, path: str) -> Any:
    try:
        return _canonical(body, path)
    except RecursionError:
        raise ValueError("the body of the request is nested too deep") from None


def _canonical(body: Any, path: str) -> Any:
    if isinstance(body, str):
        return _with_one_boundary(body)
    if not isinstance(body, dict):
        return _plain(body)
    sent = {key: value for key, value in body.items() if key not in _NOT_SENT}
    extra = sent.pop("extra_body", None)
    if isinstance(extra, dict):
        sent.update(extra)
    if sent.get("stream") is False or path.endswith(_STREAM_PATHS):
        # The default, or said by the path.
        sent.pop("stream", None)
    if path == "/embeddings":
        # openai's client asks for base64 unless told otherwise, and takes both.
        sent.pop("encoding_format", None)
    if path in _GOOGLE_PATHS.values():
        sent = _google(sent)
    plain = _plain(sent)
    if isinstance(plain.get("messages"), list):
        plain["messages"] = [_message(message) for message in plain["messages"]]
    return {key: value for key, value in plain.items() if value not in _EMPTY} or None


def _plain(value: Any) -> Any:
    """The value without nulls in objects, and with whole numbers as integers."""
    if isinstance(value, dict):
        return {key: _plain(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _message(message: Any) -> Any:
    """The message with a single part of text as a text: some clients send all texts as parts."""
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list) and len(content) == 1 and isinstance(content[0], dict):
        part = content[0]
        if part.keys() == {"type", "text"} and part["type"] == "text":
            return {**message, "content": part["text"]}
    return message


def _google(body: dict[str, Any]) -> dict[str, Any]:
    """The arguments of Google's SDK, or the body that it sends: members of `config` and
    `generationConfig` are the body's own, and all have the names of the JSON API."""
    sent: dict[str, Any] = camel_case(body)
    for part in ("config", "generationConfig"):
        members = sent.pop(part, None)
        if isinstance(members, dict):
            sent.update(members)
    if isinstance(sent.get("model"), str):
        sent["model"] = sent["model"].rsplit("/", 1)[-1]
    for name in ("responseSchema", "tools"):
        if name in sent:
            sent[name] = _schema(sent[name])
    for name in ("contents", "systemInstruction"):
        text = sent.get(name)
        if isinstance(text, str):
            content = {"role": "user", "parts": [{"text": text}]}
            sent[name] = [content] if name == "contents" else content
    return sent


def _schema(value: Any) -> Any:
    """The value without what Google's SDK does to schemas: types in capitals, and an order."""
    if isinstance(value, dict):
        return {
            key: member.lower() if key == "type" and isinstance(member, str) else _schema(member)
            for key, member in value.items()
            if key != "propertyOrdering"
        }
    return [_schema(item) for item in value] if isinstance(value, list) else value


# What users put there has names of its own.
_NAMES_OF_USERS = frozenset(("args", "response"))


def camel_case(value: Any) -> Any:
    """The value with the names of Google's JSON API in place of those of its SDK."""
    if isinstance(value, dict):
        return {
            _camel(key): member if key in _NAMES_OF_USERS else camel_case(member)
            for key, member in value.items()
        }
    if isinstance(value, list):
        return [camel_case(item) for item in value]
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
