"""Replay: clients of LLM APIs get their answers from recordings, without the network.

    >>> from deltafold.replay import RecordingStore
    >>> len(RecordingStore("examples/two-choices.json"))
    1

`ReplayTransport` is what a client of httpx or httpx2 takes as its transport, and so do the SDKs that use
these; the command `deltafold serve` answers other processes. See docs/replay.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deltafold.replay._match import Key, Matching
from deltafold.replay._not_found import RecordingNotFound
from deltafold.replay._request import Request
from deltafold.replay._store import RecordingStore

if TYPE_CHECKING:
    from deltafold.replay._record import Recorder as Recorder
    from deltafold.replay._redact import Redaction as Redaction
    from deltafold.replay._server import ReplayServer as ReplayServer
    from deltafold.replay._transport import ReplayTransport as ReplayTransport

__all__ = [
    "Key",
    "Matching",
    "Recorder",
    "RecordingNotFound",
    "RecordingStore",
    "Redaction",
    "ReplayServer",
    "ReplayTransport",
    "Request",
]

# The transport imports httpx and httpx2, whichever are installed, and the server http.server.
_ON_FIRST_USE = {
    "Recorder": "_record",
    "Redaction": "_redact",
    "ReplayServer": "_server",
    "ReplayTransport": "_transport",
}


def __getattr__(name: str) -> object:
    if name in _ON_FIRST_USE:
        from importlib import import_module

        return getattr(import_module(f"deltafold.replay.{_ON_FIRST_USE[name]}"), name)
    raise AttributeError(f"module 'deltafold.replay' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
