"""Finds a recording by its request hash, in the directories where the recorder looks."""

from __future__ import annotations

import logging
import os
from bisect import bisect_left
from pathlib import Path
from typing import Any

from deltafold.ogx._index import model_list_names
from deltafold.ogx._models import combine_model_lists
from deltafold.ogx._reading import Objects, recording_from_file
from deltafold.ogx._requests import TestIdSource, check_source, current_test_id


class RecordingStorage:
    """The recordings of a suite: those beside the test's file first, then the base directory's.

    `base_dir` is the recorder's. If it is absolute, test ids are relative to the directory three
    levels above it, otherwise to the working directory. `test_id` is a source of the running
    test's id, as for `set_test_id_source`, whose source is used if it is None. `objects` and
    `logger` are those of `recording_from_file`.

        storage = RecordingStorage("tests/integration/common", objects="lazy")
        request_hash = normalize_inference_request("POST", url, {}, body)
        recording = storage.find_recording(request_hash)

    Raises:
        TypeError: `test_id` is not a function, a `ContextVar` or None.
    """

    def __init__(
        self,
        base_dir: str | os.PathLike[str],
        *,
        test_id: TestIdSource | None = None,
        objects: Objects = "openai",
        logger: logging.Logger | None = None,
    ) -> None:
        check_source(test_id)
        self.base_dir = Path(base_dir)
        self.test_id = test_id
        self.objects: Objects = objects
        self.logger = logger

    def __repr__(self) -> str:
        return f"RecordingStorage({str(self.base_dir)!r}, objects={self.objects!r})"

    def directories(self) -> list[Path]:
        """The directories to search now, in order: one, or two in a test.

        Raises:
            TypeError: the source of the test id gives neither text nor None.
        """
        base = self.base_dir / "recordings"
        test_id = current_test_id(self.test_id)
        if not test_id:
            return [base]
        beside = Path(test_id.split("::")[0]).parent / "recordings"
        if self.base_dir.is_absolute():
            beside = self.base_dir.parent.parent.parent / beside
        return [beside] if beside == base else [beside, base]

    def find_recording(self, request_hash: str) -> dict[str, Any] | None:
        """The recording of a request, read by `recording_from_file`; None if there is none.

        Lists of models have file names of another form; `find_model_list` finds them.

        Raises:
            OSError, ParseError, RecordingError: as `recording_from_file`.
            TypeError: as `directories`.
        """
        for directory in self.directories():
            path = directory / f"{request_hash}.json"
            if path.exists():
                return self._read(path)
        return None

    def find_model_list(self, endpoint: str, request_hash: str) -> dict[str, Any] | None:
        """All recordings of a list of models, combined into one; None if there are none.

        `endpoint` is the request's own, as in `combine_model_lists`; the URL's path may be longer.

        Raises:
            OSError, ParseError, RecordingError, TypeError: as `find_recording`.
            KeyError: a recording has no `response`, no `body` or no models.
        """
        found = model_list_files(self.directories(), request_hash)
        return combine_model_lists(endpoint, [self._read(path) for path in found])

    def _read(self, path: Path) -> dict[str, Any]:
        return recording_from_file(path, objects=self.objects, logger=self.logger)


def model_list_files(directories: list[Path], request_hash: str) -> list[Path]:
    """The files of a list of models, directory by directory, sorted by name.

    They are sorted because the order of file systems differs, and the last of two models with the
    same name counts.
    """
    start = f"models-{request_hash}-"
    found = []
    for directory in directories:
        names = model_list_names(directory)
        for at in range(bisect_left(names, start), len(names)):
            if not names[at].startswith(start):
                break
            found.append(directory / names[at])
    return found
