"""Classes of the tests' own that take reading into their own hands, and names that are no models."""

from __future__ import annotations

import dataclasses
from typing import Any

from ogx_classes import Plain
from pydantic import BaseModel, ConfigDict, PrivateAttr, model_validator


class Calls(list[str]):
    """What hooks were called with; it grows while files are read, and looks the same in a warning."""

    def __repr__(self) -> str:
        return "the calls"


#: What hooks of the classes below were called with, for the tests to look at and to empty.
CALLS = Calls()


class Counted(BaseModel):
    a: int
    _doubled: int = PrivateAttr(default=0)

    @model_validator(mode="after")
    def look(self) -> Counted:
        CALLS.append(f"after {self.a!r}")
        return self

    def model_post_init(self, context: Any) -> None:  # noqa: ARG002
        CALLS.append(f"post {self.a!r}")
        self._doubled = self.a * 2


class OwnValidate(BaseModel):
    a: int = 0

    @classmethod
    def model_validate(cls, obj: Any, **_: Any) -> Any:
        CALLS.append("model_validate")
        if obj.get("a") == 99:
            raise TypeError("99 is refused")
        return cls.model_construct(a=obj.get("a", 0), marked=True)


class OwnConstruct(BaseModel):
    a: int = 0

    @classmethod
    def model_construct(cls, _fields_set: Any = None, **values: Any) -> Any:
        if "boom" in values:
            raise RuntimeError("boom")
        return ["constructed", values]


class OwnInit(BaseModel):
    a: int = 0

    def __init__(self, **data: Any) -> None:
        CALLS.append("init")
        super().__init__(**data)
        object.__setattr__(self, "a", self.a + 100)


class OwnNew(BaseModel):
    a: int = 0

    def __new__(cls, *_: Any, **__: Any) -> OwnNew:
        CALLS.append("new")
        return super().__new__(cls)


class OwnSetattr(BaseModel):
    model_config = ConfigDict(extra="allow")

    a: int = 0

    def __setattr__(self, name: str, value: Any) -> None:
        CALLS.append(f"set {name}")
        super().__setattr__(name, value)


class Outer(BaseModel):
    class Nested(BaseModel):
        a: int = 0

    nested: Nested = Nested()


class NoModel:
    """Importable, and no class of pydantic."""


@dataclasses.dataclass
class Half:
    """Validates, and cannot construct."""

    a: Any = None

    @classmethod
    def model_validate(cls, data: Any) -> Half:
        if not isinstance(data, dict) or data.get("a") == "bad":
            raise ValueError("not a half")
        return cls(**data)


class Raises:
    """Raises what is no reason for a fall-back."""

    @classmethod
    def model_validate(cls, _: Any) -> Any:
        raise KeyError("passed on")


def function(value: Any) -> Any:
    """Importable, and no class."""
    return value


#: A name in this module for what is no class at all.
INSTANCE = Plain(a=1)
