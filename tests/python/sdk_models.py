"""JSON made of the classes of the official SDKs: each field, each of the values it may have."""

from __future__ import annotations

import datetime
import enum
import importlib
import random
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from types import NoneType, UnionType
from typing import Any

import ollama
import pydantic
from pydantic_core import PydanticUndefined

Json = Any


def is_installed(module: str) -> bool:
    """Whether there is such a module."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@dataclass(frozen=True)
class Sdk:
    """A package of ours and the module that it mirrors."""

    ours: str
    theirs: str
    roots: tuple[str, ...]
    #: Classes that are not mirrored: for what the SDK does not know, for what is text in JSON.
    unknown: str = r"^$"

    @property
    def module(self) -> Any:
        """Our package."""
        return importlib.import_module(f"deltafold.types.{self.ours}")

    def models(self) -> list[type[pydantic.BaseModel]]:
        """All classes that the roots are made of."""
        module = importlib.import_module(self.theirs)
        found: dict[type[pydantic.BaseModel], None] = {}
        waiting = [getattr(module, root) for root in self.roots]
        while waiting:
            for arm in arms(waiting.pop()):
                if is_model(arm):
                    if arm not in found and not re.search(self.unknown, arm.__name__):
                        found[arm] = None
                        waiting += [info.annotation for info in arm.model_fields.values()]
                elif typing.get_origin(arm) is not dict:
                    # The values of dicts are plain.
                    waiting += typing.get_args(arm)
        return list(found)

    def mirror(self, model: type[pydantic.BaseModel]) -> Any:
        """Our class of the same name in the module of the same name."""
        path = model.__module__
        found = self.module
        for theirs, ours in (("openai.types", ""), ("anthropic.types", "anthropic.")):
            if path.startswith(f"{theirs}."):
                path = path.removeprefix(f"{theirs}.")
                found = importlib.import_module(f"deltafold.types.{ours}{path}")
        for part in model.__qualname__.split("."):
            found = getattr(found, part)
        return found


ALL = [
    Sdk("responses", "openai.types.responses", ("Response", "ResponseStreamEvent")),
    Sdk("anthropic", "anthropic.types", ("Message", "RawMessageStreamEvent")),
    Sdk("genai", "google.genai.types", ("GenerateContentResponse",), r"^BaseModel$"),
    Sdk(
        "interactions",
        "google.genai.interactions",
        ("Interaction", "InteractionSSEEvent"),
        r"^Unknown",
    ),
    Sdk(
        "ollama",
        "ollama._types",
        ("ChatResponse", "GenerateResponse", "ProcessResponse", "ListResponse", "EmbedResponse"),
        r"^Image$",
    ),
]

#: Those that are installed: google-genai needs a later Python than we do.
SDKS = [sdk for sdk in ALL if is_installed(sdk.theirs)]


def is_model(value: object) -> bool:
    """Whether it is a class of pydantic's."""
    return isinstance(value, type) and issubclass(value, pydantic.BaseModel)


def arms(annotation: Any) -> list[Any]:
    """The arms of a union, or the only one."""
    if type(annotation).__name__ == "TypeAliasType":
        return arms(annotation.__value__)
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return arms(typing.get_args(annotation)[0])
    if origin in (typing.Union, UnionType):
        return [arm for part in typing.get_args(annotation) for arm in arms(part)]
    return [annotation]


def of_model(model: type[pydantic.BaseModel], choose: random.Random | None = None) -> Json:
    """An object of a class: what it must have; with `choose`, some of what it may have."""
    made = {}
    for name, info in model.model_fields.items():
        # Fields with a default of their own are there in all real data.
        needed = info.is_required() or info.default not in (None, PydanticUndefined)
        if needed or (choose is not None and choose.random() < 0.2):
            made[info.alias or name] = of(info.annotation, choose)
    return made


def of(annotation: Any, choose: random.Random | None = None) -> Json:
    """A value for an annotation: of its first arm, or of any."""
    found = known(annotation)
    return of_arm(found[0] if choose is None else choose.choice(found), choose)


def known(annotation: Any) -> list[Any]:
    """The arms that can be told apart: a message that is put in has the tag of one that comes out."""
    found = arms(annotation)
    inputs = {"EasyInputMessage", "Message", "ResponseOutputMessage"}
    if {getattr(arm, "__name__", "") for arm in found} >= inputs:
        found = [
            arm for arm in found if getattr(arm, "__name__", "") not in {*inputs, "ItemReference"}
        ]
    if pydantic.BaseModel in found:
        # An object of whichever class the request named.
        return [NoneType]
    # Pictures are put in as objects and come out as text.
    found = [arm for arm in found if ollama.Image not in typing.get_args(arm)]
    if any(is_model(arm) for arm in found):
        found = [arm for arm in found if typing.get_origin(arm) is not dict]
    is_unknown = ("Unknown", "UnrecognizedStr")
    return [arm for arm in found if not getattr(arm, "__name__", "").startswith(is_unknown)]


def of_arm(arm: Any, choose: random.Random | None = None) -> Json:
    """A value for one arm of an annotation."""
    origin, inner = typing.get_origin(arm), typing.get_args(arm)
    if is_model(arm):
        return of_model(arm, choose)
    if origin is typing.Literal:
        return texts(arm)[0] if choose is None else choose.choice(texts(arm))
    if getattr(origin, "__name__", "") in {"list", "Sequence"}:
        length = 1 if choose is None else choose.randrange(3)
        return [of(inner[0], choose) for _ in range(length)]
    if getattr(origin, "__name__", "") in {"dict", "Mapping"}:
        # The values of dicts are plain in a view: no class adds its nulls to them.
        plain = [value for value in known(inner[1]) if not is_model(value)]
        if not plain:
            return {"key": of(inner[1], choose)}
        return {"key": of_arm(plain[0] if choose is None else choose.choice(plain), choose)}
    return of_scalar(arm, choose)


def texts(literal: Any) -> list[str]:
    """The texts that a literal names, but models for which google-genai makes up steps."""
    return [text for text in typing.get_args(literal) if not str(text).startswith("lyria-")]


def of_scalar(arm: Any, choose: random.Random | None) -> Json:
    """A value for a plain type."""
    if arm is NoneType:
        return None
    if arm is bool:
        return choose is None or choose.random() < 0.5
    if isinstance(arm, type) and issubclass(arm, enum.Enum):
        return next(iter(arm)).value
    if isinstance(arm, type) and issubclass(arm, int):
        return 7 if choose is None else choose.randrange(2**40)
    if arm is float:
        return 0.25 if choose is None else choose.uniform(-5, 5)
    if arm is bytes:
        return "aGVsbG8="
    if arm is datetime.datetime:
        return "2026-04-01T10:29:40Z"
    return "text" if choose is None else choose.choice(["", "Grüße \U0001f600", '"quoted" \\ \x7f'])


def examples(model: type[pydantic.BaseModel]) -> Iterator[Json]:
    """Objects of a class: the least one, and one for each value that each field may have."""
    least = of_model(model)
    yield least
    for name, info in model.model_fields.items():
        for arm in known(info.annotation):
            key = info.alias or name
            origin, inner = typing.get_origin(arm), typing.get_args(arm)
            if getattr(origin, "__name__", "") in {"list", "Sequence"}:
                for item in known(inner[0]):
                    yield {**least, key: [of_arm(item), of_arm(item)]}
                yield {**least, key: []}
            elif origin is typing.Literal:
                for text in texts(arm):
                    yield {**least, key: text}
            else:
                yield {**least, key: of_arm(arm)}
