"""The names of model lists in directories, which are listed again only when they change.

A suite asks for its model lists hundreds of times, in directories of thousands of recordings.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

#: The coarsest clock of a file system. A directory that was changed later than this before it was
#: listed may change again without a new time, so it is listed again.
TICK_NS = 2_000_000_000
MAX_DIRECTORIES = 256


class _Listed(NamedTuple):
    #: The directory's device, number and time of change when it was listed.
    version: tuple[int, int, int]
    names: list[str]


_listed: dict[str, _Listed] = {}


def model_list_names(directory: Path) -> list[str]:
    """The sorted names `models-….json` in a directory; none if it cannot be listed."""
    path = directory.absolute()
    key = str(path)
    try:
        now = time.time_ns()
        found = path.stat()
        version = (found.st_dev, found.st_ino, found.st_mtime_ns)
        known = _listed.get(key)
        if known is not None and known.version == version:
            return known.names
        with os.scandir(path) as entries:
            names = sorted(
                entry.name
                for entry in entries
                if entry.name.startswith("models-") and entry.name.endswith(".json")
            )
    except OSError:
        return []
    if now - found.st_mtime_ns > TICK_NS:
        if len(_listed) >= MAX_DIRECTORIES:
            _listed.clear()
        _listed[key] = _Listed(version, names)
    else:
        _listed.pop(key, None)
    return names
