"""What stands in a recorder gives what its own functions give, and logs what they log."""

from __future__ import annotations

import inspect
import json
import logging
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import hash_reference as reference
import ogx_standin as standin
import pytest
from hypothesis import HealthCheck, given, settings
from ogx_standin import FUNCTIONS, METHOD, REPLACED, answered, chunk, put
from test_request_hash import URL, bodies, outcome, urls

from deltafold import ogx
from deltafold.ogx._reading import Objects

UNKNOWN = {"__type__": "no.such.Class", "__data__": {"a": 1}}
MODES: tuple[Objects, ...] = get_args(Objects)


pytestmark = pytest.mark.usefixtures("own_packages")


def test_reading_is_ours_and_warns_as_the_recorder(
    tmp_path: Path, recorder: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [put(tmp_path / "a.json", [UNKNOWN, {"x": 1}]), put(tmp_path / "b.json", None)]
    expected = [recorder._recording_from_file(path) for path in paths]
    warned = caplog.record_tuples[:]
    caplog.clear()
    ogx.install()
    answered(recorder)
    assert [recorder._recording_from_file(response_path=path) for path in paths] == expected
    assert not answered(recorder)
    assert len(warned) == 2
    for ours, theirs in zip(caplog.record_tuples, warned, strict=True):
        assert ours[:2] == theirs[:2] == (recorder.__name__, logging.WARNING)


def test_the_modes(tmp_path: Path, recorder: ModuleType) -> None:
    chunk_class = pytest.importorskip(
        "openai.types.chat", reason="openai is not installed"
    ).ChatCompletionChunk
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
            assert {type(each) for each in body} == {chunk_class}
    answered(recorder)
    assert storage.find_recording("no such hash") is None


@pytest.mark.parametrize("objects", MODES)
def test_bodies_that_are_answered_as_json_can_be_written(
    tmp_path: Path, recorder: ModuleType, objects: Any
) -> None:
    for body in (["line", ""], [{"a": 1}], {"a": [1]}, None, "text", [], 1.5):
        path = put(tmp_path / "a.json", body, payload={}, url="/rerank", method="POST")
        with ogx.installed(objects):
            made = recorder._recording_from_file(path)["response"]["body"]
        assert json.dumps(made) == json.dumps(body)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies, urls)
def test_hashes_are_the_recorders_with_its_test_id(
    recorder: ModuleType, body: Any, url: str
) -> None:
    context = standin.context(recorder)
    with ogx.installed():
        for test_id in (None, "tests/test_a.py::test_b"):
            token = context.set_test_context(test_id)
            answered(recorder)
            ours = [
                outcome(lambda: recorder.normalize_inference_request("post", url, {}, body)),
                outcome(lambda: recorder.normalize_http_request(url, "post", body)),
                outcome(lambda: recorder.normalize_tool_request("p", "t", kwargs=body)),
            ]
            assert not answered(recorder)
            context.reset_test_context(token)
            assert ours == [
                outcome(lambda: reference.request_hash("post", url, {}, body, test_id=test_id)),
                outcome(lambda: reference.http_request_hash(url, "post", body, test_id=test_id)),
                outcome(lambda: reference.tool_request_hash("p", "t", body)),
            ]


def test_in_debug_mode_the_recorder_hashes_and_logs_itself(
    recorder: ModuleType, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDIN_DEBUG", "1")
    with ogx.installed(), caplog.at_level(logging.INFO, recorder.__name__):
        answered(recorder)
        made = recorder.normalize_inference_request("POST", URL, {}, {})
        recorder.normalize_http_request(URL, "POST", {})
        recorder.normalize_tool_request("p", "t", {})
        assert [name.split("_")[1] for name in answered(recorder)] == ["inference", "http", "tool"]
        assert f"inference for None: {made}" in caplog.messages
        monkeypatch.delenv("STANDIN_DEBUG")
        assert recorder.normalize_inference_request("POST", URL, {}, {}) == made
        assert not answered(recorder)


def test_lists_of_models_are_read_in_order_of_name(tmp_path: Path, recorder: ModuleType) -> None:
    pytest.importorskip("openai", reason="openai is not installed")
    for turn in "312":
        data = {"id": "m", "object": "model", "created": 1, "owned_by": turn}
        item = {"__type__": "openai.types.model.Model", "__data__": data}
        put(tmp_path / f"recordings/models-h-{turn}.json", [item], endpoint="/v1/models")
    storage = recorder.ResponseStorage(tmp_path)
    with ogx.installed():
        answered(recorder)
        records = storage._model_list_responses("h")
        found = recorder._combine_model_list_responses("/v1/models", records)
        assert not answered(recorder)
        digest = recorder._model_identifiers_digest("/v1/models", found["response"])
        assert not answered(recorder)
    assert [each["response"]["body"][0].owned_by for each in records] == ["1", "2", "3"]
    assert found["response"]["body"][0].owned_by == "3"
    assert digest == recorder._model_identifiers_digest("/v1/models", found["response"])


def test_an_older_recorder_keeps_its_own_hashes(tmp_path: Path) -> None:
    module = standin.load(tmp_path, "llama_stack", standin.OLDER)
    before = module.normalize_inference_request
    expected = before("POST", URL, {}, {"x": 1.23456789})
    report = ogx.install()
    assert module.normalize_inference_request is before
    assert module.normalize_inference_request("POST", URL, {}, {"x": 1.23456789}) == expected
    assert [left.name for left in report.kept] == ["normalize_inference_request"]
    assert "normalize_inference_request (it gives other results" in str(report)
    absent = {"normalize_inference_request", "normalize_http_request"}
    assert sorted(report.replaced) == sorted({*REPLACED} - absent)
    assert not hasattr(module, "normalize_http_request")


def test_functions_that_somebody_has_kept_do_what_the_originals_do(
    recorder: ModuleType, tmp_path: Path
) -> None:
    storage = recorder.ResponseStorage(tmp_path)
    with ogx.installed():
        kept = [getattr(recorder, name) for name in FUNCTIONS] + [storage._model_list_responses]
    answered(recorder)
    arguments: list[tuple[Any, ...]] = [
        (put(tmp_path / "a.json", "text"),),
        ("POST", URL, {}, {}),
        ("p", "t", {}),
        (URL, "POST", {}),
        ("/v1/models", {"body": []}),
        ("/v1/models", []),
        ("hash",),
    ]
    for function, values in zip(kept, arguments, strict=True):
        function(*values)
    assert answered(recorder) == [*FUNCTIONS, METHOD]


def test_what_is_replaced_looks_like_the_original(recorder: ModuleType) -> None:
    originals = {name: getattr(recorder, name) for name in FUNCTIONS}
    with ogx.installed():
        for name, original in originals.items():
            ours = getattr(recorder, name)
            assert (ours.__name__, ours.__module__) == (name, recorder.__name__)
            assert inspect.signature(ours) == inspect.signature(original)
