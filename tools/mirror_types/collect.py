"""The classes of a package, and its SDK's aliases for unions of them."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
import sys
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pydantic
from packages import Package, resolve
from shapes import Shape, is_model, literals, plain, shape

Model = type[pydantic.BaseModel]


@dataclass(frozen=True)
class Alias:
    """A named union of classes."""

    name: str
    place: str
    models: tuple[Model, ...]

    @property
    def table(self) -> str:
        """The name of the dict that maps tags to classes."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).upper()


class Mirror:
    """The mirrored classes of one package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.module = importlib.import_module(package.theirs)
        self.models: list[Model] = []
        for root in package.roots:
            self._walk(resolve(self.module, root))
        self.aliases = self._find_aliases()

    def leave_out(self, model: Model) -> bool:
        """Whether the package does not mirror this class."""
        return re.search(self.package.leave_out, model.__name__) is not None

    def is_text(self, model: Model) -> bool:
        """Whether its objects are strings in JSON."""
        return re.search(self.package.as_text, model.__name__) is not None

    def shape(self, annotation: Any) -> Shape:
        """The shape that an annotation describes."""
        return shape(annotation, self.leave_out, self.is_text)

    def place(self, model: Model) -> str:
        """Our module for a class."""
        return self.package.module_of(model.__module__, model.__name__)

    def fields(self, model: Model) -> dict[str, pydantic.fields.FieldInfo]:
        """The declared fields, in order."""
        return dict(model.model_fields)

    def _walk(self, annotation: Any) -> None:
        for model in self.shape(annotation).all_models():
            if model in self.models:
                continue
            for info in model.model_fields.values():
                self._walk(info.annotation)
            if model not in self.models:
                self.models.append(model)

    def _find_aliases(self) -> dict[tuple[Model, ...], Alias]:
        """Choices that a module of the SDK names, in modules that are mirrored."""
        needed = {
            choice
            for model in self.models
            for info in model.model_fields.values()
            for choice in _choices(self.shape(info.annotation))
        }
        needed |= {
            found.models
            for root in self.package.roots
            if len((found := self.shape(resolve(self.module, root))).models) > 1
        }
        named: dict[tuple[Model, ...], list[tuple[Any, Alias]]] = {}
        prefix = self.package.theirs.rpartition(".")[0]
        for module_name, module in sorted(sys.modules.items()):
            if not module_name.startswith(prefix) or module is None:
                continue
            for name in _assigned(module):
                if name.startswith("_") or name not in vars(module):
                    continue
                value = vars(module)[name]
                models = self._choice_of(value)
                if models not in needed:
                    continue
                alias = Alias(name, self.package.module_of(module_name, name), models)
                named.setdefault(models, []).append((self._rank(module_name, name, value), alias))
        return {models: min(found, key=lambda pair: pair[0])[1] for models, found in named.items()}

    def _choice_of(self, value: Any) -> tuple[Model, ...]:
        """The classes that a value of a module is a choice of, if it is one."""
        try:
            return () if is_model(plain(value)) else self.shape(value).models
        except Exception:
            # It is not an annotation, and some values allow no access at all: openai's clients.
            return ()

    def names_of(self, place: str) -> dict[str, Model]:
        """The names that the SDK's module has for classes of its other modules."""
        if not self.package.keeps_names:
            return {}
        module = sys.modules[f"openai.types.{place}"]
        exported = [*getattr(module, "__all__", ()), *_assigned(module)]
        named = {name: vars(module).get(name) for name in exported if not name.startswith("_")}
        return {
            name: value
            for name, value in named.items()
            if is_model(value) and value in self.models and self.place(value) != place
        }

    def _rank(self, module: str, name: str, value: Any) -> tuple[bool, bool, bool, int, str]:
        """A sort key: of several names for one union, the lowest is used."""
        is_root = name in self.package.roots
        is_whole = bool(self.shape(value).models)
        is_own = module.rpartition(".")[2].replace("_", "") == name.lower()
        return not is_root, not is_own, not is_whole, len(name), name


def _choices(found: Shape) -> list[tuple[Model, ...]]:
    own = [found.models] if len(found.models) > 1 else []
    return own + [choice for item in found.items for choice in _choices(item)]


@functools.cache
def _assigned(module: ModuleType) -> list[str]:
    """The names that the module's own code assigns."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError):
        return []
    names = []
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names


def tags(models: tuple[Model, ...]) -> tuple[str, list[tuple[str, Model]], Model | None]:
    """How models are distinguished: the member, the class for each tag, and the untagged class."""
    for key in ("type", "event_type"):
        if not all(key in model.model_fields for model in models):
            continue
        by_tag: dict[str, Model] = {}
        untagged = None
        for model in models:
            info = model.model_fields[key]
            for tag in literals(info.annotation):
                by_tag.setdefault(tag, model)
            if info.default is None and untagged is None:
                untagged = model
        return key, list(by_tag.items()), untagged
    raise LookupError(f"no tag distinguishes {[model.__name__ for model in models]}")
