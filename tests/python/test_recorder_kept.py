"""A function that does something else stays as it is, and the report says for which inputs.

Each change is made in the source of the real recorder.
"""

from __future__ import annotations

import pickle
from typing import Any

import ogx_recorders
import pytest
from ogx_recorders import REPLACED, VERSION, all_known, changed, state

from deltafold import ogx

pytestmark = [ogx_recorders.needed, all_known]

READING = "_recording_from_file"
INFERENCE = "normalize_inference_request"
LISTS = "ResponseStorage._model_list_responses"

# What is changed, which functions are kept for that, and what the report says.
CHANGES: dict[str, tuple[dict[str, str], set[str], str]] = {
    "a parameter": (
        {
            "def normalize_tool_request(provider_name: str,": "def normalize_tool_request(provider: str,",
            '"provider": provider_name,': '"provider": provider,',
        },
        {"normalize_tool_request"},
        "(provider, tool_name, kwargs), expected (provider_name, tool_name, kwargs)",
    ),
    "a coroutine": (
        {f"def {READING}(": f"async def {READING}("},
        {READING, LISTS},
        f"{READING} is a coroutine function",
    ),
    "how it reads": (
        {'for chunk in data["response"]["body"]]': 'for chunk in data["response"]["body"]][1:]'},
        {READING},
        "for a list",
    ),
    "its warnings": (
        {'with model_validate: {e}")': 'with model_validate! {e}")'},
        {READING},
        "for an object that does not validate; an object that cannot be constructed; a class",
    ),
    "the digits of floats": (
        {"return round(value, 5)": "return round(value, 6)"},
        {INFERENCE, "normalize_http_request"},
        "for long floats",
    ),
    "what a model list's hash has": (
        {
            'parsed.path not in ("/api/tags", "/v1/models", "/v1/openai/v1/models"):': 'parsed.path not in ("/api/tags",):'
        }
        if VERSION < (1, 2)
        else {
            'if path.endswith("/models") and hostname': 'if path.endswith("/model") and hostname'
        },
        {INFERENCE},
        "/v1/models",
    ),
    "the digest": (
        {'("|".join(identifiers))': '(",".join(identifiers))'},
        {"_model_identifiers_digest"},
        "for a list",
    ),
    "the order of models": (
        {"seen[k] for k in sorted(seen.keys())": "seen[k] for k in seen"},
        {"_combine_model_list_responses"},
        "for one at /v1/models",
    ),
    "the names of model lists": (
        {'glob(f"models-{request_hash}-*.json")': 'glob(f"model-{request_hash}-*.json")'},
        {LISTS},
        "for two directories",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_only_what_differs_is_kept(what: str) -> None:
    changes, names, text = CHANGES[what]
    with changed(changes) as module:
        before = state(module)
        report = ogx.install(module=module)
        assert {left.name for left in report.kept} == names
        assert set(report.replaced) == {*REPLACED} - names
        assert any(text in str(left) for left in report.kept), report
        lines = report.lines()
        assert len(lines) == 1 + len(REPLACED)
        assert all(any(f"  {name}: kept, " in line for line in lines) for name in names)
        for name, old, new in zip(REPLACED, before[:-1], state(module)[:-1], strict=True):
            assert (old is new) is (name in names)
        ogx.uninstall(module)
        assert state(module) == before


def test_a_function_that_is_not_there_is_not_missed() -> None:
    changes = {"normalize_http_request(": "normalize_other_request(", READING: "_read_recording"}
    with changed(changes) as module:
        report = ogx.install(module=module)
        absent = {"normalize_http_request", READING, LISTS}
        assert set(report.replaced) == {*REPLACED} - absent
        # It calls the function that is not there.
        assert [left.name for left in report.kept] == [LISTS]


def test_without_the_id_of_the_test_only_hashes_are_kept() -> None:
    changes = {
        "get_test_context": "get_current_test",
        "import get_current_test": "import get_test_context as get_current_test",
    }
    with changed(changes) as module:
        report = ogx.install(module=module)
        assert {left.name for left in report.kept} == {INFERENCE, "normalize_http_request"}


def test_what_somebody_has_replaced_before_is_kept() -> None:
    def cached(response_path: Any) -> Any:
        return response_path

    with changed() as module:
        module._recording_from_file = cached
        report = ogx.install(module=module)
        kept = {left.name: left.reason for left in report.kept}
        assert "replaced already, by" in kept[READING]
        assert "cached of test_recorder_kept" in kept[READING]
        assert module._recording_from_file is cached


def test_a_module_with_nothing_to_replace_is_refused() -> None:
    changes = {name.rpartition(".")[2]: f"_other_{at}" for at, name in enumerate(REPLACED)}
    with changed(changes) as module:
        before = dict(vars(module))
        with pytest.raises(ogx.UnknownRecorderError, match="nothing was replaced") as caught:
            ogx.install(module=module)
        assert caught.value.module == module.__name__
        assert caught.value.differences
        copied = pickle.loads(pickle.dumps(caught.value))
        assert str(copied) == str(caught.value)
        assert copied.differences == caught.value.differences
        assert dict(vars(module)) == before
        assert not ogx.uninstall().restored


def test_unknown_objects_are_refused() -> None:
    module = ogx_recorders.load()
    before = state(module)
    with pytest.raises(ValueError, match=r"expected objects to be one of .*not 'dicts'"):
        ogx.install("dicts")  # type: ignore[arg-type]
    assert state(module) == before
