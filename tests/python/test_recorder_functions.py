"""What takes the place of a recorder's functions gives what they give, and logs what they log."""

from __future__ import annotations

import inspect
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import ogx_recorders
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ogx_recorders import NAMES, VERSION, all_known, answered, chunk, put, running
from test_request_hash import URL, bodies, outcome, urls

from deltafold import ogx
from deltafold.ogx._reading import Objects, Warnings

pytestmark = [ogx_recorders.needed, all_known]

UNKNOWN = {"__type__": "no.such.Class", "__data__": {"a": 1}}
MODES: tuple[Objects, ...] = get_args(Objects)
MODEL_URLS = st.builds(
    "{}{}".format,
    st.sampled_from(
        "https://api.example|http://localhost:8321|http://LOCALHOST|http://127.0.0.1|http://u@0.0.0.0:1"
        "|http://[::1]|http:|/x|__databricks__|https://bedrock.example|vertexai://|http://localhost."
        "".split("|")
    ),
    st.sampled_from(
        "/v1/models|/models|/v1/v1/models|/v1/openai/v1/models|/api/tags|/info|/v1/models/|/v1/models;a"
        "|/v1/models?a|/v1/infos|/v1/chat/completions|models".split("|")
    ),
)


@pytest.fixture
def both(recorder: Any) -> tuple[Any, Any]:
    """The recorder's own functions, and those that have taken their place."""
    theirs = SimpleNamespace(**{name: getattr(recorder, name) for name in NAMES[:-1]})
    ogx.install()
    return theirs, recorder


def test_reading_is_ours_and_warns_as_the_recorder(
    tmp_path: Path, counting: Any, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [put(tmp_path / "a.json", [UNKNOWN, {"x": 1}]), put(tmp_path / "b.json", None)]
    expected = [counting._recording_from_file(path) for path in paths]
    warned = caplog.record_tuples[:]
    caplog.clear()
    ogx.install(module=counting)
    caplog.clear()
    answered(counting)
    assert [counting._recording_from_file(response_path=path) for path in paths] == expected
    assert not answered(counting)
    assert len(warned) == 2
    for ours, theirs in zip(caplog.record_tuples, warned, strict=True):
        assert ours[:2] == theirs[:2] and ours[1] == logging.WARNING


def test_warnings_once_for_each_file_class_and_fault(
    tmp_path: Path, recorder: Any, caplog: pytest.LogCaptureFixture
) -> None:
    faulty = [chunk(text) for text in "abcd"]
    for item in faulty:
        item["__data__"]["object"] = ""
    faulty[2]["__data__"]["created"] = None
    paths = [put(tmp_path / f"{name}.json", [*faulty, UNKNOWN, UNKNOWN]) for name in "xy"]
    lines: dict[str, int] = {}
    bodies = []
    for warnings in get_args(Warnings):
        caplog.clear()
        with ogx.installed(warnings=warnings):
            caplog.clear()
            for path in paths:
                bodies.append(recorder._recording_from_file(path)["response"]["body"])
            lines[warnings] = len(caplog.records)
    assert lines == {"each": 2 * (4 + 4), "once": 2 * (2 + 2)}
    assert bodies[:2] == bodies[2:]


def test_the_modes(tmp_path: Path, recorder: Any) -> None:
    from openai.types.chat import ChatCompletionChunk

    base = tmp_path / "base"
    put(base / "recordings/a.json", [chunk("a"), chunk("b")], endpoint="/v1/chat/completions")
    storage = recorder.ResponseStorage(base)
    expected = storage.find_recording("a")
    for objects in MODES:
        report = ogx.install(objects)
        assert report.objects == objects
        body = storage.find_recording("a")["response"]["body"]
        assert isinstance(body, list) is (objects == "openai")
        assert [each.choices[0].delta.content for each in body] == ["a", "b"]
        if objects != "deltafold":
            assert list(body) == expected["response"]["body"]
            assert {type(each) for each in body} == {ChatCompletionChunk}
    assert storage.find_recording("no such hash") is None


@pytest.mark.parametrize("objects", MODES)
def test_bodies_that_are_answered_as_json_can_be_written(
    tmp_path: Path, recorder: Any, objects: Any
) -> None:
    for body in (["line", ""], [{"a": 1}], {"a": [1]}, None, "text", [], 1.5):
        path = put(tmp_path / "a.json", body, payload={}, url="/rerank", method="POST")
        with ogx.installed(objects):
            made = recorder._recording_from_file(path)["response"]["body"]
        assert json.dumps(made) == json.dumps(body)


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bodies, urls | MODEL_URLS)
def test_hashes_are_the_recorders_with_its_test_id(both: Any, body: Any, url: str) -> None:
    def hashes(names: Any) -> list[object]:
        return [
            outcome(lambda: names.normalize_inference_request("post", url, {}, body)),
            outcome(lambda: names.normalize_inference_request("GET", url, {}, {})),
            outcome(lambda: names.normalize_http_request(url, "post", body)),
            outcome(lambda: names.normalize_tool_request("p", "t", kwargs=body)),
        ]

    theirs, ours = both
    for test_id in (None, "tests/test_a.py::test_b"):
        with running(test_id):
            assert hashes(ours) == hashes(theirs)


def test_in_debug_mode_the_recorder_hashes_and_logs_itself(
    counting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGX_TEST_DEBUG", "1")
    with ogx.installed(module=counting):
        answered(counting)
        made = counting.normalize_inference_request("POST", URL, {}, {})
        counting.normalize_http_request(URL, "POST", {})
        counting.normalize_tool_request("p", "t", {})
        assert [name.split("_")[1] for name in answered(counting)] == ["inference", "http", "tool"]
        monkeypatch.delenv("OGX_TEST_DEBUG")
        assert counting.normalize_inference_request("POST", URL, {}, {}) == made
        assert not answered(counting)


def digest(recorder: Any, endpoint: str, response: Any) -> Any:
    if VERSION >= (1, 5):
        return recorder._model_identifiers_digest(response)
    return recorder._model_identifiers_digest(endpoint, response)


def test_lists_of_models_are_read_in_order_of_name(tmp_path: Path, counting: Any) -> None:
    for turn in "312":
        data = {"id": "m", "object": "model", "created": 1, "owned_by": turn}
        item = {"__type__": "openai.types.model.Model", "__data__": data}
        put(tmp_path / f"recordings/models-h-{turn}.json", [item], endpoint="/v1/models")
    storage = counting.ResponseStorage(tmp_path)
    with ogx.installed(module=counting):
        answered(counting)
        records = storage._model_list_responses("h")
        found = counting._combine_model_list_responses("/v1/models", records)
        made = digest(counting, "/v1/models", found["response"])
        assert not answered(counting)
    assert [each["response"]["body"][0].owned_by for each in records] == ["1", "2", "3"]
    assert found["response"]["body"][0].owned_by == "3"
    assert made == digest(counting, "/v1/models", found["response"])


models = st.lists(st.sampled_from("abc|de|é"), max_size=4).map(
    lambda names: [SimpleNamespace(id=name, model=name, at=at) for at, name in enumerate(names)]
)


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(models, max_size=3),
    st.sampled_from(["/v1/models", "/v1/openai/v1/models", "/x/models", "/x", "/info"]),
)
def test_unions_and_digests_are_the_recorders(both: Any, lists: list[Any], endpoint: str) -> None:
    def made(names: Any) -> Any:
        records = [{"request": {"n": n}, "response": {"body": b}} for n, b in enumerate(lists)]
        return names._combine_model_list_responses(endpoint, records), [
            digest(names, endpoint, record["response"]) for record in records
        ]

    theirs, ours = both
    assert outcome(lambda: made(ours)) == outcome(lambda: made(theirs))


def test_functions_that_somebody_has_kept_do_what_the_originals_do(
    counting: Any, tmp_path: Path
) -> None:
    storage = counting.ResponseStorage(tmp_path)
    with ogx.installed(module=counting):
        kept = [getattr(counting, name, None) for name in NAMES[:-1]]
        kept.append(storage._model_list_responses)
    answered(counting)
    arguments: list[tuple[Any, ...]] = [
        (put(tmp_path / "a.json", "text"),),
        ("POST", URL, {}, {}),
        ("p", "t", {}),
        (URL, "POST", {}),
        ({"body": []},) if VERSION >= (1, 5) else ("/v1/models", {"body": []}),
        ("/v1/models", []),
        ("hash",),
    ]
    for function, values in zip(kept, arguments, strict=True):
        assert function is not None
        function(*values)
    assert answered(counting) == NAMES


def test_what_is_replaced_looks_like_the_original(recorder: Any) -> None:
    originals = {name: getattr(recorder, name) for name in NAMES[:-1]}
    with ogx.installed():
        for name, original in originals.items():
            ours = getattr(recorder, name)
            assert ours is not original
            assert (ours.__name__, ours.__module__) == (name, recorder.__name__)
            assert inspect.signature(ours) == inspect.signature(original)
