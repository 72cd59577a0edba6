"""Says where two objects differ, down to what `==` does not tell apart.

Types must be the same ones (`1`, `1.0` and `True` differ), keys must come in the same order, and
of pydantic's models everything counts that they hold: fields, what was set, extras, private
attributes. NaN is equal to NaN, and 0.0 differs from -0.0.
"""

from __future__ import annotations

import collections
import copy
import dataclasses
import enum
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

#: What a model holds, in the order in which it is compared.
PARTS = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
DUMPS: dict[str, Callable[[Any], Any]] = {
    "model_dump()": lambda one: one.model_dump(),
    "model_dump_json()": lambda one: one.model_dump_json(),
    "model_dump(exclude_unset=True)": lambda one: one.model_dump(exclude_unset=True),
    "repr": lambda one: re.sub(" at 0x[0-9a-f]+", "", repr(one)),
}
ABSENT = object()


def assert_same(ours: Any, theirs: Any, where: str = "") -> None:
    """Raises an `AssertionError` that names the first difference."""
    found = difference(ours, theirs)
    assert found is None, f"{where}: {found}" if where else found


def difference(ours: Any, theirs: Any, path: str = "$") -> str | None:
    """The first difference with its path, or None."""
    return next(differences(ours, theirs, path), None)


def is_model(value: Any) -> bool:
    """Whether it is a model of pydantic, without importing pydantic."""
    pydantic = sys.modules.get("pydantic")
    return pydantic is not None and isinstance(value, pydantic.BaseModel)


def differences(ours: Any, theirs: Any, path: str, *, dumps: bool = True) -> Iterator[str]:
    """All differences, with their paths. A model's dumps are compared for the outermost only."""
    if type(ours) is not type(theirs):
        yield f"{path}: type {type(ours)!r} is not {type(theirs)!r} ({ours!r}, {theirs!r})"
    elif is_model(theirs):
        for part in PARTS:
            yield from parts(ours, theirs, part, path)
        if dumps:
            yield from dumped(ours, theirs, path)
    elif isinstance(theirs, dict):
        yield from members(ours, theirs, path, dumps)
    elif isinstance(theirs, (list, tuple, collections.deque)):
        yield from items(ours, theirs, path, dumps)
    elif dataclasses.is_dataclass(theirs) and not isinstance(theirs, type):
        names = [field.name for field in dataclasses.fields(theirs)]
        for name in names:
            mine, other = getattr(ours, name, ABSENT), getattr(theirs, name, ABSENT)
            yield from differences(mine, other, f"{path}.{name}", dumps=dumps)
    else:
        yield from scalars(ours, theirs, path)


def parts(ours: Any, theirs: Any, part: str, path: str) -> Iterator[str]:
    """Differences in one of the things that a model holds."""
    mine, other = (object_attribute(one, part) for one in (ours, theirs))
    inner = path if part == "__dict__" else f"{path}.{part}"
    yield from differences(mine, other, inner, dumps=False)


def object_attribute(value: Any, name: str) -> Any:
    """An attribute past any `__getattr__`, or `ABSENT`."""
    try:
        return object.__getattribute__(value, name)
    except AttributeError:
        return ABSENT


def members(ours: Any, theirs: Any, path: str, dumps: bool) -> Iterator[str]:
    """Differences between two dicts of one type."""
    if list(ours) != list(theirs):
        yield f"{path}: keys {list(ours)} are not {list(theirs)}"
        return
    for key, mine, other in zip(ours, ours.values(), theirs.values()):
        yield from differences(mine, other, f"{path}.{key}", dumps=dumps)


def items(ours: Any, theirs: Any, path: str, dumps: bool) -> Iterator[str]:
    """Differences between two lists of one type."""
    if len(ours) != len(theirs):
        yield f"{path}: {len(ours)} items are not {len(theirs)}"
        return
    for index, (mine, other) in enumerate(zip(ours, theirs)):
        yield from differences(mine, other, f"{path}[{index}]", dumps=dumps)


def scalars(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Differences between two values that hold nothing else that is compared."""
    if isinstance(theirs, (type, enum.Enum)) or theirs is ABSENT:
        same = ours is theirs
    elif isinstance(theirs, float):
        same = repr(ours) == repr(theirs)
    elif isinstance(theirs, (set, frozenset)):
        same = sorted(map(exact, ours)) == sorted(map(exact, theirs))
    else:
        same = bool(ours == theirs) or plain_state(ours, theirs)
    if not same:
        yield f"{path}: {ours!r} is not {theirs!r}"


def exact(value: Any) -> str:
    """A value as text that has its type."""
    return f"{type(value).__qualname__} {value!r}"


def plain_state(ours: Any, theirs: Any) -> bool:
    """Whether two objects that know no `==` hold the same attributes."""
    state = getattr(theirs, "__dict__", None)
    knows = "__eq__" in {name for base in type(theirs).__mro__[:-1] for name in vars(base)}
    return state is not None and not knows and difference(ours.__dict__, state) is None


def dumped(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """Differences in what a model's own methods say."""
    for name, dump in DUMPS.items():
        mine, other = outcome(dump, ours), outcome(dump, theirs)
        yield from differences(mine, other, f"{path} {name}", dumps=False)
    for left, right in ((ours, theirs), (theirs, ours)):
        if outcome(equal, left, right) is not True and equals_its_like(theirs):
            yield f"{path}: == is not true"


def equal(left: Any, right: Any) -> bool:
    """`==`."""
    return bool(left == right)


def equals_its_like(value: Any) -> bool:
    """Whether a model equals one that holds the same; one with a NaN that is another object won't."""
    return not holds_nan(value) and outcome(lambda: equal(copy.deepcopy(value), value)) is True


def holds_nan(value: Any) -> bool:
    """Whether a NaN is anywhere in a model's fields, extras and private attributes, shown or not."""
    if isinstance(value, float):
        return value != value
    if isinstance(value, dict):
        return any(map(holds_nan, value.values()))
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(map(holds_nan, value))
    states = [
        getattr(value, "__pydantic_extra__", None),
        getattr(value, "__pydantic_private__", None),
    ]
    return any(holds_nan(state) for state in [*states, getattr(value, "__dict__", None)] if state)


def outcome(work: Callable[..., Any], *args: Any) -> Any:
    """What a call gives, or the type and text of what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return work(*args)
        except Exception as error:
            return (type(error), str(error))
