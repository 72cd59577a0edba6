"""Passes requests on to a real API, and writes what comes back as recordings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import count
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import deltafold
from deltafold._errors import RecordingError
from deltafold.replay._body import in_json, is_model_list, response_of, times_of, untyped
from deltafold.replay._exchange import Exchange
from deltafold.replay._libraries import is_again, library_of
from deltafold.replay._redact import Redaction
from deltafold.replay._request import sent_body

if TYPE_CHECKING:
    from deltafold.replay._store import RecordingStore

# Of a request without a valid key, which says nothing about the API.
_DENIED = (401, 403)

RecordMode: TypeAlias = Literal["record", "record-if-missing", "live"]


class Recorder:
    """Sends requests to `upstream`, and records each exchange in a file.

    `store` is the folder of these files, or a store: then it is the first of its paths. Whether a
    request is recorded already is for the caller to ask: every request is sent.

    What comes back reaches the caller as it comes, unchanged. The file is written when the last of it
    has been read: if the upstream fails or the caller stops before, there is no file. With the mode
    "live" nothing is written. Nor is an answer with status 401 or 403, unless `denied` is set: it
    says that a key was missing, and would be replayed when there is one.

    A file is named by its request's hash, and laid out and normalized as OGX does. Of requests that
    are equal, the second has a name that ends in `_002`, and so on. If a client repeats a request that
    failed, only the last response is kept. There are no headers in a file, and `redaction` says
    what else must not be in one. `rules` are applied in place of the rules of OGX.

    `upstream` is a transport or a client of httpx or httpx2, by default a client of the request's own
    library. `test_id` is the id of the test that makes the requests, by default that of the store.

        >>> import httpx, tempfile
        >>> from deltafold.replay import Recorder
        >>> answer = {"object": "chat.completion", "choices": [{"message": {"content": "An oak."}}]}
        >>> upstream = httpx.MockTransport(lambda request: httpx.Response(200, json=answer))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     recorder = Recorder(folder, "record", upstream)
        ...     request = httpx.Request("POST", "https://api.example/v1/chat/completions", json={})
        ...     _ = recorder.handle(request).read()
        ...     deltafold.load(recorder.written[0]).chat.choices[0].message.content
        'An oak.'

    Raises:
        ValueError: the mode is unknown, or there is a file where the folder should be.
    """

    def __init__(
        self,
        store: RecordingStore | str | PathLike[str],
        mode: RecordMode = "record",
        upstream: Any = None,
        *,
        redaction: Redaction | None = None,
        rules: deltafold.Rules | None = None,
        test_id: str | None = None,
        denied: bool = False,
    ) -> None:
        if mode not in ("record", "record-if-missing", "live"):
            raise ValueError(
                f'expected the mode "record", "record-if-missing" or "live", not {mode!r}'
            )
        self.folder = _folder_of(store)
        self.mode = mode
        self.redaction = redaction or Redaction()
        self.rules = rules
        self.written: list[Path] = []
        """The files that were written, in the order in which their requests ended."""
        self.upstream = upstream
        self._denied = denied
        self._own: dict[str, Any] = {}
        self._test_id = test_id or getattr(store, "_test_id", None)
        self._counts: Counter[str] = Counter()
        self._failed: dict[str, Path] = {}
        self._new: list[Path] = []
        self._lock = Lock()
        # Called with each request before it is sent.
        self._check: Callable[[Any], None] = lambda _: None

    def handle(self, request: Any) -> Any:
        """The response to a request of httpx or httpx2.

        Raises:
            TypeError: the upstream is asynchronous.
            RecordingError: the file cannot be written; while the response is read.
        """
        request.read()
        exchange = self._exchange(request)
        upstream = self._upstream_of(request, "Client")
        if hasattr(upstream, "handle_request"):
            response = upstream.handle_request(exchange.sent)
        else:
            response = upstream.send(exchange.sent, stream=True, auth=None, follow_redirects=False)
        return exchange.passed_on(response)

    async def ahandle(self, request: Any) -> Any:
        """The same for asynchronous clients.

        Raises:
            TypeError: the upstream is not asynchronous.
            RecordingError: the file cannot be written; while the response is read.
        """
        await request.aread()
        exchange = self._exchange(request)
        upstream = self._upstream_of(request, "AsyncClient")
        if hasattr(upstream, "handle_async_request"):
            response = await upstream.handle_async_request(exchange.sent)
        else:
            response = await upstream.send(
                exchange.sent, stream=True, auth=None, follow_redirects=False
            )
        return exchange.passed_on(response)

    def new_files(self) -> list[Path]:
        """The files that were written since the last call."""
        with self._lock:
            new, self._new = self._new, []
        return new

    def close(self) -> None:
        """Close the clients that were made for lack of an `upstream`."""
        if (client := self._own.pop("Client", None)) is not None:
            client.close()

    async def aclose(self) -> None:
        """The same for asynchronous clients."""
        if (client := self._own.pop("AsyncClient", None)) is not None:
            await client.aclose()

    def _exchange(self, request: Any) -> Exchange:
        self._check(request)
        return Exchange(request, None if self.mode == "live" else self._record)

    def _upstream_of(self, request: Any, kind: Literal["Client", "AsyncClient"]) -> Any:
        if self.upstream is None:
            if kind not in self._own:
                library = library_of(request)
                how: dict[str, Any] = {"timeout": None}
                if kind == "AsyncClient":
                    # A connection that is kept fails in the next event loop, and nobody may close it.
                    how["limits"] = library.Limits(max_keepalive_connections=0)
                self._own[kind] = getattr(library, kind)(**how)
            return self._own[kind]
        wanted = "handle_request" if kind == "Client" else "handle_async_request"
        is_client = any(one.__name__ == kind for one in type(self.upstream).__mro__)
        if not (is_client or hasattr(self.upstream, wanted)):
            raise TypeError(
                f"expected as upstream a transport with {wanted}(), or a(n) {kind}, "
                f"not {self.upstream!r}"
            )
        return self.upstream

    def _record(self, exchange: Exchange) -> None:
        """Write the file of an exchange that has ended."""
        if exchange.status in _DENIED and not self._denied:
            return
        record = self._redacted(exchange)
        again = is_again(exchange.request.headers)
        data = json.dumps(record).encode()
        with self._lock:
            name = self._hash_of(record)
            data = deltafold.normalize_bytes(data, f"{name}.json", rules=self.rules, reformat=True)
            recording = deltafold.loads(data)
            # Rules may change the request, and so its hash and what is derived from that.
            if self.rules is not None and (changed := recording.request_hash) not in (None, name):
                name = str(changed)
                recording = deltafold.loads(
                    deltafold.normalize_bytes(data, f"{name}.json", rules=self.rules)
                )
            path = self._path_of(name, record["response"], again)
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                recording.save(path)
            except OSError as error:
                from deltafold.replay._transport import passing

                message = f"{path}: the recording cannot be written: {error.strerror or error}"
                raise passing(RecordingError(message, str(path)), exchange.request) from error
            self.written.append(path)
            self._new.append(path)
            if exchange.status >= 400:
                self._failed[name] = path

    def _redacted(self, exchange: Exchange) -> dict[str, Any]:
        request, data = exchange.request, exchange.decoded()
        response = response_of(request.url.path, exchange.status, exchange.content_type, data)
        redaction = self.redaction.for_request(dict(request.headers), str(request.url))
        sent = _redacted_body(redaction, request)
        record: dict[str, Any] = {
            "test_id": self._test_id,
            "request": {
                "method": request.method,
                "url": "",
                "headers": {},
                "body": sent,
                "endpoint": redaction.text(request.url.path),
                "model": sent.get("model") if isinstance(sent, dict) else None,
            },
            "response": response,
            "id_normalization_mapping": {},
        }
        if response["is_streaming"] and exchange.encoding is None:
            record["times"] = times_of(data, exchange.pieces, exchange.start)
        body, response["body"] = response["body"], None
        record = redaction.value(record)
        record["request"]["url"] = redaction.url(str(request.url))
        body = redaction.stream(body) if response["is_streaming"] else redaction.value(body)
        record["response"]["body"] = in_json(body)
        return record

    def _hash_of(self, record: dict[str, Any]) -> str:
        request = record["request"]
        return deltafold.request_hash(
            request["method"], request["url"], {}, request["body"], test_id=record["test_id"]
        )

    def _path_of(self, name: str, response: dict[str, Any], again: bool) -> Path:
        """The file of a response to a request with this hash."""
        if is_model_list(response):
            from deltafold.ogx import model_identifiers_digest

            models = [untyped(model) for model in response["body"]]
            digest = model_identifiers_digest("/v1/models", {"body": models})
            return self.folder / f"models-{name}-{digest}.json"
        failed = self._failed.pop(name, None)
        if again and failed is not None:
            self.written.remove(failed)
            return failed
        self._counts[name] += 1
        if self.mode == "record":
            # What an earlier run recorded for the same request is replaced as a whole.
            if self._counts[name] == 1:
                for old in self.folder.glob(f"{name}_*.json"):
                    old.unlink()
            return self._numbered(name, self._counts[name])
        paths = (self._numbered(name, number) for number in count(1))
        return next(path for path in paths if not path.exists())

    def _numbered(self, name: str, number: int) -> Path:
        return self.folder / (f"{name}.json" if number == 1 else f"{name}_{number:03}.json")


def _folder_of(store: RecordingStore | str | PathLike[str]) -> Path:
    folder = Path(store if isinstance(store, str | PathLike) else store._index.layers[0][0])
    if folder.is_file():
        raise ValueError(f"{folder}: expected a folder to record into, not a file")
    return folder


def redacted_request(redaction: Redaction, request: Any) -> tuple[str, bytes]:
    """The URL and the body of a request, as they are recorded."""
    redaction = redaction.for_request(dict(request.headers), str(request.url))
    body = _redacted_body(redaction, request)
    content = json.dumps(body).encode() if request.content else b""
    return redaction.url(str(request.url)), content


def _redacted_body(redaction: Redaction, request: Any) -> Any:
    # Nothing is recorded as an empty object.
    body = sent_body(request.content) if request.content else {}
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return redaction.form(body) if isinstance(body, str) else body
    return redaction.value(body)
