"""Finding a recording by the hash of its request, where the recorder looks for it."""

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
    """The recordings of a suite: beside the test's file first, then in the base directory.

    `base_dir` is the recorder's: with an absolute one, tests are named relative to the directory
    three levels above it, otherwise to the working directory. `test_id` is asked for the running
    test, as in `set_test_id_source`, which holds where it is None. `objects` and `logger` are
    those of `recording_from_file`.

        storage = RecordingStorage("tests/integration/common", objects="lazy")
        request_hash = normalize_inference_request("POST", url, {}, body)
        recording = storage.find_recording(request_hash)
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
        """Where recordings are looked for now, in that order: one place, or two in a test."""
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

        Raises what that raises. Lists of models have names of another form: `find_model_list`.
        """
        for directory in self.directories():
            path = directory / f"{request_hash}.json"
            if path.exists():
                return self._read(path)
        return None

    def find_model_list(self, endpoint: str, request_hash: str) -> dict[str, Any] | None:
        """The models of all recordings of a list of models in one recording; None if none is there.

        `endpoint` is the request's own, as in `combine_model_lists`: the url's path may be longer.
        """
        found = model_list_files(self.directories(), request_hash)
        return combine_model_lists(endpoint, [self._read(path) for path in found])

    def _read(self, path: Path) -> dict[str, Any]:
        return recording_from_file(path, objects=self.objects, logger=self.logger)


def model_list_files(directories: list[Path], request_hash: str) -> list[Path]:
    """The files of a list of models, directory by directory, each in order of name.

    The order of a file system is not the same everywhere, and of two models of one name the last
    counts.
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
