"""Reads recordings into the same objects as the recorder of OGX."""

from __future__ import annotations

import logging
import os
from typing import Any, Literal, TypeAlias

from deltafold import _core

_logger = logging.getLogger("deltafold.ogx")


Objects: TypeAlias = Literal["openai", "lazy", "deltafold"]


def recording_from_file(
    path: str | os.PathLike[str],
    *,
    objects: Objects = "openai",
    logger: logging.Logger | None = None,
) -> dict[str, Any]:
    """The recording in a file as a dict, with its body restored to the recorded objects.

    Items with `__type__` and `__data__` become instances of the class that `__type__` names, equal
    to what its `model_validate` makes of the data. If that fails, a warning is logged, and the
    item becomes what `model_construct` makes of it, or stays plain data. Validation is skipped for
    data that it would not change according to the class's own schema, and run for all other data.

    `objects` selects what a list body becomes: `"openai"`, a list of such instances; `"lazy"`, a
    sequence that creates each instance on first access; `"deltafold"`, a sequence of views that
    only have the same attributes. `logger` receives the warnings, by default `deltafold.ogx`.

        recording = recording_from_file("recordings/0a1b….json")
        [chunk.choices[0].delta.content for chunk in recording["response"]["body"]]

    Raises:
        OSError: the file cannot be read, as with `open`.
        ParseError: the file is not JSON.
        RecordingError: the JSON is not an object.
        ValueError: `objects` is not known.
    """
    return _core._recording_from_file(path, objects, Fallback(logger or _logger))


class Fallback:
    """Restores items that need their class's own methods, as the recorder does.

    An item that does not validate is constructed, and one that cannot be constructed stays plain
    data; each case logs a warning.
    """

    def __init__(self, logger: logging.Logger) -> None:
        self.warn = logger.warning

    def restore(self, item: dict[str, Any], comes_again: bool) -> tuple[Any, str | None]:
        """The object for an item with `__type__` and `__data__`, and perhaps its warning.

        The warning is returned if `comes_again` is set and it is the same for all constructed
        items with the same faults.
        """
        name, data = item["__type__"], item["__data__"]
        try:
            cls = _named(name)
            if not hasattr(cls, "model_validate"):
                raise ValueError(f"Pydantic class {cls} does not support model_validate?")
            return cls.model_validate(data), None
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
