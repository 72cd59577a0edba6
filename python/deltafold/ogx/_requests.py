"""Request hashes, under which the recorder looks up its recordings, and their test id."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

from deltafold import _core

TestIdSource: TypeAlias = "Callable[[], str | None] | ContextVar[str | None] | ContextVar[str]"


class _Current:
    """A marker for the id that the source gives, since None means that there is no test."""

    def __repr__(self) -> str:
        return "<the current test's>"


CURRENT: Final = _Current()

_source: TestIdSource | None = None


def set_test_id_source(source: TestIdSource | None) -> TestIdSource | None:
    """Set the source of the running test's id, and return the previous source.

    `source` is a function without parameters or a context variable, and is read for each request;
    None means that there is no test. It applies to the whole process, since a suite identifies its
    tests in one way.

        >>> import contextvars
        >>> from deltafold import ogx
        >>> test_id = contextvars.ContextVar("test_id")
        >>> before = ogx.set_test_id_source(test_id)
        >>> _ = test_id.set("tests/test_a.py::test_b")
        >>> ogx.current_test_id()
        'tests/test_a.py::test_b'
        >>> _ = ogx.set_test_id_source(before)

    Raises:
        TypeError: `source` is anything else.
    """
    global _source
    check_source(source)
    before, _source = _source, source
    return before


def check_source(source: object) -> None:
    """Raise `TypeError` if `source` cannot give a test id."""
    if source is not None and not isinstance(source, ContextVar) and not callable(source):
        raise TypeError(
            f"expected a function, a ContextVar or None to ask for the test id, not {source!r}"
        )


def current_test_id(source: TestIdSource | None = None) -> str | None:
    """The id that `source`, or else the source that was set, gives now; None outside of tests.

    Raises:
        TypeError: the source gives neither text nor None.
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
    """The request hash of an inference API call, with the recorder's parameters.

    This is `deltafold.request_hash` with the current test's id, unless `test_id` is given. Lists of
    models are shared by all tests, so the test id is not part of their hash.

        >>> from deltafold import ogx
        >>> url = "https://api.example/v1/models"
        >>> ogx.normalize_inference_request("POST", url, {}, {})[:8]
        '3a641f25'

    Raises:
        TypeError: `json.dumps` cannot write the body, or as `current_test_id`.
        ValueError: `urlparse` refuses the URL, or the body is nested too deep or contains itself.
    """
    return _core.request_hash(method, url, headers, body, test_id=_chosen(test_id))


def normalize_tool_request(provider_name: str, tool_name: str, kwargs: dict[str, Any]) -> str:
    """The request hash of a tool call, with the recorder's parameters; it has no test id.

    This is `deltafold.tool_request_hash`.

    Raises:
        TypeError: `json.dumps` cannot write `kwargs`.
        ValueError: `kwargs` is nested too deep, or contains itself.
    """
    return _core.tool_request_hash(provider_name, tool_name, kwargs)


def normalize_http_request(
    url: str, method: str, payload: object, *, test_id: str | _Current | None = CURRENT
) -> str:
    """The request hash of a call to another HTTP API, such as rerank, as the recorder calls it.

    This is `deltafold.http_request_hash` with the current test's id, unless `test_id` is given.

    Raises:
        TypeError: `json.dumps` cannot write the payload, or as `current_test_id`.
        ValueError: the payload is nested too deep, or contains itself.
    """
    return _core.http_request_hash(url, method, payload, test_id=_chosen(test_id))


def _chosen(test_id: str | _Current | None) -> str | None:
    return current_test_id() if isinstance(test_id, _Current) else test_id
