"""Reading recordings as the recorder of OGX does, object for object."""

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
    """The recording in a file as a dict, its body restored to what was recorded.

    Items with `__type__` and `__data__` become instances of the class that `__type__` names, equal
    to what its `model_validate` makes of the data. Where that fails a warning says so, and the
    item is what `model_construct` makes of it, or the data as they are. The class's own schema
    tells for which data validating would change nothing; it is run for all others.

    `objects` chooses what a list body is: `"openai"`, a list of such instances; `"lazy"`, a
    sequence that makes each when it is first touched; `"deltafold"`, a sequence of views that
    only have the same attributes. `logger` takes the warnings, by default `deltafold.ogx`.

    Raises `OSError` as `open` does, `ParseError` (a `ValueError`) for what is no JSON, and
    `RecordingError` for JSON that is no object.

        recording = recording_from_file("recordings/0a1b….json")
        [chunk.choices[0].delta.content for chunk in recording["response"]["body"]]
    """
    return _core._recording_from_file(path, objects, Fallback(logger or _logger))


class Fallback:
    """Restores items that their own class must be asked about, as the recorder does.

    What does not validate is constructed, and what cannot be is the data as it stands; each with a
    warning.
    """

    def __init__(self, logger: logging.Logger) -> None:
        self.warn = logger.warning

    def restore(self, item: dict[str, Any]) -> Any:
        """The object of an item with `__type__` and `__data__`."""
        name, data = item["__type__"], item["__data__"]
        restored: Any = None
        try:
            restored = _named(name)
            if not hasattr(restored, "model_validate"):
                raise ValueError(f"{restored} is no class of pydantic: it has no model_validate")
            return restored.model_validate(data)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            self.warn(_warning(name, error))
        try:
            return restored.model_construct(**data)
        except Exception as error:
            self.warn(f"Failed to deserialize object of type {name} with model_construct: {error}")
        return data

    def constructed(self, item: dict[str, Any]) -> tuple[Any, str] | None:
        """The object of an item that does not validate, if it can be constructed, and its warning.

        Only if every item with the same faults would give the same warning.
        """
        name, data = item["__type__"], item["__data__"]
        try:
            restored = _named(name)
            restored.model_validate(data)
        except ValueError as error:
            if isinstance(data, dict) and _speaks_of_scalars(error):
                return restored.model_construct(**data), _warning(name, error)
        except Exception:
            # The first item of its kind met this, too.
            pass
        return None


def _warning(name: str, error: Exception) -> str:
    return f"Failed to deserialize object of type {name} with model_validate: {error}"


def _named(name: str) -> Any:
    module, class_name = name.rsplit(".", 1)
    return getattr(__import__(module, fromlist=[class_name]), class_name)


def _speaks_of_scalars(error: Any) -> bool:
    """Whether an error of validation shows no part of its input but the faulty scalars."""
    if not hasattr(error, "errors"):
        return False
    faults = error.errors(include_url=False)
    return all(
        fault["type"] != "missing" and not isinstance(fault["input"], (dict, list))
        for fault in faults
    )
