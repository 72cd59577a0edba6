"""Reads a file as the reference and as ours does, and compares all that they say."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import ogx_reference
from ogx_compare import assert_same
from ogx_reference import LOGGER, Warned

from deltafold.ogx import recording_from_file

MODES = ("openai", "lazy")


class Collector(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.warned: list[Warned] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.warned.append(Warned(record.levelname, record.getMessage()))


@contextmanager
def collected() -> Iterator[list[Warned]]:
    """What is logged by ours inside of the block."""
    logger, handler = logging.getLogger(LOGGER), Collector()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(handler)
    try:
        yield handler.warned
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def read_as(path: Path, mode: str) -> dict[str, Any]:
    """The record, as it is given."""
    record: dict[str, Any] = recording_from_file(path, objects=cast(Any, mode))
    return record


def ours(path: Path, mode: str) -> dict[str, Any]:
    """The record, every object of it built."""
    record = read_as(path, mode)
    response = record.get("response")
    if mode == "lazy" and isinstance(response, dict):
        body = response.get("body")
        if isinstance(body, Sequence) and not isinstance(body, (str, list)):
            response["body"] = list(body)
    return record


def result(work: Callable[[], Any]) -> Any:
    """What a call gives, or what it raises."""
    try:
        return work()
    except Exception as error:
        return error


def check(path: Path) -> None:
    """Both ways of building objects give what the reference gives, and log what it logs."""
    expected = result(lambda: ogx_reference.read(path))
    for mode in MODES:
        with collected() as warned:
            record = result(lambda: ours(path, mode))
        if isinstance(expected, Exception):
            # What is no JSON is a `ParseError` of ours, which says more.
            kind = ValueError if isinstance(expected, ValueError) else type(expected)
            assert isinstance(record, kind), f"{path}, {mode}: no {expected!r}: {record!r}"
            continue
        if isinstance(record, Exception):
            raise AssertionError(f"{path}, {mode}: {record!r} was raised") from record
        theirs, warnings = expected
        assert_same(record, theirs, f"{path}, {mode}")
        assert warned == warnings, f"{path}, {mode}: {warned} is not {warnings}"


def write(path: Path, record: Any) -> Path:
    """Writes a recording as the recorder does, but for values that it cannot write."""
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="ascii")
    return path


def recording(body: Any, **changes: Any) -> dict[str, Any]:
    """A recording of that body."""
    return {
        "test_id": "tests/test_a.py::test_b[x]",
        "request": {
            "method": "POST",
            "url": "http://localhost/v1/chat/completions",
            "headers": {},
            "body": {"model": "m", "messages": [{"role": "user", "content": "é \ud83d"}]},
            "endpoint": "/v1/chat/completions",
            "model": "m",
        },
        "response": {"body": body, "is_streaming": isinstance(body, list)},
        "id_normalization_mapping": {},
        **changes,
    }


def typed(name: str, data: Any, **more: Any) -> dict[str, Any]:
    """An item of a body."""
    return {"__type__": name, "__data__": data, **more}
