"""Classes that hypothesis makes, of pydantic and of openai, and data for them, right and wrong.

The classes are few and small, and so are the values: what decides something, such as the tag of a
union, comes up again and again in all its values.
"""

# Unions are spelled in both ways: pydantic and openai look at how.
# ruff: noqa: UP007, UP045

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import decimal
import enum
import math
import sys
import types
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar, Union

import openai
import pydantic
from hypothesis import strategies as st
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    BeforeValidator,
    Field,
    RootModel,
    SkipValidation,
    WrapValidator,
)
from typing_extensions import NotRequired, TypedDict

#: The module that the classes are imported from.
MODULE = "ogx_random_classes"


class Colour(str, enum.Enum):
    """Its members are strings, too."""

    RED = "red"
    K = "k"


class Row(TypedDict):
    """Takes over what its model does with other members."""

    a: int
    b: NotRequired[float]


@dataclasses.dataclass
class Point:
    x: int
    y: float = 0.5


T = TypeVar("T")


class Pair(pydantic.BaseModel, Generic[T]):
    left: T
    right: list[T] = []


def _or_zero(value: Any, handler: Any) -> Any:
    try:
        return handler(value)
    except ValueError:
        return 0


def _within(value: int, info: pydantic.ValidationInfo) -> int:
    if value in info.data.values():
        raise ValueError(f"{value} is in {info.data}")
    return value


def _even(value: int) -> int:
    if value % 2:
        raise ValueError(f"{value} is odd")
    return value


LEAVES: list[Any] = [
    int,
    float,
    str,
    bool,
    Any,
    object,
    Literal["k", "q"],
    Literal["x"],
    Literal["k", 1, None],
    Literal[Colour.K],
    Colour,
    datetime.datetime,
    list[float],
    list[Any],
    dict[str, float],
    dict[str, Any],
    dict[int, str],
    int | None,
    Optional[float],
    Optional[str],
    Optional[Literal["k", "x"]],
    Union[int, str],
    Union[int, float],
    Union[str, float, None],
    Union[Literal["k"], str],
    bool | int,
    Union[list[int], list[float]],
    Union[list[str], str],
    Union[dict[str, int], dict[str, float]],
    Annotated[Union[int, float], Field(union_mode="left_to_right")],
    Annotated[Union[float, int], Field(union_mode="left_to_right")],
    Annotated[int, Field(ge=0)],
    Annotated[int, Field(strict=True)],
    Annotated[str, BeforeValidator(lambda value: value or "x")],
    Annotated[int, AfterValidator(_even)],
    list[Annotated[int, AfterValidator(_within)]],
    Row,
    Point,
    dict[str, Row],
    tuple[int, ...],
    tuple[int, str],
    set[int],
    frozenset[str],
    bytes,
    decimal.Decimal,
    datetime.date,
    datetime.timedelta,
    uuid.UUID,
    Pair[int],
    Optional[Pair[Optional[str]]],
    SkipValidation[float],
    Annotated[int, WrapValidator(_or_zero)],
    Annotated[str, Field(min_length=1)],
    Annotated[float, Field(allow_inf_nan=False)],
    list[Optional[int]],
    dict[str, list[dict[str, int]]],
    # As they are spelled after `from __future__ import annotations`.
    "int",
    "str | None",
    "list[float]",
]
NAMES = ["a", "b", "kind", "type", "at"]
#: Aliases, one of which is another field's name.
ALIASES = ["one", "a", "schema"]
REQUIRED = object()
DEFAULTS: list[Any] = [REQUIRED, REQUIRED, REQUIRED, None, "x", 1, 0.5, [1], Colour.K]
#: Factories, one of which gives something else when another field has another value.
FACTORIES: list[Any] = [lambda: [1], lambda: {"a": [1]}, str]
if tuple(map(int, pydantic.VERSION.split(".")[:2])) >= (2, 10):
    FACTORIES.append(lambda data: list(data.values())[:1])
#: Places in which the value of a field is searched.
SEARCHED: list[Any] = [
    AliasChoices("one", "a"),
    AliasPath("deep", 0),
    AliasChoices("two", AliasPath("deep", "k")),
]

SCALARS: list[Any] = [
    None, True, False, 0, 1, -1, 2, 7, 1.0, -0.0, 0.5, math.nan, math.inf,
    2**53, 2**53 + 1, 2**60 + 1, -(2**63), 2**63, 10**30,
    "", "k", "q", "x", "red", "a", "1", "1.5", "true", "2025-01-01T00:00:00Z", "\ud83d", "é",
]  # fmt: skip
CONTAINERS: list[Any] = [[], {}, [1], [1.0], [2**60 + 1], ["a"], {"a": 1}, {"kind": "k"}, [{}]]
EXTRAS = [
    *NAMES,
    *ALIASES,
    "x",
    "two",
    "deep",
    "_fields_set",
    "_p",
    "self",
    "__type__",
    "model_extra",
    "\ud83d",
]


@st.composite
def model(draw: st.DrawFn, others: list[Any]) -> tuple[Any, dict[str, Any]]:
    """The base and the body of a class whose fields may hold objects of the others."""
    bases: list[Any] = [openai.BaseModel, openai.BaseModel, pydantic.BaseModel]
    # A class may have fields of another class, as its base.
    base = draw(st.sampled_from([*bases, *bases, *others]))
    fields = {field: draw(field_of(others)) for field in draw(subset(NAMES))}
    body: dict[str, Any] = {"__module__": MODULE, "__annotations__": {}}
    for field, (annotation, default) in fields.items():
        body["__annotations__"][field] = annotation
        if default is not REQUIRED:
            body[field] = default
    body["model_config"] = draw(configs(base))
    if draw(st.integers(0, 4)) == 0:
        draw(st.sampled_from(HOOKS))(body)
    return base, body


def subset(values: list[str], most: int = 4) -> st.SearchStrategy[list[str]]:
    """Some of the values."""
    return st.lists(st.sampled_from(values), unique=True, min_size=1, max_size=most)


@st.composite
def configs(draw: st.DrawFn, base: Any) -> dict[str, Any]:
    """What a class does with what it does not declare, and sometimes more."""
    config: dict[str, Any] = {}
    if base is pydantic.BaseModel or draw(st.integers(0, 4)) == 0:
        config["extra"] = draw(st.sampled_from(["allow", "ignore", "forbid"]))
    odd: dict[str, Any] = {
        "populate_by_name": True,
        "validate_default": True,
        "strict": True,
        "frozen": True,
        "str_strip_whitespace": True,
        "coerce_numbers_to_str": True,
        "use_enum_values": True,
        "from_attributes": True,
        "allow_inf_nan": False,
        "alias_generator": str.upper,
    }
    if draw(st.integers(0, 7)) == 0:
        key = draw(st.sampled_from(list(odd)))
        config[key] = odd[key]
    return config


@st.composite
def field_of(draw: st.DrawFn, others: list[Any]) -> tuple[Any, Any]:
    """A field's annotation and default."""
    annotation = draw(st.sampled_from(LEAVES))
    is_composed = draw(st.booleans())
    if others and is_composed:
        annotation = draw(composed(others))
    default = draw(st.sampled_from(DEFAULTS))
    if draw(st.integers(0, 4)) == 0:
        more: dict[str, Any] = {} if default is REQUIRED else {"default": default}
        more[draw(st.sampled_from(["alias", "validation_alias"]))] = draw(st.sampled_from(ALIASES))
        return annotation, Field(**more)
    if draw(st.integers(0, 9)) == 0:
        return annotation, Field(default_factory=draw(st.sampled_from(FACTORIES)))
    if draw(st.integers(0, 9)) == 0:
        more = {} if default is REQUIRED else {"default": default}
        return annotation, Field(validation_alias=draw(st.sampled_from(SEARCHED)), **more)
    return annotation, default


@st.composite
def composed(draw: st.DrawFn, others: list[Any]) -> Any:
    """An annotation made of classes."""
    one, other = draw(st.sampled_from(others)), draw(st.sampled_from(others))
    found: Any = draw(
        st.sampled_from(
            [
                one,
                Union[one, other],
                Union[one, str],
                Union[one, dict[str, Any]],
                Annotated[Union[one, other], Field(union_mode="left_to_right")],
                *tagged(one, other),
            ]
        )
    )
    wrap = draw(st.integers(0, 4))
    return {0: list[found], 1: Optional[found], 2: dict[str, found]}.get(wrap, found)


def tagged(*classes: Any) -> list[Any]:
    """Their union by a field that all of them have as a `Literal`, if there is one."""
    made = []
    for name in ("kind", "type"):
        union = Annotated[Union[classes], Field(discriminator=name)]  # type: ignore[valid-type]
        try:
            pydantic.TypeAdapter(union)
        except Exception:
            continue
        made += [union] * 4
    return made


def _field_validator(body: dict[str, Any]) -> None:
    def check(cls: Any, value: Any, info: pydantic.ValidationInfo) -> Any:  # noqa: ARG001
        if value == "q" or 7 in info.data.values():
            raise ValueError(f"not with {info.data}")
        return value

    names = list(body["__annotations__"])
    body["check"] = pydantic.field_validator(names[-1])(classmethod(check))


def _model_validator(body: dict[str, Any]) -> None:
    def look(self: Any) -> Any:
        if 7 in self.__dict__.values():
            raise ValueError("seven")
        return self

    body["look"] = pydantic.model_validator(mode="after")(look)


def _wrapped_field(body: dict[str, Any]) -> None:
    def either(cls: Any, value: Any, handler: Any, info: Any) -> Any:  # noqa: ARG001
        made = handler(value)
        return [made] if "k" in info.data.values() else made

    names = list(body["__annotations__"])
    body["either"] = pydantic.field_validator(names[-1], mode="wrap")(classmethod(either))


def _before(body: dict[str, Any]) -> None:
    def rename(cls: Any, data: Any) -> Any:  # noqa: ARG001
        if isinstance(data, dict) and data.get("a") == 2:
            return {**data, "a": 1, "x": data}
        return data

    before: Any = pydantic.model_validator(mode="before")
    body["rename"] = before(classmethod(rename))


def _around(body: dict[str, Any]) -> None:
    def around(cls: Any, data: Any, handler: Any) -> Any:  # noqa: ARG001
        made = handler(data)
        made.__dict__["a"] = len(made.__dict__)
        return made

    wrap: Any = pydantic.model_validator(mode="wrap")
    body["around"] = wrap(classmethod(around))


def _post_init(body: dict[str, Any]) -> None:
    def post_init(self: Any, context: Any) -> None:  # noqa: ARG001
        self.__dict__["a"] = [*self.__dict__.values()][:1]

    body["model_post_init"] = post_init


def _computed(body: dict[str, Any]) -> None:
    def count(self: Any) -> int:
        return len(self.__dict__)

    body["count"] = pydantic.computed_field(property(count))


def _typed_extras(body: dict[str, Any]) -> None:
    body["__annotations__"]["__pydantic_extra__"] = dict[str, int]
    body["model_config"]["extra"] = "allow"


def _serializer(body: dict[str, Any]) -> None:
    def written(self: Any, value: Any) -> str:  # noqa: ARG001
        return f"<{value}>"

    body["written"] = pydantic.field_serializer(next(iter(body["__annotations__"])))(written)


def _private(body: dict[str, Any]) -> None:
    body["__annotations__"]["_p"] = int
    body["_p"] = 3


def _init(body: dict[str, Any]) -> None:
    def init(self: Any, **data: Any) -> None:
        super(type(self), self).__init__(**{"a": 1, **data})

    body["__init__"] = init


def _equal(body: dict[str, Any]) -> None:
    def equal(self: Any, other: Any) -> bool:  # noqa: ARG001
        raise RuntimeError("no comparing")

    body["__eq__"] = equal


def _construct(body: dict[str, Any]) -> None:
    def construct(cls: Any, /, _fields_set: Any = None, **values: Any) -> Any:  # noqa: ARG001
        if values.get("a") == 7:
            raise RuntimeError("seven")
        return values

    body["model_construct"] = classmethod(construct)


#: What classes do themselves; each is added to a class's body.
HOOKS: list[Callable[[dict[str, Any]], None]] = [
    _field_validator,
    _wrapped_field,
    _model_validator,
    _before,
    _around,
    _post_init,
    _computed,
    _typed_extras,
    _serializer,
    _private,
    _init,
    _equal,
    _construct,
]


@st.composite
def any_classes(draw: st.DrawFn) -> list[Any]:
    """Up to four classes, the later ones made of the earlier ones."""
    made: list[Any] = []
    for number in range(draw(st.integers(1, 4))):
        base, body = draw(model(made))
        # Not everything that is drawn is something that pydantic takes.
        with contextlib.suppress(Exception):
            made.append(built(f"M{number}", base, body))
    if made and draw(st.integers(0, 9)) == 0:
        root: Any = RootModel.__class_getitem__(made[-1])
        made.append(type(root)("Root", (root,), {"__module__": MODULE}))
    return made


#: What a class of a union may be told by, and what it may not.
TOLD: list[Any] = [Literal["k"], Literal["x"], Literal["k", "q"], str, str, str]
MEASURED: list[Any] = [int, float, float | None, list[float], object, str]


@st.composite
def alike(draw: st.DrawFn) -> list[Any]:
    """Two or three classes of nearly the same fields, and one that holds objects of any of them."""
    extra = draw(st.sampled_from(["allow", "allow", "ignore"]))
    bases: list[Any] = [openai.BaseModel, pydantic.BaseModel]
    base = draw(st.sampled_from(bases))
    made = []
    for number in range(draw(st.integers(2, 3))):
        fields = {name: draw(st.sampled_from(TOLD)) for name in draw(subset(["kind", "type"]))}
        if draw(st.booleans()):
            fields["a"] = draw(st.sampled_from(MEASURED))
        made.append(built(f"M{number}", base, plain_body(fields, extra)))
    union: Any = Union[tuple(draw(st.permutations(made)))]
    held = draw(st.sampled_from([union, union, list[union], dict[str, union], *tagged(*made)]))
    fields = {"one": held, "n": draw(st.sampled_from([int, *MEASURED]))}
    # A union by a field that is no literal is none.
    with contextlib.suppress(Exception):
        made.append(built("Holder", base, plain_body(fields, extra)))
    return made


def plain_body(fields: dict[str, Any], extra: str) -> dict[str, Any]:
    """The body of a class with these fields."""
    return {"__module__": MODULE, "__annotations__": fields, "model_config": {"extra": extra}}


def built(name: str, base: Any, body: dict[str, Any]) -> Any:
    """A class: of openai's it would else be built at its first use."""
    cls = type(base)(name, (base,), body)
    cls.model_rebuild()
    return cls


@st.composite
def classes(draw: st.DrawFn) -> list[Any]:
    """Some classes, in a module of their own."""
    made: list[Any] = draw(st.one_of(any_classes(), alike()))
    module = types.ModuleType(MODULE)
    for one in made:
        setattr(module, one.__name__, one)
    sys.modules[MODULE] = module
    return made


def scalar() -> st.SearchStrategy[Any]:
    """Any scalar."""
    return st.one_of(st.sampled_from(SCALARS), st.integers(), st.floats(width=32))


def valued(annotation: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Data that mostly fit an annotation."""
    wrong = st.one_of(scalar(), st.sampled_from(CONTAINERS))
    right = st.deferred(lambda: fitting(annotation, depth))
    return st.integers(0, 11).flatmap(lambda dice: right if dice else wrong)


FITTING: dict[Any, st.SearchStrategy[Any]] = {
    int: st.sampled_from([0, 1, 2, 7, -1, 2**53 + 1, 2**60 + 1]),
    float: st.sampled_from([0, 1, 0.5, 1.0, -0.0, 2**53 + 1, 2**60 + 1, math.inf, math.nan]),
    str: st.sampled_from(["k", "q", "x", "a", "", "2025-01-01"]),
    bool: st.booleans(),
    datetime.datetime: st.sampled_from(["2025-01-01T00:00:00Z", 0, 1.5]),
    Colour: st.sampled_from(["red", "k"]),
    bytes: st.sampled_from(["k", "a"]),
    decimal.Decimal: st.sampled_from(["1.50", 1, 2, 0.5]),
    datetime.date: st.sampled_from(["2025-01-01", "2025-01-02"]),
    datetime.timedelta: st.sampled_from(["PT1S", 1, 2, 0.5]),
    uuid.UUID: st.sampled_from([f"{number:032x}" for number in (1, 2)]),
    type(None): st.none(),
    Row: st.sampled_from([{"a": 1}, {"a": 1, "b": 2}, {"a": 2, "b": 0.5, "c": 1}, {"b": 1}]),
    Point: st.sampled_from([{"x": 1}, {"x": 1, "y": 2}, {"x": 2, "y": 0.5, "z": 1}, {"y": 1}]),
}


def fitting(annotation: Any, depth: int) -> st.SearchStrategy[Any]:
    """Data that fit an annotation, but for what is within them."""
    origin: Any = getattr(annotation, "__origin__", None)
    args: tuple[Any, ...] = getattr(annotation, "__args__", ())
    if hasattr(annotation, "__metadata__"):
        return valued(origin, depth)
    if origin is Literal:
        return st.sampled_from([getattr(one, "value", one) for one in args])
    if origin is Union or isinstance(annotation, types.UnionType):
        return st.one_of([valued(one, depth) for one in args])
    if origin is tuple and args[-1] is not ...:
        return st.tuples(*[valued(one, depth + 1) for one in args]).map(list)
    if origin in (list, tuple, set, frozenset):
        return st.lists(valued(args[0], depth + 1), max_size=2)
    if origin is dict:
        keys = st.sampled_from(["a", "b", "1", "\ud83d"])
        return st.dictionaries(keys, valued(args[1], depth + 1), max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return st.just({}) if depth > 4 else data_of(annotation, depth + 1)
    return FITTING.get(annotation, st.one_of(scalar(), st.sampled_from(CONTAINERS)))


@st.composite
def data_of(draw: st.DrawFn, cls: Any, depth: int = 0) -> Any:
    """Data that mostly fit a class: keys may be missing, or stand there under another name."""
    if issubclass(cls, RootModel):
        return draw(valued(cls.model_fields["root"].annotation, depth))
    data = {}
    for name, field in cls.model_fields.items():
        dice = draw(st.integers(0, 9))
        alias = field.validation_alias if isinstance(field.validation_alias, str) else name
        if field.validation_alias in SEARCHED:
            alias = draw(st.sampled_from(["one", "two", "deep"]))
        keys = {0: [], 1: [name], 2: [name, alias]}.get(dice, [alias])
        for key in keys:
            annotation = field.annotation
            if field.discriminator:
                annotation = Annotated[annotation, Field(discriminator=field.discriminator)]
            data[key] = draw(valued(annotation, depth))
            if key == "deep":
                data[key] = draw(st.sampled_from([[data[key]], {"k": data[key]}, data[key]]))
    for key in draw(st.lists(st.sampled_from(EXTRAS), max_size=1)):
        data.setdefault(key, draw(st.one_of(scalar(), st.sampled_from(CONTAINERS))))
    return data
