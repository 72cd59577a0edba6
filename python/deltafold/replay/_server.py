"""The server of `deltafold serve`: answers HTTP requests with recordings."""

from __future__ import annotations

import contextlib
import itertools
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler
from os import PathLike
from random import Random
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from deltafold._errors import Error
from deltafold.replay._libraries import is_again
from deltafold.replay._pieces import Pieces, paced
from deltafold.replay._request import of_http
from deltafold.replay._store import RecordingStore
from deltafold.replay._wire import Answer, answer, refusal

if TYPE_CHECKING:
    from deltafold.replay._match import Matching

# Larger requests are refused.
_MOST_BYTES = 256 << 20
_METHODS = "GET, POST, PUT, PATCH, DELETE, OPTIONS"
# The hosts of pages that browsers may ask for: recordings are not for every site that is visited.
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class ReplayServer(ThreadingMixIn, TCPServer):
    """A server of recordings for clients in other processes.

    `url` is where it listens. In a `with` block it serves in a thread of its own, otherwise the caller
    calls `serve_forever()`. The options are those of `ReplayTransport`; `log` is called with what
    had no recording, and with errors.

        >>> import urllib.request
        >>> from deltafold.replay import RecordingStore, ReplayServer
        >>> with ReplayServer(RecordingStore("examples/two-choices.json", match="sequence")) as server:
        ...     asked = urllib.request.Request(f"{server.url}/v1/chat/completions", b'{"stream": true}')
        ...     with urllib.request.urlopen(asked) as response:
        ...         response.read()[:6]
        b'data: '

    Raises:
        OSError: the port is taken, or the host is not one of this machine.
        ValueError: the host is empty.
    """

    allow_reuse_address = True
    daemon_threads = True
    # Clients may connect all at once.
    request_queue_size = 1024

    def __init__(
        self,
        store: RecordingStore,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        speed: float = 0,
        pieces: Pieces = "chunk",
        nulls: bool = False,
        seed: int = 0,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self.store = store
        self.speed = speed
        self.pieces: Pieces = pieces
        self.nulls = nulls
        self.log = log or (lambda _: None)
        self._seed = seed
        self._count = itertools.count(1)
        if not host:
            # For sockets, that is every network.
            raise ValueError("expected an address to listen on, such as 127.0.0.1")
        # As in a URL.
        host = host.removeprefix("[").removesuffix("]")
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        name = f"[{host}]" if ":" in host else host
        self.url = f"http://{name}:{self.server_address[1]}"
        """The URL, without a path."""
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> ReplayServer:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Take in a connection."""
        try:
            return super().get_request()
        except OSError:
            # Without descriptors it stays where it is, and waiting for it ends at once.
            time.sleep(0.05)
            raise

    def random(self) -> Random:
        """What the next answer is cut by."""
        return Random(f"{self._seed}/{next(self._count)}")


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: ReplayServer
    protocol_version = "HTTP/1.1"
    server_version = "deltafold"
    # Pieces are sent at once, and those that are one are sent as one.
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def handle(self) -> None:
        # Clients leave when they have what they want.
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def finish(self) -> None:
        with contextlib.suppress(ConnectionError):
            super().finish()

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to send the body."""
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    def do_POST(self) -> None:
        """Answer a request of any method."""
        started = time.monotonic()
        content = self._content()
        if content is None:
            return
        try:
            request = of_http(
                self.command,
                self.path,
                content,
                again=is_again(self.headers),
                test_id=self.headers.get("x-deltafold-test"),
            )
            recording = self.server.store.find(request)
            sent = answer(recording, request, nulls=self.server.nulls, timed=self.server.speed > 0)
        except (Error, OSError, ValueError, RecursionError) as error:
            self._fail(error)
        else:
            self._send(sent, started)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

    def do_OPTIONS(self) -> None:
        """Say what may be asked: browsers ask before they send a request to another origin."""
        if self._content() is not None:
            self._say_methods(204)

    def do_HEAD(self) -> None:
        """Refuse what no API of a model answers."""
        if self._content() is not None:
            self._say_methods(405)

    def _say_methods(self, status: int) -> None:
        self.send_response(status)
        self.send_header("allow", _METHODS)
        if self._is_of_this_machine():
            wanted = self.headers.get("access-control-request-headers", "*")
            self.send_header("access-control-allow-methods", _METHODS)
            self.send_header("access-control-allow-headers", wanted)
            self.send_header("access-control-allow-private-network", "true")
        if status != 204:
            self.send_header("content-length", "0")
        self.end_headers()

    def end_headers(self) -> None:
        """Let pages of this machine read the answer. Those of other sites must not."""
        if self._is_of_this_machine():
            self.send_header("access-control-allow-origin", self.headers["origin"])
            self.send_header("access-control-expose-headers", "*")
            self.send_header("vary", "origin")
        super().end_headers()

    def _is_of_this_machine(self) -> bool:
        # There are no headers if the request could not be read.
        origin = getattr(self, "headers", {}).get("origin")
        with contextlib.suppress(ValueError):
            return origin is not None and urlsplit(origin).hostname in _THIS_MACHINE
        return False

    def _content(self) -> bytes | None:
        """The body; `None` if it cannot be read, which was answered."""
        try:
            coding = self.headers.get("transfer-encoding", "identity").lower()
            if coding == "chunked":
                return self._chunked()
            if coding != "identity":
                # Where such a body ends is not known, and its rest would be read as requests.
                raise ValueError(f"its transfer encoding is {coding!r}")
            length = int(self.headers.get("content-length", 0))
            if not 0 <= length <= _MOST_BYTES:
                raise ValueError("the length of the body")
            return self.rfile.read(length)
        except ValueError as error:
            self.close_connection = True
            self._fail(ValueError(f"the body cannot be read: {error}"))
            return None

    def _chunked(self) -> bytes:
        content = bytearray()
        while size := int(self.rfile.readline(1024).partition(b";")[0], 16):
            if not 0 < size <= _MOST_BYTES - len(content):
                raise ValueError("the length of a chunk")
            content += self.rfile.read(size)
            self.rfile.readline(1024)
        while self.rfile.readline(1024).strip():
            # Trailers.
            pass
        return bytes(content)

    def _send(self, sent: Answer, started: float) -> None:
        if sent.lost is not None and not sent.is_stream:
            self.close_connection = True
            return
        self.send_response(sent.status)
        self.send_header("content-type", sent.content_type)
        if sent.status >= 400:
            self.send_header("x-should-retry", "false")
        frames = sent.is_stream and self.request_version == "HTTP/1.1"
        if frames:
            self.send_header("transfer-encoding", "chunked")
        elif sent.is_stream:
            self.send_header("connection", "close")
            self.close_connection = True
        else:
            self.send_header("content-length", str(sum(map(len, sent.pieces))))
        self.end_headers()
        server = self.server
        pieces = paced(sent.pieces, sent.times, server.pieces, server.speed, server.random())
        for due, piece in pieces:
            if due and (wait := due - (time.monotonic() - started)) > 0:
                time.sleep(wait)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if frames else piece)
            self.wfile.flush()
        if sent.lost is not None:
            # The end of the body is missing, as it was when it was recorded.
            self.close_connection = True
        elif frames:
            self.wfile.write(b"0\r\n\r\n")

    def _fail(self, error: Exception) -> None:
        self.server.log(str(error))
        self._send(refusal(error), 0)

    def log_message(self, format: str, *args: object) -> None:
        """Requests that are answered are not reported."""


def run(
    paths: Iterable[str | PathLike[str]],
    *,
    fallbacks: Iterable[str | PathLike[str]] = (),
    host: str = "127.0.0.1",
    port: int = 0,
    speed: float = 0,
    pieces: Pieces = "chunk",
    match: Matching = "auto",
    nulls: bool = False,
) -> int:
    """Serve until Ctrl-C; return the exit code if that is not possible."""

    def log(message: str) -> None:
        print(f"deltafold: {message}", file=sys.stderr, flush=True)

    store = RecordingStore(list(paths), fallbacks=list(fallbacks), match=match)
    try:
        for error in store.errors:
            log(str(error))
    except OSError as error:
        log(str(error))
        return 2
    try:
        server = ReplayServer(
            store, host=host, port=port, speed=speed, pieces=pieces, nulls=nulls, log=log
        )
    except OSError as error:
        log(f"{host}:{port}: {error.strerror or error}")
        return 2
    log(f"serving {len(store)} recordings; Ctrl-C ends it")
    print(server.url, flush=True)
    with server:
        never = threading.Event()
        try:
            # CPython sometimes misses a signal in a wait without an end.
            while not never.wait(0.5):
                pass
        finally:
            unused = len(store.unused())
            log(f"{store.hits} answered, {store.misses} not found, {unused} recordings not used")
    return 0
