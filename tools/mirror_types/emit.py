"""Generates the source of mirrored classes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import words
from collect import Alias, Mirror, Model, tags
from declared import Declared
from packages import is_named
from shapes import Shape

#: Members that say of which class an object is.
TAGS = ("type", "event_type")

#: Longer modules omit the docstrings of fields.
MOST_LINES = 385


class Module:
    """One module that is being written."""

    def __init__(
        self, mirror: Mirror, place: str, others: dict[str, dict[str, Declared]] | None = None
    ) -> None:
        self.mirror = mirror
        self.place = place
        #: The fields of each class that only other releases declare.
        self.others = others or {}
        self.imports: dict[str, set[str]] = {}
        self.typing: set[str] = set()
        self.core: set[str] = set()
        self.aliases: list[Alias] = []
        self.models: list[Model] = []
        self.with_words = True
        self.reexports: dict[str, set[str]] = {}

    def text(self) -> str:
        """The module."""
        self.imports, self.typing, self.core = {}, set(), set()
        body = self._body()
        names = [model.__name__ for model in self.models if "." not in model.__qualname__]
        names += [alias.name for alias in self.aliases]
        names += sorted(name for part in self.reexports.values() for name in part)
        for name, model in self.mirror.names_of(self.place).items():
            self._import(self.mirror.place(model), model.__name__)
            names.append(name)
            if name != model.__name__:
                self.typing.add("TypeAlias")
                body += f"{name}: TypeAlias = {model.__name__}\n"
        for place, reexported in self.reexports.items():
            self.imports.setdefault(place, set()).update(reexported)
        head = f'"""{words.of_module(self.place, names)}"""\n\n'
        head += "from __future__ import annotations\n\n"
        if self.core:
            head += f"from deltafold._core import {', '.join(sorted(self.core, key=str.lower))}\n"
        for place, imported in sorted(self.imports.items()):
            head += f"from deltafold.types.{place} import {', '.join(sorted(imported))}\n"
        if self.typing:
            head += "\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n"
            head += f"    from typing import {', '.join(sorted(self.typing))}\n"
        exported = "".join(f'    "{name}",\n' for name in names)
        return f"{head}\n__all__ = [\n{exported}]\n\n\n{body}"

    def _body(self) -> str:
        """Classes, with each alias directly after the last class that it needs."""
        text, waiting, done = "", list(self.aliases), set()
        for model in [None, *self.models]:
            if model is not None and "." not in model.__qualname__:
                text += self._class(model)
            done.add(model)
            for alias in list(waiting):
                own = {one for one in alias.models if self.mirror.place(one) == self.place}
                if own <= done:
                    text += self._alias(alias)
                    waiting.remove(alias)
        return text

    def _class(self, model: Model, indent: str = "") -> str:
        base = self._base(model)
        name = model.__name__
        text = f'{indent}class {name}({base}):\n{indent}    """{words.of_class(self.mirror.package.ours, model)}"""\n\n'
        text += f"{indent}    __slots__ = ()\n\n"
        for inner in self.mirror.models:
            if inner.__qualname__ == f"{model.__qualname__}.{inner.__name__}":
                text += self._class(inner, indent + "    ")
        for field_name, info in self.mirror.fields(model).items():
            text += self._field(model, field_name, info, indent + "    ")
        others = self.others.get(f"{self.place}.{model.__qualname__}", {})
        for field_name, declared in others.items():
            text += self._other_field(model, field_name, declared, indent + "    ")
        more, place, names = self.mirror.package.more_fields.get(name, ("", "", set()))
        for imported in names:
            self.core.add(imported) if place == "_core" else self._import(place, imported)
        return f"{text}{more}\n\n"

    def _base(self, model: Model) -> str:
        package, name = self.mirror.package, model.__qualname__
        bases = []
        if is_named(name, package.items):
            bases.append("StreamItem")
        if name in package.wholes:
            bases.append("Whole")
        for base in bases:
            self.imports.setdefault("_bases", set()).add(base)
        if not bases:
            self.core.add("View")
        return ", ".join(bases) or "View"

    def _field(self, model: Model, name: str, info: object, indent: str) -> str:
        self.core.add("field")
        found = self.mirror.shape(info.annotation)  # type: ignore[attr-defined]
        module = model.__module__.rpartition(".")[2]
        if f"{module}.{model.__qualname__}.{name}" in self.mirror.package.nullable:
            found.is_none = True
        arguments = self._of(found)
        if not info.is_required():  # type: ignore[attr-defined]
            arguments.append("default=None")
        alias = info.alias  # type: ignore[attr-defined]
        if alias and alias != name:
            arguments.append(f'alias="{alias}"')
        return self._declaration(model, name, self._hint(found), arguments, indent)

    def _other_field(self, model: Model, name: str, declared: Declared, indent: str) -> str:
        """A field that only other releases declare."""
        self.core.add("field")
        for imported, place in declared.imports:
            self._import(place, imported)
        words_of_hint = set(re.findall(r"\w+", re.sub(r"'[^']*'", "", declared.hint)))
        self.core |= words_of_hint & {"Sequence", "View"}
        self.typing |= words_of_hint & {"Any", "Literal"}
        hint = declared.hint if declared.hint == "Any" else f"{declared.hint} | None"
        arguments = [*declared.arguments, "default=None", "later=True"]
        return self._declaration(model, name, hint, arguments, indent)

    def _declaration(
        self, model: Model, name: str, hint: str, arguments: list[str], indent: str
    ) -> str:
        # Pyright narrows unions by such a member, but not by what a descriptor gives.
        is_tag = name in TAGS and re.fullmatch(r"Literal\[[^\[\]]+\]", hint) is not None
        if is_tag:
            self.typing.add("Final")
        else:
            self.core.add("Field")
        kind = "Final" if is_tag else "Field"
        text = f"{indent}{name}: {kind}[{hint}] = field({', '.join(arguments)})\n"
        said = words.of_field(model, name) if self.with_words else None
        return text + (f'{indent}"""{said}"""\n\n' if said else "\n" * self.with_words)

    def _of(self, found: Shape) -> list[str]:
        arguments, key = [], "type"
        if found.models:
            of, key = self._choice(found)
            arguments.append(of)
        items = [self._choice(item) for item in found.items if item.models]
        if len(items) == 1:
            arguments.append(f"items={items[0][0]}")
        elif items:
            # The tags of all tables, and the fallback of the last one.
            arguments.append("items={" + ", ".join(f"**{of}" for of, _ in items) + "}")
        key = next((key for _, key in items), key)
        if key != "type":
            arguments.append(f'by="{key}"')
        return arguments

    def _choice(self, found: Shape) -> tuple[str, str]:
        """A class or a dict that maps tags to classes, and the member that holds the tag."""
        models = found.models
        if len(models) == 1 and not found.is_any:
            return self._name(models[0]), "type"
        alias = self.mirror.aliases.get(models)
        if alias is not None:
            self._import(alias.place, alias.table)
            return alias.table, tags(models)[0]
        key, by_tag, untagged = tags(models)
        return self._table(by_tag, untagged, "View"), key

    def _table(self, by_tag: list[tuple[str, Model]], first: Model | None, base: str) -> str:
        """A dict that maps tags to classes; its first class shows values with any other tag."""
        if self.mirror.package.first_shows_unknown and first is None:
            first = by_tag[0][1]
        fallback = self._name(first) if first else base
        if fallback == "View":
            self.core.add("View")
        pairs = [("", fallback), *((tag, self._name(model)) for tag, model in by_tag)]
        return "{" + ", ".join(f"{json.dumps(tag)}: {name}" for tag, name in pairs) + "}"

    def _name(self, model: Model) -> str:
        place = self.mirror.place(model)
        if "." in model.__qualname__:
            return model.__name__
        self._import(place, model.__name__)
        return model.__name__

    def _import(self, place: str, name: str) -> None:
        if place != self.place:
            self.imports.setdefault(place, set()).add(name)

    def _hint(self, found: Shape) -> str:
        if found.is_any and not found.models:
            self.typing.add("Any")
            return "Any"
        hints = self._model_hints(found)
        for item in found.items:
            container = "Sequence" if item.all_models() else "list"
            if container == "Sequence":
                self.core.add("Sequence")
            hints.append(f"{container}[{self._hint(item)}]")
        for value in found.values:
            if value.models:
                self.typing.add("Any")
            hints.append(f"dict[str, {'Any' if value.models else self._hint(value)}]")
        if found.texts and "str" not in found.scalars:
            self.typing.add("Literal")
            hints.append(f"Literal[{', '.join(json.dumps(text) for text in found.texts)}]")
        hints += found.scalars
        if found.is_none or not hints:
            hints.append("None")
        return " | ".join(dict.fromkeys(hints))

    def _model_hints(self, found: Shape) -> list[str]:
        alias = self.mirror.aliases.get(found.models) if len(found.models) > 1 else None
        if alias is not None:
            self._import(alias.place, alias.name)
            return [alias.name]
        names = [self._name(model) for model in found.models]
        qualified = [
            model.__qualname__ if "." in model.__qualname__ else name
            for model, name in zip(found.models, names, strict=True)
        ]
        if found.is_any:
            self.core.add("View")
            qualified.append("View")
        return qualified

    def _alias(self, alias: Alias) -> str:
        self.typing.add("TypeAlias")
        names = [self._name(model) for model in alias.models]
        text = f"{alias.name}: TypeAlias = {_either(names)}\n\n"
        _, by_tag, untagged = tags(alias.models)
        events = self.mirror.package.events
        is_events = events is not None and events[1] == alias.name
        base = "StreamItem" if is_events else "View"
        if is_events:
            self.imports.setdefault("_bases", set()).add("StreamItem")
        table = self._table(by_tag, untagged, base)
        for tag, path in self.mirror.package.more_events.items() if is_events else ():
            module, _, name = path.rpartition(".")
            self._import(f"{self.mirror.package.ours}.{module}", name)
            table = f"{table[:-1]}, {json.dumps(tag)}: {name}" + "}"
        text += "#: The class for each tag; the first one shows what has another.\n"
        self.core.add("View")
        return f"{text}{alias.table}: dict[str, type[View]] = {table}\n\n"


def _either(names: Iterable[str]) -> str:
    return "(" + " | ".join(names) + ")"
