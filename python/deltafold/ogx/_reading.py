"""Reading recordings as the recorder of OGX does, object for object."""

from __future__ import annotations

import logging
import os
from typing import Any

from deltafold import _core

_logger = logging.getLogger("deltafold.ogx")


def recording_from_file(
    path: str | os.PathLike[str],
    *,
    objects: str = "openai",
    logger: logging.Logger | None = None,
) -> dict[str, Any]:
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
