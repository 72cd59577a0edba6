"""Objects of random classes, read in random orders, are those of the reference."""

from __future__ import annotations

import copy
import json
import operator
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pydantic")
pytest.importorskip("openai")

import ogx_reference
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ogx_compare import assert_same, is_model
from ogx_random_models import MODULE, SCALARS, classes, data_of
from ogx_reading import collected, read_as, recording, result, typed
from ogx_reference import Warned
from ogx_samples import CHUNK, SDK
from ogx_strategies import changed, rescaled
from test_ogx_mutation import spoil
from test_openai_objects import validated

import deltafold
from deltafold import _core

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
#: What a single item is read as: the object or what is raised, and what is logged.
Read = tuple[Any, list[Warned]]


@st.composite
def rescaled_alike(draw: st.DrawFn, base: Any) -> Any:
    """The same shape with some other scalars, mostly of the same type."""
    data = copy.deepcopy(base)
    for container, key in [(c, k) for c, k in inner(data) if not isinstance(c[k], (dict, list))]:
        dice = draw(st.integers(0, 11))
        if dice < 5:
            is_text = isinstance(container[key], str)
            container[key] = draw(st.sampled_from(TEXTS if is_text else NUMBERS))
        elif dice == 5:
            container[key] = draw(st.sampled_from(SCALARS))
    return data


TEXTS = ["k", "q", "x", "a"]
NUMBERS = [0, 1, 2, 7, 0.5, 1.0, 2**53 + 1, 2**60 + 1]


def inner(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container in a value with each of its keys or indices."""
    if isinstance(value, (dict, list)):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from inner(value[key])


@st.composite
def bodies(draw: st.DrawFn, made: list[Any]) -> list[Any]:
    """Items of a few shapes that come again and again, of these classes."""
    shapes = []
    for _ in range(draw(st.integers(1, 3))):
        cls = draw(st.sampled_from([made[-1], made[-1], *made]))
        shapes.append((f"{MODULE}.{cls.__name__}", draw(data_of(cls))))
    items = []
    for _ in range(draw(st.integers(2, 9))):
        name, base = draw(st.sampled_from(shapes))
        items.append(typed(name, draw(st.one_of(st.just(base), *[rescaled_alike(base)] * 3))))
    return items


@st.composite
def orders(draw: st.DrawFn, count: int) -> list[Any]:
    """Indices and slices in a random order, all of the items in the end."""
    index = st.integers(-count, count - 1)
    bound = st.none() | st.integers(-count - 1, count + 1)
    step = st.none() | st.sampled_from([-2, -1, 1, 2])
    some = draw(st.lists(index | st.builds(slice, bound, bound, step), max_size=4))
    rest = draw(
        st.sampled_from([list(range(count)), list(range(count))[::-1]])
        | st.permutations(range(count))
    )
    return [*some, *rest]


def written(folder: str, items: Any, draw: Callable[[Any], Any]) -> Path:
    """A recording of the items, in which keys may stand twice and numbers be too great."""
    text = json.dumps(recording(items), indent=draw(st.sampled_from([None, 2])))
    if draw(st.integers(0, 5)) == 0:
        text = text.replace('"a": ', '"a": 7, "a": ')
    if draw(st.booleans()):
        text = text.replace("Infinity", "1e400")
    path = Path(folder) / "a.json"
    path.write_text(text)
    return path


def expected(path: Path) -> list[Read]:
    """What the reference reads each item as."""
    found = []
    for item in json.loads(path.read_text())["response"]["body"]:
        warned: list[Warned] = []
        found.append((result(partial(ogx_reference.built, item, warned)), warned))
    return found


def same(ours: Any, theirs: Any, where: str) -> None:
    """Compares two objects, or what was raised in their place."""
    if isinstance(theirs, Exception):
        assert type(ours) is type(theirs) and str(ours) == str(theirs), f"{where}: {ours!r}"
    elif isinstance(ours, Exception):
        raise AssertionError(f"{where}: {ours!r}") from ours
    else:
        assert_same(ours, theirs, where)


def check_eager(path: Path) -> None:
    """A list of all objects, and all that is logged on the way."""
    theirs = result(lambda: ogx_reference.read(path))
    with collected() as warned:
        ours = result(lambda: read_as(path, "openai"))
    if isinstance(theirs, Exception):
        same(ours, theirs, "openai")
        return
    same(ours, theirs[0], "openai")
    assert warned == theirs[1]


def check_touched(body: Sequence[Any], reads: list[Read], order: list[Any], where: str) -> None:
    """Objects that are made when they are touched, in this order; each is changed then."""
    kept: dict[int, Any] = {}
    for touch in order:
        numbers = range(len(body))[touch] if isinstance(touch, slice) else [range(len(body))[touch]]
        with collected() as warned:
            got = result(partial(operator.getitem, body, touch))
        if isinstance(got, Exception):
            assert any(isinstance(reads[n][0], Exception) for n in numbers), f"{where}: {got!r}"
            continue
        fresh = [number for number in numbers if number not in kept]
        assert warned == [one for number in fresh for one in reads[number][1]], where
        for number, made in zip(numbers, got if isinstance(touch, slice) else [got], strict=True):
            if number in kept:
                assert made is kept[number] or not is_model(made)
                continue
            same(made, reads[number][0], f"{where}[{number}]")
            kept[number] = made
            spoil(made)


@settings(SLOW, max_examples=100)
@given(st.data())
def test_random_classes_in_random_orders(data: st.DataObject) -> None:
    made = data.draw(classes())
    if not made:
        return
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(data.draw(st.integers(1, 3))):
            path = written(folder, data.draw(bodies(made)), data.draw)
            reads = expected(path)
            order = data.draw(orders(len(reads)))
            if data.draw(st.booleans()):
                check_eager(path)
            body = read_as(path, "lazy")["response"]["body"]
            check_touched(body, reads, order, "lazy")
            check_eager(path)
            again = list(body) if not any(isinstance(one, Exception) for one, _ in reads) else []
            assert all(one is other for one, other in zip(again, body) if is_model(one))


@settings(SLOW, max_examples=100)
@given(st.data())
def test_random_single_bodies(data: st.DataObject) -> None:
    made = data.draw(classes())
    if not made:
        return
    base = data.draw(data_of(made[-1]))
    name = f"{MODULE}.{made[-1].__name__}"
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(3):
            check_eager(written(folder, typed(name, data.draw(rescaled_alike(base))), data.draw))


@st.composite
def sdk_bodies(draw: st.DrawFn, names: tuple[str, ...]) -> list[Any]:
    """Items of classes of openai, in few shapes."""
    samples = [(name, data) for name, data in SDK if name.startswith(names)]
    shapes = [
        (name, draw(changed(base, 2)))
        for name, base in draw(st.lists(st.sampled_from(samples), min_size=1, max_size=3))
    ]
    chosen = draw(st.lists(st.sampled_from(shapes), min_size=2, max_size=7))
    return [typed(name, draw(rescaled(base))) for name, base in chosen]


@settings(SLOW, max_examples=100)
@given(st.data())
def test_classes_of_openai_in_random_orders(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, data.draw(sdk_bodies(("openai.",))), data.draw)
        reads = expected(path)
        body = read_as(path, "lazy")["response"]["body"]
        check_touched(body, reads, data.draw(orders(len(reads))), "lazy")
        check_eager(path)


@settings(SLOW, max_examples=100)
@given(st.data())
def test_chunks_of_a_loaded_recording_in_random_orders(data: st.DataObject) -> None:
    """Both the real objects of `load` and views: each is what it is when it is read alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, data.draw(sdk_bodies((CHUNK,))), data.draw)
        views = deltafold.load(path)
        if not views.kind.endswith(".stream"):
            return
        try:
            reads: list[Read] = [(validated(view), []) for view in views.chunks]
        except deltafold.Error:
            return
        reads = [(raised(one), warned) for one, warned in reads]
        order = data.draw(orders(len(reads)))
        check_touched(deltafold.load(path, objects="openai").chunks, reads, order, "load")
        restored = read_as(path, "deltafold")["response"]["body"]
        shown = [item["__data__"] for item in json.loads(path.read_text())["response"]["body"]]
        for touch in order:
            got = restored[touch]
            wanted = shown[touch]
            for one, like in zip(got, wanted) if isinstance(touch, slice) else [(got, wanted)]:
                assert_same(plain(one), like, "deltafold")


def raised(found: Any) -> Any:
    """What `outcome` found, an exception as one."""
    if isinstance(found, tuple):
        kind, text = found
        return RaisedError(kind, text)
    return found


class RaisedError(Exception):
    """Stands for an exception of another kind."""


def plain(view: Any) -> Any:
    """The JSON that a view shows, or the plain value that stands in its place."""
    if not isinstance(view, _core.View):
        return view
    return json.loads(next(part for part in view.__reduce__()[1] if isinstance(part, bytes)))
