"""The hashes of requests, under which the recorder looks its recordings up, and their test id."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

from deltafold import _core

TestIdSource: TypeAlias = "Callable[[], str | None] | ContextVar[str | None] | ContextVar[str]"


class _Current:
    """Stands for the id that the source gives, since None is an id of its own: no test."""

    def __repr__(self) -> str:
        return "<the current test's>"


CURRENT: Final = _Current()

_source: TestIdSource | None = None


def set_test_id_source(source: TestIdSource | None) -> TestIdSource | None:
    """Choose where the id of the running test comes from; give the source there was before.

    `source` is asked for each request: a function without parameters, or a context variable; None
    stands for no test. It holds for the whole process, as one suite has one way to tell its tests.
    Raises `TypeError` for anything else.

        >>> import contextvars
        >>> from deltafold import ogx
        >>> test_id = contextvars.ContextVar("test_id")
        >>> before = ogx.set_test_id_source(test_id)
        >>> _ = test_id.set("tests/test_a.py::test_b")
        >>> ogx.current_test_id()
        'tests/test_a.py::test_b'
        >>> _ = ogx.set_test_id_source(before)
    """
    global _source
    check_source(source)
    before, _source = _source, source
    return before


def check_source(source: object) -> None:
    """Raise `TypeError` for what cannot give a test's id."""
    if source is not None and not isinstance(source, ContextVar) and not callable(source):
        raise TypeError(
            f"expected a function, a ContextVar or None to ask for the test id, not {source!r}"
        )


def current_test_id(source: TestIdSource | None = None) -> str | None:
    """The id that `source` gives now, or without one the source that was set; None: no test.

    Raises `TypeError` if that is neither text nor None.
    """
    source = _source if source is None else source
    if source is None:
        return None
    found = source.get(None) if isinstance(source, ContextVar) else source()
    if found is not None and not isinstance(found, str):
        raise TypeError(f"expected the test id as a str or None, not {found!r}")
    return found


def normalize_inference_request(
    method: str,
    url: str,
    headers: object,
    body: object,
    *,
    test_id: str | _Current | None = CURRENT,
) -> str:
    """The hash of a call of an inference API, with the recorder's parameters.

    That is `deltafold.request_hash` with the current test's id, unless `test_id` is given. Lists of
    models are shared by all tests: their hash has none.

    Raises `TypeError` for what `json.dumps` cannot write.

        >>> from deltafold import ogx
        >>> url = "https://api.example/v1/models"
        >>> ogx.normalize_inference_request("POST", url, {}, {})[:8]
        '3a641f25'
    """
    return _core.request_hash(method, url, headers, body, test_id=_chosen(test_id))


def normalize_tool_request(provider_name: str, tool_name: str, kwargs: dict[str, Any]) -> str:
    """The hash of a call of a tool, with the recorder's parameters; tools have no test id.

    That is `deltafold.tool_request_hash`. Raises `TypeError` for what `json.dumps` cannot write.
    """
    return _core.tool_request_hash(provider_name, tool_name, kwargs)


def normalize_http_request(
    url: str, method: str, payload: object, *, test_id: str | _Current | None = CURRENT
) -> str:
    """The hash of a call of another HTTP API, such as rerank, with the recorder's parameters.

    That is `deltafold.http_request_hash` with the current test's id, unless `test_id` is given.
    Raises `TypeError` for what `json.dumps` cannot write.
    """
    return _core.http_request_hash(url, method, payload, test_id=_chosen(test_id))


def _chosen(test_id: str | _Current | None) -> str | None:
    return current_test_id() if isinstance(test_id, _Current) else test_id
