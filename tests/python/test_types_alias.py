"""Fields that the wire calls by another name than Python."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from deltafold._core import Field, Sequence, View, field
from deltafold.types.genai import GenerateContentResponse
from deltafold.types.responses import ResponseFormatTextJSONSchemaConfig

SNAKE: dict[str, Any] = {
    "candidates": [
        {
            "content": {
                "parts": [
                    {"text": "Hm", "thought": True, "thought_signature": "aGk="},
                    {"function_call": {"name": "f", "args": {"snakeOrNot": 1}}},
                ],
                "role": "model",
            },
            "finish_reason": "STOP",
        }
    ],
    "usage_metadata": {"prompt_token_count": 3, "total_token_count": 9},
    "model_version": "m",
    "vendor_key": 1,
}
CAMEL: dict[str, Any] = {
    "candidates": [
        {
            "content": {
                "parts": [
                    {"text": "Hm", "thought": True, "thoughtSignature": "aGk="},
                    {"functionCall": {"name": "f", "args": {"snakeOrNot": 1}}},
                ],
                "role": "model",
            },
            "finishReason": "STOP",
        }
    ],
    "usageMetadata": {"promptTokenCount": 3, "totalTokenCount": 9},
    "modelVersion": "m",
    "vendor_key": 1,
}


@pytest.mark.parametrize("data", [SNAKE, CAMEL])
def test_either_name_is_the_field(data: dict[str, Any]) -> None:
    one = GenerateContentResponse.model_validate(data)
    assert one.candidates is not None and one.usage_metadata is not None
    assert one.candidates[0].finish_reason == "STOP"
    assert one.usage_metadata.prompt_token_count == 3
    assert one.model_extra == {"vendor_key": 1}
    assert one.usage_metadata.model_extra == {}
    assert one.model_fields_set == {"candidates", "usage_metadata", "model_version", "vendor_key"}
    parts = one.candidates[0].content
    assert parts is not None and parts.parts is not None
    assert parts.parts[0].thought_signature == "aGk="
    assert parts.parts[1].function_call is not None
    assert parts.parts[1].function_call.args == {"snakeOrNot": 1}
    assert one.to_dict() == data
    assert json.loads(one.to_json()) == data
    assert list(one.to_dict(exclude_unset=False))[:3] == [
        "sdkHttpResponse",
        "candidates",
        "createTime",
    ]
    assert one.model_dump(exclude_unset=True) == SNAKE
    assert one.to_dict(use_api_names=False) == SNAKE
    assert one.model_dump(exclude_unset=True, by_alias=True) == CAMEL
    assert json.loads(one.model_dump_json(exclude_unset=True, by_alias=True)) == CAMEL
    assert "usage_metadata=GenerateContentResponseUsageMetadata(" in repr(one)


def test_both_spellings_are_equal() -> None:
    snake, camel = map(GenerateContentResponse.model_validate, (SNAKE, CAMEL))
    assert snake == camel
    assert pickle.loads(pickle.dumps(camel)) == snake
    assert copy.deepcopy(camel) == snake
    assert snake != camel.model_copy(update={"model_version": "other"})


@pytest.mark.parametrize("data", [SNAKE, CAMEL])
@pytest.mark.parametrize("key", ["model_version", "modelVersion"])
def test_a_change_under_either_name_replaces_the_old_value(data: dict[str, Any], key: str) -> None:
    changed = GenerateContentResponse.model_validate(data).model_copy(update={key: "n"})
    assert changed.model_version == "n"
    assert changed.to_dict()[key] == "n"
    assert not {"model_version", "modelVersion"} - {key} & set(changed.to_dict())
    assert changed.model_dump()["model_version"] == "n"


def test_the_alias_wins_as_in_pydantic() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Theirs(pydantic.BaseModel, populate_by_name=True):  # type: ignore[misc, name-defined, call-arg]
        a_key: int = pydantic.Field(alias="aKey")

    class Ours(View):
        __slots__ = ()

        a_key: Field[int] = field(alias="aKey")

    for data in ({"a_key": 1}, {"aKey": 2}, {"a_key": 1, "aKey": 2}, {"aKey": 2, "a_key": 1}):
        assert Ours.model_validate(data).a_key == Theirs.model_validate(data).a_key
        assert Ours.model_validate(data).model_dump() == Theirs.model_validate(data).model_dump()


def test_openai_has_one_too() -> None:
    one = ResponseFormatTextJSONSchemaConfig.model_validate({"schema": {"a": 1}, "name": "n"})
    assert one.schema_ == {"a": 1}
    assert one.to_dict() == {"schema": {"a": 1}, "name": "n"}
    assert one.model_dump(exclude_unset=True) == {"schema_": {"a": 1}, "name": "n"}


def test_an_object_or_a_list() -> None:
    class Inner(View):
        __slots__ = ()

        n: Field[int] = field()

    class Outer(View):
        __slots__ = ()

        value: Field[Inner | Sequence[Inner] | str] = field(Inner, items=Inner)

    def value(of: object) -> object:
        return Outer.model_validate({"value": of}).value

    assert value({"n": 1}) == Inner(n=1)
    assert value([{"n": 1}, {"n": 2}]) == [Inner(n=1), Inner(n=2)]
    assert value("text") == "text"
    assert Outer.model_validate({"value": [{"n": 1}]}) == Outer(value=[{"n": 1}])
    assert Outer.model_validate({"value": [{"n": 1}]}) != Outer(value={"n": 1})
