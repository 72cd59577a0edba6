"""Server tool usage."""

from __future__ import annotations

from deltafold._core import Field, View, field

__all__ = [
    "ServerToolUsage",
]


class ServerToolUsage(View):
    """Server tool usage."""

    __slots__ = ()

    web_fetch_requests: Field[int] = field()

    web_search_requests: Field[int] = field()
