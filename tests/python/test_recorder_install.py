"""The drop-in takes the place of functions of a recorder while it is installed, and leaves no trace."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path
from typing import Any

import ogx_recorders
import pytest
from ogx_recorders import REPLACED, VERSION, all_known, answered, changed, chunk, put, state

from deltafold import ogx

pytestmark = ogx_recorders.needed

#: By which rules each release works, where they are not those of 1.0.
RULES: dict[tuple[int, ...], dict[str, str]] = {
    (1, 4): {"normalize_inference_request": "ogx-1.2", "_combine_model_list_responses": "ogx-1.2"},
    (1, 5): {
        "normalize_inference_request": "ogx-1.5",
        "_combine_model_list_responses": "ogx-1.5",
        "_model_identifiers_digest": "ogx-1.5",
    },
}


@all_known
def test_everything_is_replaced_and_put_back(recorder: Any) -> None:
    before = state(recorder)
    report = ogx.install()
    assert report.module == recorder.__name__ == ogx_recorders.NAME
    assert list(report.replaced) == REPLACED
    assert not report.kept
    assert report.rules == dict.fromkeys(REPLACED, "ogx-1.0") | RULES.get(VERSION[:2], {})
    assert all(name in str(report) for name in (recorder.__name__, "openai", *REPLACED))
    during = state(recorder)
    assert all(new is not old for new, old in zip(during[:-1], before[:-1], strict=True))
    removal = ogx.uninstall()
    assert sorted(removal.restored) == sorted(f"{recorder.__name__}.{name}" for name in REPLACED)
    assert not removal.left
    assert all(new is old for new, old in zip(state(recorder)[:-1], before[:-1], strict=True))
    assert state(recorder) == before
    assert not ogx.uninstall().restored


@pytest.mark.skipif(VERSION >= (0, 8), reason="for the release with the old name")
def test_the_recorder_is_found_by_its_old_name_and_replaced_in_part(recorder: Any) -> None:
    report = ogx.install()
    assert report.module == recorder.__name__ == "llama_stack.testing.inference_recorder"
    assert report.rules == {
        "_model_identifiers_digest": "ogx-1.0",
        "ResponseStorage._model_list_responses": "llama-stack-0.2",
    }
    kept = {left.name: left for left in report.kept}
    assert list(kept) == ["_recording_from_file", "_combine_model_list_responses"]
    assert kept["_recording_from_file"].inputs == ("a mapping of ids",)
    assert "no records at /v1/models" in kept["_combine_model_list_responses"].inputs


def test_examining_leaves_no_trace(
    recorder: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGX_TEST_DEBUG", "1")
    before = dict(vars(recorder)), dict(vars(recorder.ResponseStorage))
    with caplog.at_level(logging.DEBUG), ogx.installed():
        pass
    assert not [record for record in caplog.records if record.name == recorder.__name__]
    assert (dict(vars(recorder)), dict(vars(recorder.ResponseStorage))) == before


def test_the_module_that_is_imported_already_goes_first(
    recorder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with changed() as other:
        monkeypatch.delitem(sys.modules, recorder.__name__)
        monkeypatch.setitem(sys.modules, "llama_stack.testing.api_recorder", other)
        assert ogx.install().module == other.__name__


def test_installing_twice_is_harmless(recorder: Any) -> None:
    before = state(recorder)
    first = ogx.install()
    during = state(recorder)
    assert ogx.install() == first
    assert state(recorder) == during
    ogx.uninstall()
    assert state(recorder) == before


@all_known
def test_a_block_leaves_what_was_installed_before(recorder: Any, tmp_path: Path) -> None:
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
        _ = 1 / 0
    assert state(recorder) == before
    ogx.install()
    with ogx.installed("lazy"):
        with ogx.installed("lazy"):
            ogx.install("openai")
            assert kind()
        assert kind()
    assert kind()
    with ogx.installed():
        ogx.uninstall()
        assert state(recorder) == before
    assert state(recorder) == before


@all_known
def test_what_was_patched_on_top_stays(
    counting: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = put(tmp_path / "a.json", "text")
    before = state(counting)
    ogx.install(module=counting)
    ours = counting._recording_from_file

    def on_top(response_path: Any) -> Any:
        return {"on top": ours(response_path)}

    counting._recording_from_file = on_top
    removal = ogx.uninstall(counting)
    assert counting._recording_from_file is on_top
    (left,) = removal.left
    assert left.name == "_recording_from_file" and "on_top" in left.reason
    assert "stays as it is" in caplog.text
    assert len(removal.restored) == len(REPLACED) - 1
    # Ours, which is still called, does no more than the original.
    answered(counting)
    assert counting._recording_from_file(path)["on top"]["response"]["body"] == "text"
    assert answered(counting) == ["_recording_from_file"]
    # Installed again it works there, and the report says so.
    report = ogx.install(module=counting)
    assert [left.name for left in report.kept] == ["_recording_from_file"]
    assert counting._recording_from_file(path)["on top"]["response"]["body"] == "text"
    assert not answered(counting)
    # Once what was on top is gone, everything is as it was.
    ogx.uninstall(counting)
    counting._recording_from_file = ours
    assert not ogx.uninstall(counting).left
    assert state(counting) == before


def test_several_modules_may_be_named(recorder: Any) -> None:
    with changed() as second:
        before = state(recorder), state(second)
        assert ogx.install(module=second).module == second.__name__
        assert state(recorder) == before[0]
        ogx.install(module=recorder)
        assert ogx.uninstall(second).restored and state(second) == before[1]
        assert state(recorder) != before[0]
        count = len(ogx.install(module=second).replaced)
        assert len(ogx.uninstall().restored) == 2 * count
        assert (state(recorder), state(second)) == before


def test_a_module_that_was_imported_anew_is_another_one() -> None:
    with changed() as first, changed() as second:
        second.__name__ = first.__name__
        ogx.install(module=first)
        before = state(second)
        ogx.install(module=second)
        assert state(second) != before
        ogx.uninstall(second)
        assert state(second) == before


@all_known
def test_threads_may_install_and_read_at_once(recorder: Any, tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", [chunk("a")], endpoint="/v1/chat/completions")
    expected = [
        each.model_dump() for each in recorder._recording_from_file(path)["response"]["body"]
    ]
    before = state(recorder)
    failures: list[object] = []

    def work(objects: Any) -> None:
        for _ in range(10):
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
