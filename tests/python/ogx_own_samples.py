"""Data of the classes in `ogx_classes` and `ogx_classes_odd`: right, and then what they refuse."""

from __future__ import annotations

from typing import Any

PLAIN = {"a": 1, "b": None, "c": 1}
TIMES = {
    "at": "2025-01-02T03:04:05.678901+02:00",
    "day": "2025-01-02",
    "lasts": "P1DT2H",
    "ident": "00000000-0000-0000-0000-000000000001",
    "price": "12.50",
    "raw": "bytes",
    "secret": "hidden",
    "members": [1, 2, 2],
    "frozen": ["a"],
    "pair": [1, "b"],
}
TREE = {"value": 1, "children": [{"value": 2, "children": [{}]}, {}], "by_name": {"x": {}}}

GROUPS: dict[str, list[tuple[str, list[Any]]]] = {
    "ogx_classes": [
        ("Plain", [PLAIN, {"a": 1, "x": 2}, {"a": "1"}, {"a": 1.0}, {"a": True}, {"b": "a"}, {}]),
        ("Aliased", [{"one": 1, "two": "b", "three": 4}, {"first": 1}, {"one": 1, "deep": [5]}]),
        ("Camel", [{"snakeCase": 1, "otherName": "a"}, {"snake_case": 1, "other": [1]}]),
        ("Defaults", [{}, {"numbers": [5]}, {"numbers": [], "inner": PLAIN}, {"table": 1}]),
        (
            "Validated",
            [{"before": " 1 ", "after": 2, "wrap": "x", "annotated": None, "wrapped": 1}],
        ),
        ("Validated", [{"before": 1, "after": -1}, {"before": [], "after": 1}]),
        ("ModelValidated", [{"a": 1}, {"z": 1, "b": 0}, {"a": 1, "b": 2}, [1], None]),
        ("Wrapped", [{"a": 1}, {"a": "x"}]),
        ("Private", [{}, {"a": 1, "_count": 5, "x": [1], "_items": 2}, {"a": "x"}]),
        ("PostInit", [{"a": 1}, {"a": "x"}, {}]),
        ("Computed", [{"a": 1}, {"a": 1, "twice": 5}, {"a": "x"}]),
        ("Forbid", [PLAIN, {"a": 1, "x": 2}]),
        ("Ignore", [PLAIN, {"a": 1, "x": 2}]),
        ("Allow", [PLAIN, {"a": 1, "x": {"y": [1, 1.0, True]}}, {"x": 1}]),
        ("TypedExtras", [PLAIN, {"a": 1, "x": "2"}, {"a": 1, "x": "no"}]),
        ("Frozen", [{"a": 1, "b": [1, 2]}, {"a": 1, "b": 5}]),
        ("Strict", [{"a": 1, "f": 1, "s": "", "b": True}, {"a": 1.0}, {"a": True}, {"s": 1}]),
        ("Configured", [{}, {"s": " a ", "colour": "blue", "f": 1}, {"s": 5, "model_name": "x"}]),
        ("Configured", [{"f": float("nan")}, {"s": "much too long"}, {"colour": "green"}]),
        ("Pair", [{"left": 1, "right": ["a", 1]}, {"right": 1}]),
        ("IntPair", [{"left": 1, "right": [1, "2"]}, {"left": "a"}]),
        ("Times", [TIMES, {"at": 0, "day": 0, "lasts": 5, "price": 1.1}, {"at": "never"}]),
        ("Cat", [{"kind": "cat"}, {"kind": "dog"}]),
        ("Dog", [{"kind": "dog", "name": "a", "owner": PLAIN}, {"kind": "dog"}]),
        ("Unions", [{"plain": "1", "left": 1.0, "models": PLAIN, "tagged": {"kind": "cat"}}]),
        (
            "Unions",
            [{"many": [{"kind": "cat"}, {"kind": "dog", "name": "a"}], "numbers": [1, 1.5]}],
        ),
        (
            "Unions",
            [{"plain": True, "left": "1", "models": {"kind": "dog", "name": "a"}, "e": [{}]}],
        ),
        ("Unions", [{"tagged": {"kind": "cow"}}, {"many": [{}]}, {"numbers": {"a": 1}}]),
        ("Constrained", [{"small": 3, "short": "ab", "few": [1], "even": 2, "exact": 1}, {}]),
        ("Constrained", [{"small": 10}, {"short": "A"}, {"few": [1] * 3}, {"even": 1.0}]),
        (
            "Constrained",
            [{"exact": True}, {"exact": 1.0}, {"strict": 1.0}, {"hidden": 1, "silent": 2}],
        ),
        ("Listed", [[1, "2"], [], {"root": [1]}, ["x"]]),
        ("Mapped", [{"a": PLAIN}, {"root": {"a": PLAIN}}, [], {"a": 1}]),
        ("Row", [{"a": 1}]),
        ("Point", [{"x": 1}]),
        ("Colour", ["red", {"a": 1}]),
        ("Holder", [{"row": {"a": 1, "b": "x"}, "point": {"x": 1, "y": ["2"]}, "level": 2}]),
        ("Holder", [{"row": {"a": "1", "c": 1}, "anything": [1, {"a": 1.0}], "fixed": 5}, {}]),
        ("Tree", [TREE, {"children": [{"value": "x"}]}]),
        ("NotThere", [{}]),
        ("T", [{}]),
        ("dataclasses", [{}]),
    ],
    "ogx_classes_odd": [
        ("Counted", [{"a": 1}, {"a": "x"}, {}]),
        ("OwnValidate", [{"a": 1}, {"a": 99}, {}]),
        ("OwnConstruct", [{"a": 1}, {"a": "x"}, {"a": "x", "boom": 1}]),
        ("OwnInit", [{"a": 1}, {"a": "x"}, {}]),
        ("OwnNew", [{"a": 1}, {"a": "x"}, {}]),
        ("OwnSetattr", [{"a": 1, "x": 2}, {"a": "x", "y": 1}]),
        ("Outer", [{}, {"nested": {"a": 1}}, {"nested": 1}]),
        ("Outer.Nested", [{"a": 1}]),
        ("NoModel", [{"a": 1}]),
        ("Half", [{"a": 1}, {"a": "bad"}, {"b": 1}, 5]),
        ("Raises", [{"a": 1}]),
        ("function", [{"a": 1}]),
        ("INSTANCE", [PLAIN, {}]),
        ("CALLS", [{}]),
    ],
}

#: All of them as pairs of a class's name and data.
OWN: list[tuple[str, Any]] = [
    (f"{module}.{name}", data)
    for module, classes in GROUPS.items()
    for name, many in classes
    for data in many
]
