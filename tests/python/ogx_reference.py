"""How a recording of OGX is read, in a few lines of plain Python: what ours is held against.

`read(path)` gives the record with objects in place of what has a `__type__`, and the warnings
that reading logs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

LOGGER = "deltafold.ogx"
FAILED = "Failed to deserialize object of type {} with {}: {}"
#: What the recorder says of a class that it could not import: Python's own words.
NO_CLASS = (
    "cannot access local variable 'cls' where it is not associated with a value"
    if sys.version_info >= (3, 11)
    else "local variable 'cls' referenced before assignment"
)


class Warned(NamedTuple):
    """One warning: its level and its text."""

    level: str
    text: str


def read(path: str | Path) -> tuple[dict[str, Any], list[Warned]]:
    """The record in a file, and what is warned of on the way."""
    return record_of(json.loads(Path(path).read_text(encoding="utf-8")))


def record_of(record: dict[str, Any]) -> tuple[dict[str, Any], list[Warned]]:
    """The record with its objects built, and what is warned of on the way."""
    if mapping := record.get("id_normalization_mapping"):
        text = json.dumps(record)
        for new, old in mapping.items():
            text = text.replace(old, new)
        record = json.loads(text)
        record["id_normalization_mapping"] = {}
    warned: list[Warned] = []
    if "response" in record and "body" in record["response"]:
        body = record["response"]["body"]
        many = isinstance(body, list)
        record["response"]["body"] = (
            [built(item, warned) for item in body] if many else built(body, warned)
        )
    return record, warned


def built(item: Any, warned: list[Warned]) -> Any:
    """The object that an item of a body stands for, or the item itself."""
    if not (isinstance(item, dict) and "__type__" in item and "__data__" in item):
        return item
    name, data = item["__type__"], item["__data__"]

    def warn(method: str, error: object) -> None:
        warned.append(Warned("WARNING", FAILED.format(name, method, error)))

    cls = None
    try:
        module, attribute = name.rsplit(".", 1)
        cls = getattr(__import__(module, fromlist=[attribute]), attribute)
        if not hasattr(cls, "model_validate"):
            raise ValueError(f"Pydantic class {cls} does not support model_validate?")
        return cls.model_validate(data)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        warn("model_validate", error)
    if cls is None:
        warn("model_construct", NO_CLASS)
        return data
    try:
        return cls.model_construct(**data)
    except Exception as error:
        warn("model_construct", error)
        return data
