"""The drop-in stands in for functions of a recorder while it is installed, and leaves no trace."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

import ogx_standin as standin
import pytest
from ogx_standin import REPLACED, answered, chunk, put, state

from deltafold import ogx

pytestmark = pytest.mark.usefixtures("own_packages")


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
    expected = [
        each.model_dump() for each in recorder._recording_from_file(path)["response"]["body"]
    ]
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
