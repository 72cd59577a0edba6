"""The mirrored types beside openai's own: same names, same fields, same dumps."""

from __future__ import annotations

import importlib
import json
import math
from pathlib import Path
from typing import Any

import pytest
from types_samples import SAMPLES, typed_items

from deltafold._core import View

pydantic = pytest.importorskip("pydantic")
openai_models = pytest.importorskip("openai._models")

MODULES = [
    "chat.chat_completion",
    "chat.chat_completion_audio",
    "chat.chat_completion_chunk",
    "chat.chat_completion_message",
    "chat.chat_completion_message_custom_tool_call",
    "chat.chat_completion_message_function_tool_call",
    "chat.chat_completion_message_tool_call",
    "chat.chat_completion_token_logprob",
    "completion",
    "completion_choice",
    "completion_usage",
    "create_embedding_response",
    "embedding",
    "model",
    "moderation",
    "moderation_create_response",
]


def classes(name: str) -> tuple[type[Any], type[Any]]:
    """Our class and openai's, by module and name."""
    module, name = name.rsplit(".", 1)
    ours = importlib.import_module(f"deltafold.types.{module}")
    theirs = importlib.import_module(f"openai.types.{module}")
    return getattr(ours, name), getattr(theirs, name)


def models(module: str) -> dict[str, type[Any]]:
    """The models that a module of openai declares."""
    found = vars(importlib.import_module(f"openai.types.{module}"))
    return {
        name: model
        for name, model in found.items()
        if isinstance(model, type)
        and issubclass(model, openai_models.BaseModel)
        and model.__module__ == f"openai.types.{module}"
    }


@pytest.mark.parametrize("module", MODULES)
def test_every_model_is_mirrored_with_its_fields_in_order(module: str) -> None:
    ours = vars(importlib.import_module(f"deltafold.types.{module}"))
    for name, model in models(module).items():
        mirror = ours[name]
        assert mirror.__module__ == f"deltafold.types.{module}"
        assert mirror.__qualname__ == name
        assert mirror.__doc__
        declared = list(model.model_fields)
        assert list(mirror.model_fields) == declared
        defaults = {f for f in declared if not model.model_fields[f].is_required()}
        dumped = mirror.model_validate({}).model_dump(exclude_defaults=True)
        assert set(dumped) == set(declared) - defaults


@pytest.mark.parametrize("module", MODULES)
def test_all_names_are_there(module: str) -> None:
    ours = importlib.import_module(f"deltafold.types.{module}")
    theirs = importlib.import_module(f"openai.types.{module}")
    assert set(theirs.__all__) <= set(ours.__all__)
    assert all(hasattr(ours, name) for name in ours.__all__)


@pytest.mark.parametrize("package", ["chat", ""])
def test_the_packages_export_what_openai_exports(package: str) -> None:
    ours = importlib.import_module(f"deltafold.types.{package}".rstrip("."))
    theirs = importlib.import_module(f"openai.types.{package}".rstrip("."))
    mirrored = {f"openai.types.{module}" for module in MODULES}
    for name, value in vars(theirs).items():
        if getattr(value, "__module__", "") in mirrored:
            mine = getattr(ours, name)
            assert mine.__module__ == value.__module__.replace("openai", "deltafold")
            assert mine.__qualname__ == value.__qualname__


def same(ours: Any, theirs: Any) -> None:
    """Our view and openai's object show the same, attribute by attribute."""
    if isinstance(theirs, pydantic.BaseModel):
        assert isinstance(ours, View)
        assert type(ours).__qualname__ == type(theirs).__qualname__
        ours, theirs = list(ours), list(theirs)
        assert [name for name, _ in ours] == [name for name, _ in theirs]
        for (_, mine), (_, other) in zip(ours, theirs):
            same(mine, other)
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs):
            same(mine, other)
    else:
        assert ours == theirs
        assert type(ours) is type(theirs) or {type(ours), type(theirs)} == {int, float}


def compare(name: str, data: dict[str, Any]) -> None:
    mirror, model = classes(name)
    ours, theirs = mirror.model_validate(data), model.model_validate(data)
    same(ours, theirs)
    for options in (
        {},
        {"exclude_none": True},
        {"exclude_unset": True},
        {"exclude_defaults": True},
        {"mode": "json"},
        {"include": {"choices", "id"}, "by_alias": True},
        {"exclude": {"choices": {"__all__": {"delta", "message"}}, "id": True, "model": False}},
        {"include": {"choices": {0: {"delta": {"content"}}}}},
        {"exclude": {"choices": {-1: ...}}},
    ):
        dumped = theirs.model_dump(**options)
        assert ours.model_dump(**options) == dumped
        assert list(ours.model_dump(**options)) == list(dumped)
    assert ours.to_dict() == theirs.to_dict()
    assert ours.to_dict(exclude_unset=False, exclude_none=True) == theirs.to_dict(
        exclude_unset=False, exclude_none=True
    )
    assert ours.model_extra == theirs.model_extra
    assert ours.model_fields_set == theirs.model_fields_set
    assert ours.to_openai() == theirs
    assert type(ours.to_openai()) is model
    assert model.model_validate(ours.model_dump()) == ours.to_openai()
    assert mirror.model_validate(theirs) == ours


@pytest.mark.parametrize(("name", "data"), SAMPLES)
def test_a_view_shows_and_dumps_what_openai_does(name: str, data: dict[str, Any]) -> None:
    compare(name, data)
    mirror, model = classes(name)
    ours, theirs = mirror.model_validate(data), model.model_validate(data)
    assert repr(ours) == repr(theirs)
    assert str(ours) == str(theirs)
    assert ours.model_dump_json() == theirs.model_dump_json()
    assert ours.model_dump_json(indent=3) == theirs.model_dump_json(indent=3)
    assert ours.model_dump_json(ensure_ascii=True) == theirs.model_dump_json(ensure_ascii=True)
    assert ours.to_json() == theirs.to_json()
    assert ours.to_json(indent=None) == theirs.to_json(indent=None)
    assert json.loads(ours.to_json()) == ours.to_dict()


def test_typed_items_of_the_corpus(corpus: list[Path]) -> None:
    """Every item that openai's own class accepts; and none raises."""
    accepted = seen = 0
    for path, name, data in typed_items(corpus):
        if name.rpartition(".")[0] not in MODULES:
            continue
        seen += 1
        mirror, model = classes(name)
        ours = mirror.model_validate(data)
        assert ours.to_dict() == without_nan(data), path
        assert ours.model_copy(update={}) == ours
        repr(ours), ours.model_dump_json()
        try:
            model.model_validate(data)
        except pydantic.ValidationError:
            continue
        accepted += 1
        compare(name, data)
    assert 0 < accepted < seen


def without_nan(data: dict[str, Any]) -> dict[str, Any]:
    """The same dict, which must be comparable with `==`."""
    assert not any(isinstance(v, float) and math.isnan(v) for v in data.values())
    return data


def test_to_openai_without_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    mirror, _ = classes("chat.chat_completion_chunk.ChatCompletionChunk")
    for module in ("openai", "openai.types", "openai.types.chat.chat_completion_chunk"):
        monkeypatch.setitem(__import__("sys").modules, module, None)
    with pytest.raises(ImportError, match="pip install openai"):
        mirror.model_validate(SAMPLES[0][1]).to_openai()


def test_a_subclass_still_knows_its_mirror() -> None:
    mirror, model = classes("chat.chat_completion_chunk.ChatCompletionChunk")

    class Mine(mirror):  # type: ignore[misc, valid-type]
        pass

    assert type(Mine.model_validate(SAMPLES[0][1]).to_openai()) is model
    with pytest.raises(TypeError, match="does not mirror a class"):
        View().to_openai()
