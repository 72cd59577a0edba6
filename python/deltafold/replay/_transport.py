"""A transport for clients of httpx and httpx2 that answers from recordings."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import AsyncIterator, Hashable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from deltafold._errors import Error, RecordingError
from deltafold.replay._libraries import is_again, library_of, stream_class
from deltafold.replay._match import by_request
from deltafold.replay._pieces import PIECES, Pieces, paced
from deltafold.replay._request import Request, of_http
from deltafold.replay._wire import Answer, answer, refusal

if TYPE_CHECKING:
    import httpx
    import httpx2

    from deltafold import Recording
    from deltafold.replay._record import Recorder, RecordMode
    from deltafold.replay._redact import Redaction
    from deltafold.replay._store import RecordingStore

    class _Bases(  # type: ignore[misc]  # their methods take requests of their own
        httpx.BaseTransport,
        httpx.AsyncBaseTransport,
        httpx2.BaseTransport,
        httpx2.AsyncBaseTransport,
    ):
        pass

else:

    def _bases() -> tuple[type, ...]:
        found = []
        for name in ("httpx", "httpx2"):
            try:
                library = __import__(name)
            except ImportError:
                continue
            found += [library.BaseTransport, library.AsyncBaseTransport]
        if not found:
            raise ImportError("ReplayTransport needs httpx or httpx2: neither is installed")
        return tuple(found)

    _Bases = type("_Bases", _bases(), {})


class ReplayTransport(_Bases):
    """Answers the requests of a client from recordings, in place of the network.

    One transport serves clients of httpx and of httpx2, synchronous and asynchronous, from any number
    of threads and tasks. What is sent is what the API would send: events, lines of JSON, a JSON body;
    recorded errors have their status, and clients are told not to repeat the request.

    `pieces` is how bodies are cut, see `Pieces`; random cuts follow from `seed`. With a `speed` of 1,
    chunks come at the recorded times, with 2 twice as fast, with 0 at once. With `nulls`, recorded
    nulls are sent.

    With another `mode`, requests go to `upstream`, a transport or client, by default the real API:
    "record" records what comes back in the first folder of the store, "record-if-missing" does so for
    requests without a recording, and "live" records nothing. Answers with status 401 or 403 are recorded
    if `denied` is set. `redaction` says what must not be recorded, and is left out of requests that are
    looked up, too.

        >>> import httpx
        >>> from deltafold.replay import RecordingStore, ReplayTransport
        >>> store = RecordingStore("examples/two-choices.json", match="sequence")
        >>> client = httpx.Client(transport=ReplayTransport(store))
        >>> asked = {"model": "any", "messages": [], "stream": True}
        >>> response = client.post("https://api.example/v1/chat/completions", json=asked)
        >>> response.text[:6], response.headers["content-type"]
        ('data: ', 'text/event-stream; charset=utf-8')

    Requests raise:
        RecordingNotFound: there is no recording.
        ParseError, RecordingError: it cannot be read, or is of another API, or cannot be written.

    Raises:
        ValueError: `pieces` or `mode` is another word, or `speed` is negative.
        ImportError: neither httpx nor httpx2 is installed.
    """

    def __init__(
        self,
        store: RecordingStore,
        *,
        speed: float = 0,
        pieces: Pieces = "chunk",
        nulls: bool = False,
        mode: Literal["replay"] | RecordMode = "replay",
        upstream: Any = None,
        redaction: Redaction | None = None,
        denied: bool = False,
        seed: int = 0,
    ) -> None:
        if pieces not in PIECES:
            raise ValueError(f"expected pieces to be one of {PIECES}, not {pieces!r}")
        if not speed >= 0:
            raise ValueError(f"expected speed to be 0 or more, not {speed!r}")
        self.store = store
        self.recorder: Recorder | None = None
        self._replays = mode in ("replay", "record-if-missing")
        self._speed = speed
        self._pieces: Pieces = pieces
        self._nulls = nulls
        self._redaction = redaction
        self._seed = seed
        self._count = itertools.count(1)
        # What has no recording, and so was sent.
        self._missing: set[Hashable] = set()
        if mode != "replay":
            from deltafold.replay._record import Recorder

            self.recorder = Recorder(store, mode, upstream, redaction=redaction, denied=denied)

    def handle_request(self, request: Any) -> Any:
        """The response to a request."""
        started = time.monotonic()
        request.read()
        response = self._replayed(request, started)
        if response is None and self.recorder is not None:
            return self.recorder.handle(request)
        return response

    async def handle_async_request(self, request: Any) -> Any:
        """The same for asynchronous clients."""
        started = time.monotonic()
        await request.aread()
        response = self._replayed(request, started)
        if response is None and self.recorder is not None:
            return await self.recorder.ahandle(request)
        return response

    def close(self) -> None:
        """Close what was opened for recording."""
        if self.recorder is not None:
            self.recorder.close()

    async def aclose(self) -> None:
        """The same for asynchronous clients."""
        if self.recorder is not None:
            await self.recorder.aclose()

    def _replayed(self, request: Any, started: float) -> Any:
        if not self._replays:
            return None
        again = is_again(request.headers)
        asked = of_http(request.method, str(request.url), request.content, again=again)
        library = library_of(request)
        try:
            recording = self._found(asked, request)
            if recording is None:
                return None
            sent = answer(recording, asked, nulls=self._nulls, timed=self._speed > 0)
        except (Error, OSError) as error:
            if isinstance(error, OSError):
                error = RecordingError(str(error), error.filename)
            if not _is_retried(request):
                raise passing(error, request) from error.__cause__
            sent = refusal(error)
        if sent.lost is not None and not sent.is_stream:
            raise _as_lost(sent.lost, request)
        headers = {"content-type": sent.content_type}
        if sent.status >= 400:
            headers["x-should-retry"] = "false"
        body = stream_class(_Body, library)(self, sent, request, started)
        return library.Response(sent.status, headers=headers, stream=body, request=request)

    def _found(self, asked: Request, request: Any) -> Recording | None:
        if self.recorder is not None:
            if asked.again and by_request(asked) in self._missing:
                # The failure was the API's, and may be in the store by now.
                return None
            for path in self.recorder.new_files():
                self.store.add(path)
        found = self.store.get(asked)
        if found is not None:
            return found
        # Few requests have something to redact in them, and looking for it takes time.
        redacted = self._redacted(asked, request)
        if self.recorder is None:
            return self.store.find(redacted)
        found = self.store.get(redacted)
        if found is None:
            self._missing.add(by_request(asked))
        return found

    def _redacted(self, asked: Request, request: Any) -> Request:
        from deltafold.replay._record import redacted_request
        from deltafold.replay._redact import Redaction

        url, content = redacted_request(self._redaction or Redaction(), request)
        return of_http(request.method, url, content, again=asked.again, test_id=asked.test_id)

    def _random(self) -> Random:
        return Random(f"{self._seed}/{next(self._count)}")


class _Body:
    """The body of a response, for synchronous and asynchronous clients."""

    def __init__(
        self, transport: ReplayTransport, sent: Answer, request: Any, started: float
    ) -> None:
        self._transport = transport
        self._sent = sent
        self._request = request
        self._started = started

    def _pieces(self) -> Iterator[tuple[float, bytes]]:
        transport, sent = self._transport, self._sent
        random = transport._random()
        yield from paced(sent.pieces, sent.times, transport._pieces, transport._speed, random)

    def _wait(self, due: float) -> float:
        return due - (time.monotonic() - self._started)

    def _end(self) -> None:
        if self._sent.lost is not None:
            raise _as_lost(self._sent.lost, self._request)

    def __iter__(self) -> Iterator[bytes]:
        for due, piece in self._pieces():
            if due and (wait := self._wait(due)) > 0:
                time.sleep(wait)
            yield piece
        self._end()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for due, piece in self._pieces():
            if due and (wait := self._wait(due)) > 0:
                # httpx depends on it.
                import anyio

                await anyio.sleep(wait)
            yield piece
        self._end()

    def close(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


def _as_lost(lost: tuple[str, str], request: Any) -> Exception:
    """The error of a lost connection, of the request's own library."""
    name, message = lost
    error: Exception = getattr(library_of(request), name)(message, request=request)
    return error


def _is_retried(request: Any) -> bool:
    """Whether an SDK takes any exception for a lost connection, and tries again: those that are
    generated like openai's do, but for openai's own since its third release."""
    version = request.headers.get("x-stainless-package-version")
    if version is None or "anthropic-version" in request.headers:
        return False
    openai = sys.modules.get("openai")
    is_openai = openai is not None and openai.__version__ == version
    return not (is_openai and int(version.partition(".")[0]) >= 3)


def passing(error: Error, request: Any) -> Error:
    """The error so that the client passes it on: anthropic's takes what is not its own for a lost
    connection, and tries again."""
    anthropic = sys.modules.get("anthropic")
    if anthropic is None or "anthropic-version" not in request.headers:
        return error
    cls = type(error)
    members = {
        "__module__": cls.__module__,
        "__init__": Exception.__init__,
        # Pickled as what it is.
        "__reduce__": lambda _: error.__reduce__(),
    }
    made: Error = type(cls.__name__, (cls, anthropic.AnthropicError), members)(*error.args)
    made.__dict__.update(error.__dict__)
    return made
