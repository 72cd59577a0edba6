"""The recorder's names for hashes, and where the id of the running test comes from."""

from __future__ import annotations

import contextvars
import hashlib
import inspect
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import hash_reference as reference
import pytest
from hypothesis import given
from test_request_hash import TEST, URL, agree, bodies, outcome, tests, urls

from deltafold import ogx


@pytest.fixture(autouse=True)
def source() -> Iterator[None]:
    """Each test starts without a source, and leaves none."""
    before = ogx.set_test_id_source(None)
    yield
    ogx.set_test_id_source(before)


@given(bodies, urls, tests)
def test_the_hashes_are_the_references(body: Any, url: str, test_id: str | None) -> None:
    agree(body, url, test_id=test_id)
    variable: contextvars.ContextVar[str | None] = contextvars.ContextVar("test_id", default=None)
    variable.set(test_id)
    expected = [
        outcome(lambda: reference.request_hash("post", url, {}, body, test_id=test_id)),
        outcome(lambda: reference.http_request_hash(url, "post", body, test_id=test_id)),
        outcome(lambda: reference.tool_request_hash("p", "t", body)),
    ]
    for given_source in (variable, lambda: test_id):
        ogx.set_test_id_source(given_source)
        assert expected == [
            outcome(lambda: ogx.normalize_inference_request("post", url, {}, body)),
            outcome(lambda: ogx.normalize_http_request(url, "post", body)),
            outcome(lambda: ogx.normalize_tool_request("p", "t", body)),
        ]


def test_the_parameters_are_the_recorders() -> None:
    for function, names in (
        (ogx.normalize_inference_request, ["method", "url", "headers", "body"]),
        (ogx.normalize_tool_request, ["provider_name", "tool_name", "kwargs"]),
        (ogx.normalize_http_request, ["url", "method", "payload"]),
    ):
        parameters = inspect.signature(function).parameters.values()
        assert [each.name for each in parameters if each.kind is not each.KEYWORD_ONLY] == names


def hashed(test_id: str | None) -> str:
    return reference.request_hash("POST", URL, {}, {}, test_id=test_id)


def test_an_id_that_is_given_goes_before_the_source() -> None:
    ogx.set_test_id_source(lambda: "from the source")
    for test_id in (TEST, None):
        assert hashed(test_id) == ogx.normalize_inference_request(
            "POST", URL, {}, {}, test_id=test_id
        )
        assert ogx.normalize_http_request(
            URL, "POST", {}, test_id=test_id
        ) == reference.http_request_hash(URL, "POST", {}, test_id=test_id)


def test_without_a_source_there_is_no_test() -> None:
    assert ogx.current_test_id() is None
    assert ogx.normalize_inference_request("POST", URL, {}, {}) == hashed(None)
    unset: contextvars.ContextVar[str] = contextvars.ContextVar("unset")
    ogx.set_test_id_source(unset)
    assert ogx.current_test_id() is None


def test_a_context_variable_is_read_in_each_threads_own_context() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("test_id")
    ogx.set_test_id_source(variable)
    found: dict[str, str] = {}

    def work(name: str) -> None:
        variable.set(name)
        found[name] = ogx.normalize_inference_request("POST", URL, {}, {})

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: hashed(name) for name in "abcdef"}


def test_setting_a_source_gives_the_one_before() -> None:
    def first() -> str:
        return "a"

    assert ogx.set_test_id_source(first) is None
    assert ogx.set_test_id_source(None) is first


def test_what_is_no_source_or_no_id_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="expected a function, a ContextVar or None"):
        ogx.set_test_id_source("tests/test_a.py::test_b")  # type: ignore[arg-type]
    ogx.set_test_id_source(lambda: 5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="expected the test id as a str or None, not 5"):
        ogx.normalize_inference_request("POST", URL, {}, {})


@pytest.mark.parametrize("endpoint", reference.MODEL_LISTS)
def test_the_digest_of_a_list_of_models(endpoint: str) -> None:
    models = [SimpleNamespace(id=name, model=f"o-{name}") for name in ("b", "a", "b", "é")]
    names = "o-a|o-b|o-é" if endpoint == "/api/tags" else "a|b|é"
    expected = hashlib.sha256(names.encode()).hexdigest()[:8]
    data = [vars(model) for model in models]
    for body in (models, data, {"models": models}, {"models": data}, tuple(models)):
        assert ogx.model_identifiers_digest(endpoint, {"body": body}) == expected


IMPORTED = """
import sys, deltafold.ogx
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_importing_it_imports_no_package() -> None:
    heavy = ["openai", "pydantic", "pytest", "ollama", "httpx", "ogx", "llama_stack"]
    command = [sys.executable, "-c", IMPORTED, *heavy, "deltafold"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["deltafold"]
