"""Reads an SDK's annotations: which models they contain, and how."""

from __future__ import annotations

import datetime
import enum
import typing
from dataclasses import dataclass, field
from functools import partial
from types import NoneType, UnionType
from typing import Any

import pydantic

#: Types whose values are strings or numbers in JSON.
AS_TEXT = (bytes, datetime.datetime)


def is_model(value: object) -> bool:
    """Whether the value is a pydantic model class."""
    return isinstance(value, type) and issubclass(value, pydantic.BaseModel)


def plain(annotation: Any) -> Any:
    """The annotation without type aliases and `Annotated` around it."""
    while True:
        if type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        else:
            return annotation


def arms(annotation: Any) -> list[Any]:
    """The arms of a union, or the annotation itself."""
    annotation = plain(annotation)
    if typing.get_origin(annotation) in (typing.Union, UnionType):
        return [arm for part in typing.get_args(annotation) for arm in arms(part)]
    return [annotation]


def is_list(annotation: Any) -> bool:
    """Whether it is a list of something."""
    origin = typing.get_origin(annotation)
    return getattr(origin, "__name__", "") in {"list", "Sequence", "Iterable"}


def is_dict(annotation: Any) -> bool:
    """Whether it is a dict of something."""
    return getattr(typing.get_origin(annotation), "__name__", "") in {"dict", "Mapping"}


def literals(annotation: Any) -> list[str]:
    """The values of its literals."""
    return [
        value
        for arm in arms(annotation)
        if typing.get_origin(arm) is typing.Literal
        for value in typing.get_args(arm)
    ]


@dataclass
class Shape:
    """The types that a field or an item may have."""

    models: tuple[type[pydantic.BaseModel], ...] = ()
    items: list[Shape] = field(default_factory=list)
    values: list[Shape] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    scalars: list[str] = field(default_factory=list)
    is_any: bool = False
    is_none: bool = False

    def all_models(self) -> list[type[pydantic.BaseModel]]:
        """The models at any depth that are shown as views."""
        within = [model for item in self.items for model in item.all_models()]
        return [*self.models, *within]


def shape(annotation: Any, leave_out: Any, is_text: Any) -> Shape:
    """Reads an annotation; models for which `leave_out` is true are skipped."""
    read = partial(shape, leave_out=leave_out, is_text=is_text)
    found = Shape()
    models: list[Any] = []
    for arm in arms(annotation):
        if is_model(arm):
            if is_text(arm):
                found.scalars.append("str")
            elif not leave_out(arm):
                models.append(arm)
        elif arm is NoneType:
            found.is_none = True
        elif is_list(arm):
            found.items.append(read((typing.get_args(arm) or (Any,))[0]))
        elif is_dict(arm):
            found.values.append(read(typing.get_args(arm)[1]))
        elif typing.get_origin(arm) is typing.Literal:
            found.texts += typing.get_args(arm)
        else:
            _scalar(arm, found)
    found.models = tuple(dict.fromkeys(models))
    return found


def _scalar(arm: Any, found: Shape) -> None:
    if arm in (Any, object):
        found.is_any = True
    elif arm in (bool, float):
        found.scalars.append(arm.__name__)
    elif isinstance(arm, type) and issubclass(arm, int) and not issubclass(arm, enum.Enum):
        found.scalars.append("int")
    elif arm in AS_TEXT or isinstance(arm, type):
        found.scalars.append("str")
    else:
        raise TypeError(f"unknown annotation: {arm}")
