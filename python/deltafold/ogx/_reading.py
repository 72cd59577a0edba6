"""Reads recordings into the same objects as the recorder of OGX."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from deltafold import _core

_logger = logging.getLogger("deltafold.ogx")


Objects: TypeAlias = Literal["openai", "lazy", "deltafold"]
Warnings: TypeAlias = Literal["each", "once"]

# A value in an error of pydantic's.
_VALUE = re.compile(r"input_value=.*?, input_type=", re.DOTALL)


def recording_from_file(
    path: str | os.PathLike[str],
    *,
    objects: Objects = "openai",
    logger: logging.Logger | None = None,
    warnings: Warnings = "each",
) -> dict[str, Any]:
    """The recording in a file as a dict, with its body restored to the recorded objects.

    Items with `__type__` and `__data__` become instances of the class that `__type__` names, equal
    to what its `model_validate` makes of the data. If that fails, a warning is logged, and the
    item becomes what `model_construct` makes of it, or stays plain data. An item that differs from
    an earlier one only in scalars is a copy of it with those replaced, if the class's own schema
    shows that validating keeps them.

    `objects` selects what a list body becomes: `"openai"`, a list of such instances; `"lazy"`, a
    sequence that creates each instance on first access; `"deltafold"`, a sequence of views that
    only have the same attributes. `logger` receives the warnings, by default `deltafold.ogx`: one
    for each item, as in the recorder's log, or with `warnings="once"` one for each class and fault.

        recording = recording_from_file("recordings/0a1b….json")
        [chunk.choices[0].delta.content for chunk in recording["response"]["body"]]

    Raises:
        OSError: the file cannot be read, as with `open`.
        ParseError: the file is not JSON.
        RecordingError: the JSON is not an object.
        ValueError: `objects` or `warnings` is not known.
    """
    return _core._recording_from_file(path, objects, Fallback(logger or _logger, warnings))


class Fallback:
    """Restores items that need their class's own methods, as the recorder does.

    An item that does not validate is constructed, and one that cannot be constructed stays plain
    data; each case logs a warning.
    """

    def __init__(self, logger: logging.Logger, warnings: Warnings = "each") -> None:
        self.warn: Callable[[str], object] = logger.warning
        if warnings == "once":
            self.warn = _Once(logger.warning)
        elif warnings != "each":
            raise ValueError(f"expected warnings to be 'each' or 'once', not {warnings!r}")

    def restore(self, item: dict[str, Any], comes_again: bool) -> tuple[Any, str | None]:
        """The object for an item with `__type__` and `__data__`, and the warning to repeat.

        That is the warning that each item with the same faults gives: `""` for a valid item, None
        if the warnings may differ, or if `comes_again` is not set.
        """
        name, data = item["__type__"], item["__data__"]
        try:
            cls = _named(name)
            if not hasattr(cls, "model_validate"):
                raise ValueError(f"Pydantic class {cls} does not support model_validate?")
            return cls.model_validate(data), ""
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            warning = f"Failed to deserialize object of type {name} with model_validate: {error}"
            self.warn(warning)
            repeats = comes_again and _speaks_of_scalars(error)
        try:
            # Without a class this raises Python's own error, which the recorder warns of too.
            made = cls.model_construct(**data)
        except Exception as error:
            self.warn(f"Failed to deserialize object of type {name} with model_construct: {error}")
            return data, None
        return made, warning if repeats else None


class _Once:
    """Passes on the first warning of each kind, that is without the values of the data."""

    def __init__(self, warn: Callable[[str], object]) -> None:
        self.warn = warn
        self.kinds: set[str] = set()

    def __call__(self, warning: str) -> None:
        kind = _VALUE.sub("", warning)
        if kind not in self.kinds:
            self.kinds.add(kind)
            self.warn(warning)


def _named(name: str) -> Any:
    module, class_name = name.rsplit(".", 1)
    return getattr(__import__(module, fromlist=[class_name]), class_name)


def _speaks_of_scalars(error: Any) -> bool:
    """Whether a validation error shows only the faulty scalars of its input."""
    try:
        faults = error.errors(include_url=False, include_context=False)
        return all(
            fault["type"] != "missing" and not isinstance(fault["input"], (dict, list))
            for fault in faults
        )
    except Exception:
        # Another kind of error, or one that cannot show its input.
        return False
