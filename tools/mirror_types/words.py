"""The docstrings of the mirrored classes and fields."""

from __future__ import annotations

import re

import chat_words
from class_words import CLASSES
from collect import Model
from field_words import FIELDS
from shapes import literals


def of_field(model: Model, name: str) -> str | None:
    """The docstring of a field, if there is one."""
    known, own = {**FIELDS, **chat_words.FIELDS}, f"{model.__name__}.{name}"
    return known.get(f"{_module(model)}.{own}") or known.get(own) or known.get(name)


def of_class(package: str, model: Model) -> str:
    """The docstring of a class."""
    name = model.__qualname__.replace(".", "")
    known = {**CLASSES, **chat_words.CLASSES}
    places = (f"{_module(model)}.", f"{package}.", "")
    said = next(
        (known[one] for place in places if (one := place + model.__qualname__) in known), ""
    )
    if said:
        return said
    for key in ("type", "event_type"):
        info = model.model_fields.get(key)
        tag = literals(info.annotation) if info else []
        if name.endswith("Event") and len(tag) == 1:
            return f"The event `{tag[0]}`."
    return f"{_phrase(name)}."


def of_module(place: str, names: list[str]) -> str:
    """The docstring of a module."""
    if place in chat_words.MODULES:
        return chat_words.MODULES[place].rstrip(".") + "."
    if len(names) == 1:
        return f"{_phrase(names[0])}."
    group = place.rpartition(".")[2].strip("_").replace("_", " ")
    return f"{group[0].upper()}{group[1:]}: what it is made of."


def _module(model: Model) -> str:
    """The last part of the name of a class's module."""
    return model.__module__.rpartition(".")[2]


def _phrase(name: str) -> str:
    """A name as words with an article."""
    name = re.sub(r"^Response(?=[A-Z])", "", name)
    name = name.replace("Mcp", "MCP")
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]{2,}(?=[A-Z][a-z])|[A-Z][a-z0-9]*|[0-9]+", name)
    text = " ".join(part if part.isupper() and len(part) > 1 else part.lower() for part in parts)
    if re.search(r"(s|ing|usage|input|output|content|audio|info|text|data)$", text):
        return text[0].upper() + text[1:]
    vowels = "AEFHILMNORSX" if re.match(r"[A-Z]{2}", text) else "aeiou"
    article = "An" if text[0] in vowels else "A"
    return f"{article} {text}"
