"""What the clients of httpx and httpx2 have in common."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from email.message import Message


def library_of(request: Any) -> Any:
    """httpx or httpx2, whichever a request is of."""
    return sys.modules[type(request).__module__.partition(".")[0]]


def stream_class(base: type, library: Any) -> Any:
    """The class of streams of a library, for synchronous and asynchronous clients, that `base` makes."""
    key = base, library.__name__
    if key not in _STREAMS:
        bases = (base, library.SyncByteStream, library.AsyncByteStream)
        _STREAMS[key] = type(base.__name__, bases, {})
    return _STREAMS[key]


_STREAMS: dict[tuple[type, str], Any] = {}


def is_again(headers: Mapping[str, str] | Message) -> bool:
    """Whether a client says that it repeats a request because that failed."""
    return headers.get("x-stainless-retry-count", "0") != "0"
