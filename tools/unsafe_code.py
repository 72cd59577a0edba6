"""Takes every path into unsafe code that calls Python, for `make miri`, which runs this under valgrind."""

from __future__ import annotations

import json
import logging
import pickle
from pathlib import Path
from typing import Any

import nanoarrow

import deltafold
from deltafold._core import Sequence
from deltafold.ogx import recording_from_file

RECORDINGS = Path(__file__).parents[1] / "tests" / "fixtures" / "recordings"
PATHS = sorted(path for path in RECORDINGS.glob("*.json") if path.name != "kinds.json")


def touch(value: Any) -> None:
    """Reads every attribute, item and extra below a view."""
    if isinstance(value, list | tuple | Sequence):
        for item in value:
            touch(item)
    elif isinstance(value, dict):
        touch(list(value.values()))
    elif hasattr(type(value), "model_fields"):
        for name in [*type(value).model_fields, *(value.model_extra or ())]:
            touch(getattr(value, name, None))


# src/python/views: views are made without their class being called, and keep what was read.
for path in PATHS:
    recording = deltafold.load(path)
    try:
        touch(recording.chunks)
        touch(recording.completion)
        pickle.loads(pickle.dumps(recording.completion))
    except deltafold.Error:
        pass

# src/sdk_objects: objects of the SDKs are made without their class being called. Warnings say of
# which classes they cannot be.
logging.disable()
for path in PATHS:
    touch(recording_from_file(path))

# src/python_values: texts of arguments grow in place, or not while somebody else has them.
for keep in (False, True):
    merging, kept = deltafold.Accumulator(), []
    for piece in ['{"a": "', *("oak é🌳 " * 50), '", "b": [1, ', "2]}"]:
        entry = {"index": 0, "id": "x", "function": {"name": "f", "arguments": piece}}
        chunk = {"choices": [{"index": 0, "delta": {"tool_calls": [entry]}}]}
        for event in merging.push_events(json.loads(json.dumps(chunk))):
            parsed = getattr(event, "parsed_arguments", None)
            kept.append(parsed if keep else None)

# src/python/table: arrays go both ways.
for name in ("recordings", "choices", "tool_calls", "chunks"):
    rows = nanoarrow.ArrayStream(deltafold.table(PATHS, name)).read_all().to_pylist()
    assert rows
texts = nanoarrow.c_array([path.read_text(encoding="utf-8") for path in PATHS], nanoarrow.string())
batch = nanoarrow.c_array_from_buffers(
    nanoarrow.struct({"text": nanoarrow.string()}), len(PATHS), [None], children=[texts]
)
for given in (nanoarrow.Array(batch), nanoarrow.ArrayStream(nanoarrow.Array(batch))):
    again = nanoarrow.ArrayStream(deltafold.table(given, column="text")).read_all()
    assert len(again.to_pylist()) == len(PATHS)
