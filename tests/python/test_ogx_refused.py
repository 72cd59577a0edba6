"""A recorder that is not as expected stays as it is, and the message says what differs."""

from __future__ import annotations

import pickle
from pathlib import Path
from types import ModuleType
from typing import Any

import ogx_standin as standin
import pytest
from ogx_standin import state

from deltafold import ogx

pytestmark = pytest.mark.usefixtures("own_packages")


CHANGES = {
    "a parameter": (
        {"def normalize_tool_request(provider_name,": "def normalize_tool_request(provider,"},
        (
            r"expected a function normalize_tool_request\(provider_name, tool_name, kwargs\), "
            r"found normalize_tool_request\(provider, tool_name, kwargs\)"
        ),
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
    with pytest.raises(
        ogx.UnknownRecorderError, match=r"replaced already, by .*cached of test_ogx"
    ):
        ogx.install()
    assert recorder._recording_from_file is cached


def test_without_a_recorder_the_reasons_are_named(tmp_path: Path) -> None:
    with pytest.raises(ogx.RecorderNotFoundError, match="No module named 'ogx'"):
        ogx.install()
    standin.write(tmp_path, "ogx", {"import hashlib": "import hashlib, no_such_package"})
    with pytest.raises(ogx.RecorderNotFoundError, match=r"no_such_package.*'llama_stack'"):
        ogx.install()
    assert issubclass(ogx.RecorderNotFoundError, ogx.RecorderError)


def test_unknown_objects_are_refused(recorder: ModuleType) -> None:
    before = state(recorder)
    with pytest.raises(ValueError, match=r"expected objects to be one of .*not 'dicts'"):
        ogx.install("dicts")  # type: ignore[arg-type]
    assert state(recorder) == before
