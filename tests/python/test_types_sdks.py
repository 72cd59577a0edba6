"""The mirrored types beside those of the other SDKs: same names, same nesting, same dumps."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltafold._core import View

pydantic = pytest.importorskip("pydantic")
pytest.importorskip("ollama")

from sdk_models import SDKS, Sdk, examples, of_model  # noqa: E402

#: What is not compared: what an SDK makes itself, and what it reads or writes as something else.
LEFT_OUT = {
    # It makes the outputs of the steps, and writes 64-bit integers as text.
    "interactions": {
        *("output_text", "output_audio", "output_image", "output_video", "max_total_tokens"),
    },
    # An object of whichever class the request named.
    "genai": {"parsed"},
}

#: Interactions are dumped without nulls, and always with the names of the wire.
ALWAYS = {"interactions": {"exclude_none": True, "by_alias": True}}

MIRRORED = [(sdk, model) for sdk in SDKS for model in sdk.models()]


def name_of(value: object) -> str:
    return value.ours if isinstance(value, Sdk) else getattr(value, "__qualname__", "")


@pytest.mark.parametrize(("sdk", "model"), MIRRORED, ids=name_of)
def test_a_class_has_the_fields_of_its_model(sdk: Sdk, model: Any) -> None:
    mirror = sdk.mirror(model)
    assert issubclass(mirror, View)
    assert mirror.__qualname__ == model.__qualname__
    assert mirror.__doc__
    assert list(mirror.model_fields) == list(model.model_fields)
    needed = {name for name, info in model.model_fields.items() if info.is_required()}
    assert set(mirror.model_validate({}).model_dump(exclude_defaults=True)) == needed
    assert set(mirror.model_validate({}).model_dump(by_alias=True)) == {
        info.alias or name for name, info in model.model_fields.items()
    }


def same(ours: Any, theirs: Any, left_out: set[str]) -> None:
    """Our view and the SDK's object show the same, attribute by attribute."""
    if isinstance(theirs, pydantic.BaseModel):
        assert isinstance(ours, View)
        assert type(ours).__qualname__ == type(theirs).__qualname__
        for name in set(type(theirs).model_fields) - left_out:
            same(getattr(ours, name), getattr(theirs, name), left_out)
    elif isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs):
            same(mine, other, left_out)
    elif isinstance(theirs, (str, int, float, bool, type(None))):
        assert ours == theirs


def compare(sdk: Sdk, model: Any, data: dict[str, Any]) -> None:
    ours, theirs = sdk.mirror(model).model_validate(data), model.model_validate(data)
    left_out = LEFT_OUT.get(sdk.ours, set())
    same(ours, theirs, left_out)
    for more in ({}, {"exclude_none": True}, {"by_alias": True}):
        exclude: dict[str, Any] = dict.fromkeys(left_out, True)
        # The one object that may hold one of them.
        exclude["agent_config"] = left_out
        options = {**ALWAYS.get(sdk.ours, {}), **more, "exclude": exclude}
        assert ours.model_dump(**options) == theirs.model_dump(mode="json", **options)
    assert ours.to_dict() == data
    again = ours.to_sdk()
    assert type(again) is model
    assert again == model.model_validate_json(ours.to_json())
    if not left_out & set(model.model_fields):
        assert sdk.mirror(model).model_validate(again) == ours


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("sdk", "model"), MIRRORED, ids=name_of)
def test_each_value_of_each_field_is_shown_as_the_sdk_shows_it(sdk: Sdk, model: Any) -> None:
    for data in examples(model):
        compare(sdk, model, data)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("sdk", SDKS, ids=name_of)
@given(seed=st.integers(min_value=0))
def test_whole_responses_and_events_are_shown_as_the_sdk_shows_them(sdk: Sdk, seed: int) -> None:
    choose = random.Random(seed)
    roots = [model for model in sdk.models() if is_root(sdk, model)]
    model = choose.choice(roots)
    compare(sdk, model, of_model(model, choose))


def is_root(sdk: Sdk, model: Any) -> bool:
    return model.__name__ in sdk.roots or model.__name__.endswith("Event")
