"""Items that differ in scalars are copied from each other only where that changes nothing else."""

from __future__ import annotations

import itertools
import operator
import random
import sys
import threading
import types
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest

pytest.importorskip("pydantic")
pytest.importorskip("openai")

import ogx_reference
import openai
import pydantic
from ogx_compare import assert_same, is_model
from ogx_reading import check, collected, read_as, recording, result, typed, write
from ogx_samples import CHUNK, MODEL, model
from test_openai_objects import load, shown_by
from types_samples import chunk, delta

import deltafold

MODULE = "ogx_copied_classes"


class Tagged(pydantic.BaseModel, extra="allow"):
    kind: Literal["k"]
    type: str


class Typed(pydantic.BaseModel, extra="allow"):
    type: Literal["x"]


class Either(pydantic.BaseModel):
    one: Tagged | Typed
    other: list[Tagged | Typed] | None = None


class Measured(openai.BaseModel):
    at: float
    n: int
    near: float | None = None
    many: list[float] | None = None
    named: dict[str, float] | None = None


class Dependent(openai.BaseModel):
    limit: int
    n: int
    bad: int = 0

    @pydantic.field_validator("n")
    @classmethod
    def within(cls, value: int, info: pydantic.ValidationInfo) -> int:
        if value > info.data["limit"]:
            raise ValueError(f"{value} is beyond {info.data['limit']}")
        return value


class Unannotated(openai.BaseModel):
    at: pydantic.SkipValidation[float]
    n: int


class Sometimes(openai.BaseModel):
    n: int
    mode: str | None = "auto"
    any: object = "thing"


class Aliased(openai.BaseModel):
    text: str = pydantic.Field(alias="one")
    n: int


class Forbidding(openai.BaseModel, extra="forbid"):
    n: int


CLASSES = [Forbidding, Aliased, Tagged, Typed, Either, Measured, Dependent, Unannotated, Sometimes]


@pytest.fixture(autouse=True)
def module() -> Iterator[types.ModuleType]:
    """The module that the classes are recorded from."""
    made = types.ModuleType(MODULE)
    for cls in CLASSES:
        setattr(made, cls.__name__, cls)
    sys.modules[MODULE] = made
    try:
        yield made
    finally:
        del sys.modules[MODULE]


def of(cls: type, *bodies: dict[str, Any]) -> list[Any]:
    return [typed(f"{MODULE}.{cls.__name__}", data) for data in bodies]


BIG = 2**60 + 1
TEXT_FORMAT = (
    "openai.types.responses.response_format_text_json_schema_config."
    "ResponseFormatTextJSONSchemaConfig"
)
EMBEDDINGS = "openai.types.create_embedding_response.CreateEmbeddingResponse"


def embedded(number: Any) -> dict[str, Any]:
    vector = {"embedding": [0.5, number], "index": 0, "object": "embedding"}
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return typed(EMBEDDINGS, {"data": [vector], "model": None, "object": "list", "usage": usage})


def formatted(title: str) -> dict[str, Any]:
    return typed(TEXT_FORMAT, {"name": 5, "schema": {"title": title}, "type": "json_schema"})


FIELDS_SETS: list[Any] = [None, None, True, [], None]
BODIES: dict[str, list[Any]] = {
    "a union by values": of(
        Either, *({"one": {"kind": kind, "type": "x"}} for kind in "qrskk"), {"one": {"type": "x"}}
    ),
    "a union in a list": of(
        Either,
        *(
            {"one": {"type": "x"}, "other": [{"kind": kind, "type": kind2}]}
            for kind, kind2 in [("k", "x"), ("q", "x"), ("k", "x"), ("k", "q"), ("q", "x")]
        ),
    ),
    "extras under an alias": [formatted(title) for title in ("one", "two", "three")],
    "integers where floats are": of(
        Measured, *({"at": at, "n": "no number"} for at in (1, 2, 0.5, BIG, 2**53 + 1, -0.0, 3))
    ),
    "integers in what validates and what does not": of(
        Measured,
        *(
            {"at": 0.5, "n": None, "near": at, "many": [at], "named": {"a": at}}
            for at in (0.5, 1, BIG, None, 1.5, 10**30)
        ),
    ),
    "embeddings": [embedded(number) for number in (1, 2, 9007199254740993, 0.5)],
    "faults that depend on another field": of(
        Dependent,
        *({"limit": limit, "n": 5, "bad": 0} for limit in (1, 2, 9, 3)),
        *({"limit": limit, "n": 5, "bad": "x"} for limit in (1, 2, 9, 3)),
    ),
    "what an annotation says and the schema does not": of(
        Unannotated, *({"at": at, "n": "x"} for at in (0.5, 1.5, 2, 3))
    ),
    "a text under an alias": of(Aliased, *({"one": one, "n": "x"} for one in "abc")),
    "a text under an alias and its name": of(
        Aliased, *({"one": one, "text": one, "n": "x"} for one in "abc")
    ),
    "null, which is not the default": of(
        Sometimes, *({"n": "x", "mode": mode, "any": 1} for mode in ["a", "b", None, "c", None])
    ),
    "what is forbidden": of(Forbidding, *({"n": at, "x": at} for at in (1, 2, 3, "a", 4, 4))),
    "null, which is the default": of(
        Sometimes,
        *(
            {"n": "x", "mode": mode, "any": thing, "extra": mode}
            for mode, thing in [("a", 1), ("b", 2), (None, None), ("c", 3), (None, "d")]
        ),
    ),
    "what construct takes for itself": [
        typed(MODEL, model(id=None, _fields_set=given)) for given in (True, True, None)
    ],
    "what construct takes, in more than one way": [
        typed(MODEL, model(id=None, _fields_set=given)) for given in FIELDS_SETS
    ],
    "names that cannot be imported": [typed("not_there.Thing", {"a": at}) for at in range(4)],
    "what is no class of pydantic": [typed("json.JSONDecoder", {"a": at}) for at in range(4)],
    "signs and types of numbers": of(
        Measured, *({"at": at, "n": 1, "x": at} for at in (0, 0.0, -0.0, 1, True, "1", 1e400, BIG))
    ),
}


@pytest.mark.parametrize("body", list(BODIES))
@pytest.mark.parametrize("turn", [1, -1])
def test_each_body_twice(body: str, turn: int, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording(BODIES[body][::turn]))
    check(path)
    check(path)
    single = write(tmp_path / "single.json", recording(BODIES[body][0]))
    for _ in range(3):
        check(single)


@pytest.mark.parametrize("name", list(BODIES))
def test_each_order(name: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording(BODIES[name]))
    theirs = ogx_reference.read(path)[0]["response"]["body"]
    orders = list(itertools.permutations(range(len(theirs))))
    for order in random.Random(1).sample(orders, min(50, len(orders))):
        with collected():
            body = read_as(path, "lazy")["response"]["body"]
            for number in order:
                assert_same(body[number], theirs[number], f"{number} of {order}")


#: Three shapes: a role, a text, and a usage without choices.
CHUNKS = [
    chunk(choices=[delta(0, role="assistant")]),
    chunk(choices=[delta(0, content="one")]),
    chunk(choices=[delta(0, content="two")]),
    chunk(choices=[], usage={"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_chunks_in_each_order(order: tuple[int, ...], tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed(CHUNK, data) for data in CHUNKS]))
    loaded, body = load(path, "openai").chunks, read_as(path, "lazy")["response"]["body"]
    cls = type(loaded[order[0]])
    for number in order:
        expected = cls.model_validate(CHUNKS[number])
        assert_same(loaded[number], expected)
        assert_same(body[number], expected)
        view = read_as(path, "deltafold")["response"]["body"][number]
        assert_same(shown_by(view), CHUNKS[number])


def test_contains_raises_what_comparing_raises(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording(of(Measured, {"at": 1, "n": 1}, {"at": 2, "n": 1})))

    class Refusing:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError("not to be compared")

        __hash__ = None  # type: ignore[assignment]

    for body in (read_as(path, "lazy")["response"]["body"], list(range(2))):
        for ask in (operator.contains, operator.countOf, operator.indexOf):
            with pytest.raises(RuntimeError, match="not to be compared"):
                ask(body, Refusing())


@pytest.mark.parametrize("valid", [True, False])
def test_a_class_that_is_replaced_between_two_touches(
    valid: bool, module: types.ModuleType, tmp_path: Path
) -> None:
    at: Any = (lambda n: {"at": 0.5, "n": n}) if valid else (lambda n: {"at": "x", "n": n})
    path = write(tmp_path / "a.json", recording(of(Measured, *map(at, range(6)))))
    with collected():
        body = read_as(path, "lazy")["response"]["body"]
        assert [type(body[number]) for number in range(3)] == [Measured] * 3
        replaced = type("Measured", (Measured,), {"__module__": MODULE})
        module.Measured = replaced  # type: ignore[attr-defined]
        assert type(body[3]) is replaced and type(body[0]) is Measured
        assert [type(one) for one in body[4:]] == [replaced] * 2


def test_a_class_that_is_rebuilt_between_two_touches(
    module: types.ModuleType, tmp_path: Path
) -> None:
    class Rebuilt(pydantic.BaseModel):
        a: int

    module.Rebuilt = Rebuilt  # type: ignore[attr-defined]
    path = write(tmp_path / "a.json", recording(of(Rebuilt, *({"a": at} for at in range(6)))))
    body = read_as(path, "lazy")["response"]["body"]
    assert [one.a for one in body[:3]] == [0, 1, 2]
    Rebuilt.model_fields["a"].annotation = float
    Rebuilt.model_rebuild(force=True)
    assert_same([one.a for one in body[3:]], [3.0, 4.0, 5.0])


def test_construct_that_is_patched_between_two_touches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.json", recording(of(Measured, *({"at": "x", "n": 1},) * 6)))
    with collected() as warned:
        body = read_as(path, "lazy")["response"]["body"]
        assert all(is_model(body[number]) for number in range(4))
        made = classmethod(lambda cls, **values: (cls, values))
        monkeypatch.setattr(Measured, "model_construct", made)
        assert body[4] == (Measured, {"at": "x", "n": 1})
    assert len(warned) == 5 and len(set(warned)) == 1


def test_pydantic_that_is_imported_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where instances keep what pydantic notes of them is each class's own."""
    path = write(tmp_path / "a.json", recording(of(Measured, *({"at": 0.5, "n": 1},) * 3)))
    check(path)
    for name in [name for name in sys.modules if name.split(".")[0] == "pydantic"]:
        monkeypatch.delitem(sys.modules, name)
    import pydantic as anew

    assert anew is not pydantic

    class Slotted(anew.BaseModel):
        __slots__ = ("more",)
        a: int = 0

    monkeypatch.setattr(sys.modules[MODULE], "Slotted", Slotted, raising=False)
    body = of(Slotted, {}, {"a": 1}, {"a": 2})
    for items in (body, of(Measured, *({"at": 0.5, "n": 1},) * 3)):
        theirs = [result(partial(ogx_reference.built, item, [])) for item in items]
        path = write(tmp_path / "b.json", recording(items))
        assert_same(read_as(path, "openai")["response"]["body"], theirs)
        assert_same(list(read_as(path, "lazy")["response"]["body"]), theirs)


def test_threads_that_read_different_shapes_at_once(tmp_path: Path) -> None:
    names = [name for name in BODIES if "construct" not in name]
    paths = [write(tmp_path / f"{n}.json", recording(BODIES[name])) for n, name in enumerate(names)]
    expected = [ogx_reference.read(path)[0]["response"]["body"] for path in paths]
    failed: list[BaseException] = []
    start = threading.Barrier(4)

    def read(seed: int) -> None:
        dice = random.Random(seed)
        start.wait()
        try:
            for number in dice.sample(range(len(paths)), len(paths)) * 3:
                body = read_as(paths[number], "lazy")["response"]["body"]
                for touch in dice.sample(range(len(body)), len(body)):
                    assert_same(body[touch], expected[number][touch])
        except BaseException as error:
            failed.append(error)

    with collected():
        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed, failed[0]


def test_responses_events_of_one_shape_are_of_different_classes(tmp_path: Path) -> None:
    """What a view's class is, its tag says: another tag is no copy."""
    base = {"content_index": 0, "item_id": "m", "output_index": 0, "sequence_number": 1}
    texts = ["response.reasoning_text.delta", "response.refusal.delta"]
    events = [{**base, "delta": f"{at}", "type": texts[at % 3 == 0]} for at in range(6)]
    path = write(tmp_path / "a.json", recording(events))
    views = deltafold.load(path).chunks
    chunks = load(path, "openai").chunks
    for number in (5, 0, 3, 1, 4, 2):
        assert type(chunks[number]).__name__ == type(views[number]).__name__
        assert_same(chunks[number], type(chunks[number]).model_validate(events[number]))
    assert len({type(one) for one in chunks}) == 2
