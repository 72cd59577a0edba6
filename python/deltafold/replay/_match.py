"""Ways of matching: what of a request is its key."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, TypeAlias

from deltafold._core import request_hash

if TYPE_CHECKING:
    from deltafold.replay._request import Request

PLACEHOLDER = "REDACTED"
"""What a recording has in place of a credential."""

Key: TypeAlias = Callable[["Request"], Hashable]
"""A function of a request, applied to those that are asked and to those that are recorded; `None` means
that the request has no such key."""

Matching: TypeAlias = Literal["auto", "request", "ogx", "test", "sequence"] | Key
"""The name of a way of matching, or a function of the caller's."""


def by_request(request: Request) -> Hashable:
    """Method, path, query and body."""
    return blake2b(request.text.encode(), digest_size=16).digest()


def by_ogx(request: Request) -> Hashable:
    """The request hash of OGX, which leaves out scores, document ids and digits of floats. Without
    `stream_options`, as OGX does for Bedrock: some clients add them."""
    body = request.body
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if key != "stream_options"}
    if request.query:
        # The hash is of the path and the body.
        body = {"query": request.query}
    return request_hash(request.method, request.path, {}, body)


def by_path(request: Request) -> Hashable:
    """Method and path."""
    return request.method, request.path


def in_sequence(_: Request) -> Hashable:
    """The same for all."""
    return ()


_NAMED: dict[str, tuple[Key, ...]] = {
    "auto": (by_request, by_ogx),
    "request": (by_request,),
    "ogx": (by_ogx,),
    "test": (by_request, by_path),
    "sequence": (in_sequence,),
}


def keys_of(match: Matching | Iterable[Matching]) -> tuple[Key, ...]:
    """The functions to try, one after the other."""
    if isinstance(match, str):
        if match not in _NAMED:
            names = ", ".join(map(repr, _NAMED))
            raise ValueError(f"expected match to be a function or one of {names}, not {match!r}")
        return _NAMED[match]
    if callable(match):
        return (match,)
    keys = dict.fromkeys(key for each in match for key in keys_of(each))
    if not keys:
        raise ValueError("expected match to have at least one way of matching")
    return tuple(keys)


def is_same_test(recorded: str | None, asked: str) -> bool:
    """Whether a recorded id of a test is that of the test that asks.

    The path of its file counts from its end, since it depends on the folder that pytest takes as the root.
    What was redacted when the id was recorded may be any text.

    >>> is_same_test("tests/test_a.py::test_b[REDACTED]", "test_a.py::test_b[sk-1]")
    True
    >>> is_same_test("tests/test_a.py::test_b", "other/test_a.py::test_b")
    False
    """
    if recorded is None or recorded == asked:
        return recorded is not None
    file, _, name = recorded.partition("::")
    asked_file, _, asked_name = asked.partition("::")
    ends = f"/{file}".endswith(f"/{asked_file}") or f"/{asked_file}".endswith(f"/{file}")
    if not ends or PLACEHOLDER not in name:
        return ends and name == asked_name
    parts = map(re.escape, name.split(PLACEHOLDER))
    return re.fullmatch(".+".join(parts), asked_name, re.DOTALL) is not None
