"""The drop-in stands in for a recorder's functions while it is installed, and leaves no trace."""

from __future__ import annotations

import json
import logging
import pickle
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import hash_reference as reference
import ogx_standin as standin
import pytest
from hypothesis import HealthCheck, given, settings
from ogx_reading import write
from test_request_hash import bodies, outcome, urls

from deltafold import ogx

NAMES = (
    "_recording_from_file",
    "normalize_inference_request",
    "normalize_tool_request",
    "normalize_http_request",
    "_model_identifiers_digest",
    "_combine_model_list_responses",
)
METHOD = "_model_list_responses"
REPLACED = (*NAMES, f"ResponseStorage.{METHOD}")
URL = "https://api.example/v1/chat/completions"
UNKNOWN = {"__type__": "no.such.Class", "__data__": {"a": 1}}


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Before and after each test; packages below `tmp_path` can be imported."""
    standin.forget()
    monkeypatch.syspath_prepend(tmp_path)
    yield
    ogx.uninstall()
    standin.forget()


@pytest.fixture
def recorder(tmp_path: Path) -> ModuleType:
    return standin.load(tmp_path)


def state(module: ModuleType) -> list[object]:
    """The very objects that may be replaced, and all names."""
    found = [vars(module).get(name) for name in NAMES]
    return [*found, vars(module.ResponseStorage)[METHOD], sorted(vars(module))]


def answered(module: ModuleType) -> list[str]:
    """Which of its own functions the recorder has called since it was last asked."""
    calls = list(module.calls)
    module.calls.clear()
    return calls


def chunk(text: str) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    data = {"id": "rec-1", "created": 0, "model": "m", "object": "chat.completion.chunk"}
    name = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk"
    return {"__type__": name, "__data__": {**data, "choices": [choice]}}


def put(path: Path, body: Any, **request: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write(path, {"request": request, "response": {"body": body}})


@pytest.mark.parametrize("package", ["ogx", "llama_stack"])
def test_everything_is_replaced_and_put_back(tmp_path: Path, package: str) -> None:
    module = standin.load(tmp_path, package)
    before = state(module)
    report = ogx.install()
    assert report.module == module.__name__ == f"{package}.testing.api_recorder"
    assert sorted(report.replaced) == sorted(REPLACED)
    assert not report.kept
    assert all(name in str(report) for name in (module.__name__, "openai", *REPLACED))
    during = state(module)
    assert all(new is not old for new, old in zip(during[:-1], before[:-1], strict=True))
    removal = ogx.uninstall()
    assert sorted(removal.restored) == sorted(f"{module.__name__}.{name}" for name in REPLACED)
    assert not removal.left
    assert all(new is old for new, old in zip(state(module)[:-1], before[:-1], strict=True))
    assert state(module) == before
    assert not ogx.uninstall().restored


def test_asking_the_recorder_leaves_no_trace(
    recorder: ModuleType, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANDIN_DEBUG", "1")
    before = {name: value for name, value in vars(recorder).items() if name != "calls"}
    with caplog.at_level(logging.DEBUG, recorder.__name__), ogx.installed():
        pass
    assert not [record for record in caplog.records if record.name != "deltafold.ogx"]
    after = {name: value for name, value in vars(recorder).items() if name != "calls"}
    assert after == before


def test_the_module_that_is_imported_already_goes_first(tmp_path: Path) -> None:
    standin.write(tmp_path, "ogx")
    older = standin.load(tmp_path, "llama_stack")
    assert ogx.install().module == older.__name__
    ogx.uninstall()
    standin.forget()
    assert ogx.install().module == "ogx.testing.api_recorder"


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
    for objects in ("openai", "lazy", "deltafold"):
        report = ogx.install(objects)  # type: ignore[arg-type]
        assert report.objects == objects
        body = storage.find_recording("a")["response"]["body"]
        assert isinstance(body, list) is (objects == "openai")
        assert [each.choices[0].delta.content for each in body] == ["a", "b"]
        if objects != "deltafold":
            assert list(body) == expected["response"]["body"]
            assert {type(each) for each in body} == {chunk_class}
    answered(recorder)
    assert storage.find_recording("no such hash") is None


@pytest.mark.parametrize("objects", ["openai", "lazy", "deltafold"])
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


CHANGES = {
    "a parameter": (
        {"def normalize_tool_request(provider_name,": "def normalize_tool_request(provider,"},
        r"expected a function normalize_tool_request\(provider_name, tool_name, kwargs\), "
        r"found normalize_tool_request\(provider, tool_name, kwargs\)",
    ),
    "a function": (
        {"def _deserialize_response(": "def _restore(", "_deserialize_response(": "_restore("},
        r"expected a function _deserialize_response\(data\), which is not there",
    ),
    "a class": ({"class ResponseStorage:": "class Storage:"}, "expected a class ResponseStorage"),
    "a method": (
        {"def _get_test_dir(self)": "def _get_test_dir(self, test_id)"},
        r"found ResponseStorage\._get_test_dir\(self, test_id\)",
    ),
    "a coroutine": (
        {"def _recording_from_file(": "async def _recording_from_file("},
        "expected a function _recording_from_file",
    ),
    "a logger": ({"logger = ": "_logger = ", "logger.w": "_logger.w"}, "expected a logger"),
    "a test id": (
        {"import get_test_context,": "import get_test_context as get_test,"},
        r"expected a function get_test_context\(\)",
    ),
    "how it reads": (
        {'record["response"]["body"] = built': 'record["response"]["objects"] = built'},
        "_recording_from_file reads some recordings in another way",
    ),
    "its warnings": (
        {"logger.warning(warning.text)": "logger.info(warning.text)"},
        "_recording_from_file reads some recordings in another way",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_recorder_of_another_kind_is_refused(tmp_path: Path, what: str) -> None:
    changes, message = CHANGES[what]
    module = standin.load(tmp_path, "ogx", changes)
    before = dict(vars(module)), dict(vars(getattr(module, "ResponseStorage", type)))
    with pytest.raises(ogx.UnknownRecorderError, match=message) as caught:
        ogx.install()
    assert "nothing was replaced" in str(caught.value)
    assert caught.value.module == "ogx.testing.api_recorder"
    assert caught.value.differences
    copied = pickle.loads(pickle.dumps(caught.value))
    assert str(copied) == str(caught.value) and copied.differences == caught.value.differences
    assert before == (dict(vars(module)), dict(vars(getattr(module, "ResponseStorage", type))))
    assert not ogx.uninstall().restored


def test_all_differences_are_named(tmp_path: Path) -> None:
    changes = {**CHANGES["a parameter"][0], **CHANGES["a class"][0]}
    standin.load(tmp_path, "ogx", changes)
    with pytest.raises(ogx.UnknownRecorderError) as caught:
        ogx.install()
    assert len(caught.value.differences) == 2


def test_what_somebody_has_replaced_before_is_refused(recorder: ModuleType) -> None:
    def cached(response_path: Any) -> Any:
        return response_path

    recorder._recording_from_file = cached  # type: ignore[attr-defined]
    with pytest.raises(ogx.UnknownRecorderError, match="replaced already, by .*cached of test_ogx"):
        ogx.install()
    assert recorder._recording_from_file is cached


def test_without_a_recorder_the_reasons_are_named(tmp_path: Path) -> None:
    with pytest.raises(ogx.RecorderNotFoundError, match="No module named 'ogx'"):
        ogx.install()
    standin.write(tmp_path, "ogx", {"import hashlib": "import hashlib, no_such_package"})
    with pytest.raises(ogx.RecorderNotFoundError, match="no_such_package.*'llama_stack'"):
        ogx.install()
    assert issubclass(ogx.RecorderNotFoundError, ogx.RecorderError)


def test_unknown_objects_are_refused(recorder: ModuleType) -> None:
    before = state(recorder)
    with pytest.raises(ValueError, match="expected objects to be one of .*not 'dicts'"):
        ogx.install("dicts")  # type: ignore[arg-type]
    assert state(recorder) == before


def test_installing_twice_is_harmless(recorder: ModuleType) -> None:
    before = state(recorder)
    first = ogx.install()
    during = state(recorder)
    assert ogx.install() == first
    assert state(recorder) == during
    ogx.uninstall()
    assert state(recorder) == before


def test_a_block_leaves_what_was_installed_before(recorder: ModuleType, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [chunk("a")], endpoint="/v1/chat/completions")

    def kind() -> bool:
        return isinstance(recorder._recording_from_file(path)["response"]["body"], list)

    before = state(recorder)
    ogx.install()
    with ogx.installed("lazy") as report:
        assert report.objects == "lazy"
        assert not kind()
        with ogx.installed("openai"):
            assert kind()
        assert not kind()
    assert kind()
    assert state(recorder) != before
    ogx.uninstall()
    with pytest.raises(ZeroDivisionError), ogx.installed():
        assert state(recorder) != before
        _ = 1 / 0
    assert state(recorder) == before
    with ogx.installed():
        ogx.uninstall()
        assert state(recorder) == before
    assert state(recorder) == before


def test_what_was_patched_on_top_stays(
    recorder: ModuleType, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = put(tmp_path / "a.json", "text")
    before = state(recorder)
    ogx.install()
    ours = recorder._recording_from_file

    def on_top(response_path: Any) -> Any:
        return {"on top": ours(response_path)}

    recorder._recording_from_file = on_top  # type: ignore[attr-defined]
    removal = ogx.uninstall()
    assert recorder._recording_from_file is on_top
    assert [left.name for left in removal.left] == ["_recording_from_file"]
    assert "on_top of test_ogx_install has replaced it in the meantime" in str(removal)
    assert "_recording_from_file stays as it is" in caplog.text
    assert len(removal.restored) == len(REPLACED) - 1
    # What is beneath does no more than the original.
    answered(recorder)
    assert recorder._recording_from_file(path)["on top"]["response"]["body"] == "text"
    assert answered(recorder) == ["_recording_from_file"]
    # Installed again it works beneath, and says so.
    report = ogx.install()
    assert [left.name for left in report.kept] == ["_recording_from_file"]
    assert recorder._recording_from_file(path)["on top"]["response"]["body"] == "text"
    assert not answered(recorder)
    # Once what was on top is gone, everything is as it was.
    ogx.uninstall()
    recorder._recording_from_file = ours  # type: ignore[attr-defined]
    assert not ogx.uninstall().left
    assert state(recorder) == before


def test_functions_that_somebody_has_kept_do_what_the_originals_do(
    recorder: ModuleType, tmp_path: Path
) -> None:
    storage = recorder.ResponseStorage(tmp_path)
    with ogx.installed():
        kept = [getattr(recorder, name) for name in NAMES] + [storage._model_list_responses]
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
    assert answered(recorder) == [*NAMES, METHOD]


def test_what_is_replaced_looks_like_the_original(recorder: ModuleType) -> None:
    import inspect

    originals = {name: getattr(recorder, name) for name in NAMES}
    with ogx.installed():
        for name, original in originals.items():
            ours = getattr(recorder, name)
            assert (ours.__name__, ours.__module__) == (name, recorder.__name__)
            assert inspect.signature(ours) == inspect.signature(original)


def test_another_module_may_be_named(tmp_path: Path) -> None:
    first, second = standin.load(tmp_path), standin.load(tmp_path, "llama_stack")
    before = state(first), state(second)
    assert ogx.install(module=second).module == second.__name__
    assert state(first) == before[0]
    ogx.install(module=first)
    assert ogx.uninstall(second).restored and state(second) == before[1]
    assert state(first) != before[0]
    ogx.install(module=second)
    assert len(ogx.uninstall().restored) == 2 * len(REPLACED)
    assert (state(first), state(second)) == before


def test_a_module_that_was_imported_anew_is_another_one(tmp_path: Path) -> None:
    ogx_first = standin.load(tmp_path)
    ogx.install()
    standin.forget()
    second = standin.load(tmp_path)
    before = state(second)
    assert second is not ogx_first
    ogx.install()
    assert state(second) != before
    ogx.uninstall()
    assert state(second) == before


def test_threads_may_install_and_read_at_once(recorder: ModuleType, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [chunk("a")], endpoint="/v1/chat/completions")
    expected = [each.model_dump() for each in recorder._recording_from_file(path)["response"]["body"]]
    before = state(recorder)
    failures: list[object] = []

    def work(objects: Any) -> None:
        for _ in range(50):
            try:
                with ogx.installed(objects):
                    body = recorder._recording_from_file(path)["response"]["body"]
                    if [each.model_dump() for each in body] != expected:
                        failures.append(body)
                    if state(recorder) == before:
                        failures.append("not installed inside of a block")
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=work, args=(mode,)) for mode in ("openai", "lazy") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert state(recorder) == before
