"""Built objects can be worked with as with openai's own, and no two of them share anything."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pydantic")
pytest.importorskip("openai")

import ogx_reference
from ogx_compare import assert_same, difference, is_model, outcome
from ogx_own_samples import OWN
from ogx_reading import MODES, ours, recording, typed, write
from ogx_samples import SDK, WRONG

ALL = [*SDK, *WRONG, *((name, data) for name, data in OWN if not name.endswith(".Raises"))]


def both(path: Path, mode: str) -> tuple[list[Any], list[Any]]:
    """The body as ours builds it, and as the reference does."""
    return ours(path, mode)["response"]["body"], ogx_reference.read(path)[0]["response"]["body"]


@pytest.fixture(params=MODES)
def bodies(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], tuple[Any, Any]]:
    """Reads one recording with every sample, three times in a row."""
    items = [typed(name, data) for name, data in ALL for _ in range(3)]
    path = write(tmp_path / "a.json", recording(items))
    return lambda: both(path, request.param)


WORKS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
    "model_copy": lambda one: one.model_copy(),
    "model_copy deep": lambda one: one.model_copy(deep=True),
    "model_copy update": lambda one: one.model_copy(update={"id": "new", "zzz": [1]}),
    "dump": lambda one: one.model_dump(),
    "dump json": lambda one: one.model_dump(mode="json"),
    "dump by alias": lambda one: one.model_dump(by_alias=True),
    "exclude_none": lambda one: one.model_dump(exclude_none=True),
    "exclude_defaults": lambda one: one.model_dump(exclude_defaults=True),
    "exclude_unset": lambda one: one.model_dump(exclude_unset=True),
    "json": lambda one: one.model_dump_json(indent=1),
    "to_dict": lambda one: one.to_dict(),
    "to_json": lambda one: one.to_json(),
    "extra": lambda one: one.model_extra,
    "fields set": lambda one: one.model_fields_set,
    "iter": list,
    "repr": lambda one: (str(one), repr(one))[0] if " at 0x" not in repr(one) else None,
    "hash": lambda one: hash(one) == hash(one),
    "again": lambda one: type(one).model_validate(one.model_dump()),
    "again json": lambda one: type(one).model_validate_json(one.model_dump_json()),
    "revalidate": lambda one: type(one).model_validate(one),
    "delete": lambda one: delattr(one, next(iter(one.__dict__))),
    "set a field": lambda one: setattr(one, next(iter(one.__dict__)), "new"),
    "set an extra": lambda one: setattr(one, "brand_new", [1]),
    "set a private": lambda one: setattr(one, "_private", 1),
    "no such attribute": lambda one: one.not_there,
}


@pytest.mark.parametrize("work", list(WORKS))
def test_work_on_objects_gives_what_it_gives_on_the_references(
    work: str, bodies: Callable[[], tuple[Any, Any]]
) -> None:
    mine, theirs = bodies()
    for (name, _), one, other in zip((pair for pair in ALL for _ in range(3)), mine, theirs):
        got, wanted = outcome(WORKS[work], one), outcome(WORKS[work], other)
        assert_same(got, wanted, f"{name} {work}")
        assert_same(one, other, f"{name} after {work}")


def containers(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Everything in a value that can be changed in place, with its path."""
    if is_model(value):
        yield path, value
        for part in ("__dict__", "__pydantic_extra__", "__pydantic_private__"):
            held = getattr(value, part, None)
            if held is not None:
                yield from containers(held, f"{path}.{part}")
        yield f"{path}.fields_set", value.model_fields_set
    elif isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from containers(inner, f"{path}.{key}")
    elif isinstance(value, (list, tuple)):
        if isinstance(value, list):
            yield path, value
        for index, inner in enumerate(value):
            yield from containers(inner, f"{path}[{index}]")
    elif isinstance(value, set):
        yield path, value
    elif hasattr(value, "__dict__") and not isinstance(value, type):
        yield path, value.__dict__


def identities(value: Any) -> dict[int, str]:
    """The mutable things in a value, by their identity."""
    return {id(held): path for path, held in containers(value)}


def test_no_two_objects_share_what_can_be_changed(bodies: Callable[[], tuple[Any, Any]]) -> None:
    mine, theirs = bodies()
    for body, shared in ((theirs, set[str]()), (mine, set[str]())):
        seen: dict[int, str] = {}
        for (name, _), one in zip((pair for pair in ALL for _ in range(3)), body):
            for identity, path in identities(one).items():
                if identity in seen:
                    shared.add(f"{name} {path}")
                seen[identity] = path
        if body is theirs:
            expected = shared
    # Defaults that pydantic itself shares, such as a model that is a default.
    assert shared <= expected


def test_two_readings_share_nothing(tmp_path: Path) -> None:
    items = [typed(name, data) for name, data in ALL]
    path = write(tmp_path / "a.json", recording(items))
    shared = set(identities(ogx_reference.read(path)[0])) & set(
        identities(ogx_reference.read(path)[0])
    )
    for mode in MODES:
        first, second = ours(path, mode), ours(path, mode)
        found = identities(first).keys() & identities(second).keys()
        assert len(found) <= len(shared), [identities(first)[one] for one in found]
        assert_same(first, second)


def spoil(value: Any) -> None:
    """Changes everything in a value that can be changed in place."""
    for path, held in list(containers(value)):
        if isinstance(held, dict) and not path.endswith("__"):
            held["spoilt"] = 1
        elif isinstance(held, list):
            held.append("spoilt")
        elif isinstance(held, set):
            held.add("spoilt")


@pytest.mark.parametrize("mode", MODES)
def test_changing_one_object_leaves_the_others(mode: str, tmp_path: Path) -> None:
    for number, (name, data) in enumerate([*SDK, *WRONG]):
        path = write(tmp_path / f"{number}.json", recording([typed(name, data)] * 3))
        mine, theirs = both(path, mode)
        spoil(mine[1])
        assert_same([mine[0], mine[2]], [theirs[0], theirs[2]], name)
        assert difference(mine[1], theirs[1]) or not list(containers(theirs[1]))
        again, _ = both(path, mode)
        assert_same(again, theirs, name)


@pytest.mark.parametrize("mode", MODES)
def test_the_rest_of_the_record_is_the_callers_own(mode: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed(*SDK[0]), {"a": []}]))
    record = ours(path, mode)
    record["request"]["body"]["messages"].append(1)
    record["response"]["new"] = 1
    record["id_normalization_mapping"]["x"] = "y"
    record["response"]["body"] = list(record["response"]["body"])
    assert_same(ours(path, mode), ogx_reference.read(path)[0])


def test_extras_and_fields_of_a_chunk(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed(*SDK[3])] * 2))
    for mode in MODES:
        (one, other), (like, _) = both(path, mode)
        for chunk in (one, like):
            chunk.x_new = {"a": 1}
            chunk.choices[0].delta.content = "new"
            chunk.choices[0].delta.reasoning = "because"
            chunk.choices.append(chunk.choices[0])
            chunk.model_fields_set.discard("system_fingerprint")
            del chunk.x_vendor
        assert_same(one, like)
        assert "x_new" not in other.model_extra and other.choices[0].delta.content == "a"
        assert json.loads(one.model_dump_json())["x_new"] == {"a": 1}
        assert one.model_validate(one.to_dict()) == like.model_validate(like.to_dict())
