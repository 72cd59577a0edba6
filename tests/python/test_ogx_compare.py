"""The comparer that the drop-in is judged by must see every kind of difference."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import math
from collections.abc import Callable
from typing import Any

import pytest
from ogx_compare import assert_same, difference

DIFFERENT: list[tuple[Any, Any, str]] = [
    (1, 1.0, "$: type"),
    (1, True, "$: type"),
    (0.0, -0.0, "$: 0.0"),
    (1.5, 2.5, "$: 1.5"),
    (math.nan, 1.0, "$: nan"),
    ("a", "b", "$: 'a'"),
    (None, 0, "$: type"),
    ([], (), "$: type"),
    ([1], [1, 2], "$: 1 items"),
    ([0, [1]], [0, [True]], "$[1][0]: type"),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "$: keys"),
    ({"a": {"b": 1}}, {"a": {"b": 1.0}}, "$.a.b: type"),
    ({1}, {True}, "$: {1}"),
    ({1, 2}, {1}, "$: {1, 2}"),
    (frozenset({1}), {1}, "$: type"),
    (int, float, "$: <class"),
    (datetime.date(2025, 1, 1), datetime.date(2025, 1, 2), "$: datetime"),
]


@pytest.mark.parametrize(("ours", "theirs", "place"), DIFFERENT)
def test_plain_values_that_differ(ours: Any, theirs: Any, place: str) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        found = difference(one, other)
        assert found is not None
        assert found.startswith(place.partition(":")[0] + ":")
    assert (difference(ours, theirs) or "").startswith(place)
    with pytest.raises(AssertionError, match=r"file: \$"):
        assert_same(ours, theirs, "file")


@pytest.mark.parametrize(
    "make",
    [
        lambda: [1, 1.5, "x", None, True, math.nan, -math.inf, -0.0, 10**30],
        lambda: {"a": [{"b": math.nan}], "c": {}},
        lambda: {1, "x"},
        lambda: (1, (2, [3])),
        lambda: datetime.datetime(2025, 1, 1, tzinfo=datetime.timezone.utc),
    ],
)
def test_plain_values_that_are_the_same(make: Callable[[], Any]) -> None:
    assert_same(make(), make())


def test_enums_dataclasses_and_objects() -> None:
    class Colour(enum.Enum):
        RED = 1
        BLUE = 2

    @dataclasses.dataclass
    class Point:
        x: Any
        y: Any = None

    class Plain:
        def __init__(self, value: Any) -> None:
            self.value = value

    assert_same([Colour.RED, Point(1), Plain([1])], [Colour.RED, Point(1), Plain([1])])
    assert difference(Colour.RED, Colour.BLUE)
    assert (difference(Point(1, [2]), Point(1, [2.0])) or "").startswith("$.y[0]: type")
    assert difference(Plain(1), Plain(1.0))
    assert difference(object(), object())


def models() -> tuple[type[Any], type[Any]]:
    """A model that takes extras and has a private attribute; one that looks the same."""
    pydantic = pytest.importorskip("pydantic")

    class Inner(pydantic.BaseModel, extra="allow"):  # type: ignore[misc, name-defined, call-arg]
        a: Any = 1
        _hidden: Any = pydantic.PrivateAttr(default=None)

    class Outer(Inner):
        inner: Any = None

    return Inner, Outer


CHANGES: list[tuple[str, Callable[[Any], Any], str]] = [
    ("a field", lambda one: setattr(one.inner, "a", 2), "$[0].inner.a: 2"),
    ("a type", lambda one: setattr(one.inner, "a", 1.0), "$[0].inner.a: type"),
    ("what was set", lambda one: one.inner.model_fields_set.add("a"), "fields_set__"),
    ("an extra", lambda one: setattr(one.inner, "x", 2), "$[0].inner.__pydantic_extra__.x"),
    ("no extras", lambda one: part(one.inner, "extra", None), "__pydantic_extra__: type"),
    ("a private", lambda one: setattr(one.inner, "_hidden", 2), "private__._hidden"),
    ("no privates", lambda one: part(one.inner, "private", None), "private__: type"),
    ("fewer fields", lambda one: one.inner.__dict__.pop("a"), "$[0].inner: keys"),
    ("an attribute of the object", lambda one: one.__dict__.update(z=1), "$[0]: keys"),
]


def part(model: Any, name: str, value: Any) -> None:
    """Puts something else in place of a part of a model."""
    object.__setattr__(model, f"__pydantic_{name}__", value)


@pytest.mark.parametrize(("change", "place"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_models_that_differ(change: Callable[[Any], Any], place: str) -> None:
    inner, outer = models()

    def make() -> Any:
        return outer(inner=inner.model_validate({"x": 1, "y": [1]}))

    ours, theirs = make(), make()
    assert_same([ours], [theirs])
    change(ours)
    assert place in (difference([ours], [theirs]) or "")
    assert difference([theirs], [ours])


def test_the_order_of_fields_and_extras_counts() -> None:
    inner, _ = models()
    one, other = inner(x=1, y=2), inner(y=2, x=1)
    assert one == other
    assert "__pydantic_extra__: keys" in (difference(one, other) or "")


def test_a_class_of_the_same_name_is_another() -> None:
    (one, _), (other, _) = models(), models()
    assert "type" in (difference(one(), other()) or "")


def test_models_with_nan_are_the_same_though_not_equal() -> None:
    inner, _ = models()
    assert_same(inner(a=float("nan")), inner(a=float("nan")))
    assert difference(inner(a=float("nan")), inner(a=1.0))


def test_own_equality_and_dumps_count() -> None:
    inner, _ = models()
    marks: dict[int, int] = {}

    class Odd(inner):  # type: ignore[valid-type, misc]
        def __eq__(self, other: object) -> bool:
            return marks.get(id(self)) == marks.get(id(other))

        def model_dump(self, **_: Any) -> Any:
            return {"mark": marks.get(id(self))}

    one, other = Odd(), Odd()
    assert_same(one, other)
    marks[id(one)] = 1
    assert "model_dump()" in (difference(one, other) or "")
