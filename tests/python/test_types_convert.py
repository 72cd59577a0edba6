"""JSON to Python and back through views: what Python's json gives and takes."""

from __future__ import annotations

import enum
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltafold._core import Sequence, View, field
from deltafold.types.chat.chat_completion_chunk import ChoiceDelta


def through(value: Any) -> Any:
    return View.model_validate({"value": value}).value


TEXT = st.text(st.characters(exclude_categories=()))
KEYS = TEXT | st.integers() | st.floats() | st.booleans() | st.none()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner) | st.tuples(inner),
    max_leaves=20,
)


def exact(value: Any) -> str:
    """The value with its types, so that 1, 1.0 and True differ and nan equals nan."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{exact(k)}:{exact(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(exact, value)) + "]"
    return f"{type(value).__name__} {value!r}"


@given(VALUES)
def test_values_come_back_as_json_has_them(value: Any) -> None:
    assert exact(through(value)) == exact(json.loads(json.dumps(value)))


@given(VALUES)
def test_what_json_writes_is_read_as_json_reads_it(value: Any) -> None:
    for ensure_ascii in (True, False):
        text = json.dumps({"value": value}, ensure_ascii=ensure_ascii)
        try:
            text.encode()
        except UnicodeEncodeError:
            continue
        assert exact(View.model_validate_json(text).value) == exact(json.loads(text)["value"])


@given(st.dictionaries(KEYS, st.integers()))
def test_keys_become_text_as_json_dumps_has_it(value: Any) -> None:
    assert exact(through(value)) == exact(json.loads(json.dumps(value)))


@given(VALUES)
def test_a_value_equals_itself_and_survives_pickle(value: Any) -> None:
    import pickle

    one = View.model_validate({"value": value})
    plain = json.loads(json.dumps({"value": value}))
    again = pickle.loads(pickle.dumps(one))
    assert exact(again.to_dict()) == exact(plain)
    assert one == again == View.model_validate(plain)


@given(VALUES, VALUES)
def test_plain_values_are_equal_where_python_says_so(one: Any, other: Any) -> None:
    plain = [json.loads(json.dumps({"value": value})) for value in (one, other)]
    views = [View.model_validate(value) for value in plain]
    assert (views[0] == views[1]) == (plain[0] == plain[1])


def test_numbers() -> None:
    for value in (0, -1, 2**63 - 1, -(2**63), 2**63, 10**400, -(10**4299), 1e-5, 1e16, -0.0, 1e308):
        assert exact(through(value)) == exact(value)
    assert math.isnan(through(math.nan)) and through(-math.inf) == -math.inf
    assert View.model_validate_json('{"value": 1e400}').value == math.inf
    with pytest.raises(ValueError):
        through(10**5000)


def test_subclasses_of_plain_types() -> None:
    class Color(str, enum.Enum):
        RED = "red"

    class Number(enum.IntEnum):
        ONE = 1

    class Odd(int):
        def __repr__(self) -> str:
            return "odd"

        __str__ = __repr__

    assert through([Color.RED, Number.ONE, Odd(2**70), Odd(5)]) == ["red", 1, 2**70, 5]


def test_what_json_cannot_hold_is_refused() -> None:
    for value in (b"x", object(), {1, 2}, View, ChoiceDelta, 1j, iter([])):
        with pytest.raises(TypeError, match="cannot be written as JSON"):
            through(value)
    with pytest.raises(TypeError, match="keys must be str, int, float, bool or None, not tuple"):
        through({(1,): 2})


def test_depth_is_limited_and_cycles_end() -> None:
    def nested(depth: int) -> Any:
        value: Any = []
        for _ in range(depth):
            value = [value]
        return value

    assert through(nested(900)) == nested(900)
    for depth in (1000, 5000, 200_000):
        with pytest.raises(ValueError, match="nested more than"):
            through(nested(depth))
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(ValueError, match="contains itself"):
        through(cycle)
    loop: dict[str, Any] = {}
    loop["a"] = loop
    with pytest.raises(ValueError, match="contains itself"):
        through(loop)


def test_a_dict_that_changes_while_it_is_read() -> None:
    class Changing:
        def __init__(self, owner: dict[str, Any]) -> None:
            self.owner = owner

        def model_dump(self, **_: Any) -> Any:
            self.owner.clear()
            self.owner.update({str(index): index for index in range(100)})
            return 1

    owner: dict[str, Any] = {}
    owner.update(a=Changing(owner), b=2)
    assert through(owner) == {"a": 1, "b": 2}


def test_models_of_pydantic() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Inner(pydantic.BaseModel, extra="allow"):  # type: ignore[misc, name-defined]
        a: int = 1
        b: int | None = None

    assert through(Inner(b=None, c="extra")) == {"b": None, "c": "extra"}
    assert through([Inner.model_construct(a="odd")]) == [{"a": "odd"}]

    class Raising:
        def model_dump(self, **_: Any) -> Any:
            raise KeyError("inner")

    with pytest.raises(KeyError, match="inner"):
        through(Raising())

    class Endless:
        def model_dump(self, **_: Any) -> Any:
            return self

    with pytest.raises(ValueError, match="gives no dict"):
        through(Endless())


def test_views_and_sequences_are_copied_as_they_stand() -> None:
    class Holder(View):
        __slots__ = ()

        items = field(items=ChoiceDelta)

    text = '{"items": [ {"content" : "\\u0061\\ud83d", "n": 1E5} , 3]}'
    one = Holder.model_validate_json(text)
    assert isinstance(one.items, Sequence)
    assert through([one, one.items, one.items[::-1], one.items[0]]) == [
        json.loads(text),
        json.loads(text)["items"],
        json.loads(text)["items"][::-1],
        json.loads(text)["items"][0],
    ]


def test_nan_in_dumps() -> None:
    one = View.model_validate({"value": math.nan, "text": "\ud83d"})
    assert one.model_dump_json(exclude={"text"}) == '{"value":null}'
    assert math.isnan(one.model_dump()["value"])
    assert json.loads(one.to_json())["text"] == "\ud83d"
