"""One request that is sent on, and what comes back for it, while it is read."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from deltafold.replay._body import has_ended
from deltafold.replay._libraries import library_of, stream_class


class Exchange:
    """One request and what comes back for it."""

    def __init__(self, request: Any, record: Callable[[Exchange], None] | None) -> None:
        self.request = request
        self.sent = request
        self.record = record
        self.pieces: list[tuple[bytes, int]] = []
        """What came, and when."""
        self.status = 0
        self.content_type = ""
        self._response: Any = None
        if record is not None:
            # Compressed bytes do not tell when an event came.
            headers = [
                (name, value)
                for name, value in request.headers.multi_items()
                if name.lower() != "accept-encoding"
            ]
            self.sent = type(request)(
                request.method,
                request.url,
                headers=[*headers, ("accept-encoding", "identity")],
                content=request.content,
                extensions=request.extensions,
            )
        self.start = time.perf_counter_ns()

    def passed_on(self, response: Any) -> Any:
        """The response for the caller, which is recorded while it is read."""
        library = library_of(self.request)
        if self.record is not None:
            self.status = response.status_code
            self.content_type = response.headers.get("content-type", "")
        self._response = response
        return library.Response(
            response.status_code,
            headers=response.headers.multi_items(),
            stream=stream_class(_Passing, library)(self, response.stream),
            extensions=response.extensions,
        )

    def came(self, piece: bytes) -> None:
        """Note a piece of the body."""
        if self.record is not None:
            self.pieces.append((piece, time.perf_counter_ns()))

    def ended(self, *, is_whole: bool) -> None:
        """Record the exchange, once, if the caller has read all of it or all that clients read."""
        if self.record is not None and (
            is_whole or (self.encoding is None and has_ended(self.decoded()))
        ):
            self.record(self)
        self.record = None

    @property
    def encoding(self) -> str | None:
        """How the body is compressed, if the upstream does so though it was asked not to."""
        encoding: str | None = self._response.headers.get("content-encoding")
        return encoding

    def decoded(self) -> bytes:
        """The body, decompressed."""
        data = b"".join(piece for piece, _ in self.pieces)
        if self.encoding is None:
            return data
        response = library_of(self.request).Response(
            200, headers={"content-encoding": self.encoding}, content=data
        )
        content: bytes = response.content
        return content


class _Passing:
    """A body that is recorded while it is read."""

    def __init__(self, exchange: Exchange, stream: Any) -> None:
        self._exchange = exchange
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            self._exchange.came(piece)
            yield piece
        self._exchange.ended(is_whole=True)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._exchange.came(piece)
            yield piece
        self._exchange.ended(is_whole=True)

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            self._exchange.ended(is_whole=False)

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            self._exchange.ended(is_whole=False)
