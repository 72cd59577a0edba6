"""Load recordings of LLM API calls, and merge their streaming deltas per choice.

The format of a recording and the provider family of its stream (OpenAI, Anthropic, Google, Ollama)
are detected from the content. The examples run in a checkout of deltafold.

Load one recording: `load` for a file, `loads` for its content.
    >>> import deltafold
    >>> recording = deltafold.load("examples/two-choices.json")
    >>> recording.chat.choices[1].message.content[:8]
    'A willow'

Merge a stream: `merge` for all of its items, `Accumulator` for a live stream, item by item.
    >>> deltafold.merge(recording.chunks).merge_info.complete
    True

Watch a stream: `events` for text, reasoning and tool calls as they come, see `types.events`.
    >>> [event.type for event in deltafold.events(recording.chunks)][-1]
    'choice.done'

Scan a corpus: `scan` loads directories or lists of files in parallel.
    >>> [each.kind for each in deltafold.scan(["examples/two-choices.json"])]
    ['chat.stream']

Make tables: `table` gives Arrow record batches for pyarrow, Polars, DuckDB and others, and
`deltafold.arrow` has functions for Ray and Spark.
    >>> deltafold.table("examples/two-choices.json", "choices")
    Table('choices')

Normalize: `normalize_files` and `normalize_bytes` replace ids, times and other unstable values.
    >>> deltafold.normalize_files("examples/two-choices.json", check=True).changed
    1

Replay, in place of a suite's own loader: `ogx.recording_from_file`, `ogx.RecordingStorage`, or
`ogx.install` for the recorder of OGX.
    >>> from deltafold import ogx
    >>> record = ogx.recording_from_file("examples/two-choices.json", objects="deltafold")

Verify and find: the commands `deltafold verify` and `deltafold find` use the request hashes, as
given by `request_hash`, `http_request_hash`, `tool_request_hash` and `Recording.request_hash`.
    >>> deltafold.tool_request_hash("brave", "search", {"query": "oak"})[:8]
    '71be5d89'

Bad data raises a subclass of `deltafold.Error`, the system's errors are `OSError`, and wrong
arguments raise `TypeError` or `ValueError`. Any call may also raise `MemoryError`, and long calls
what signal handlers raise, such as `KeyboardInterrupt`.

Read on: README.md, and in docs/: formats.md, merge-contract.md (what merging guarantees), events.md,
normalize.md, replace-your-loader.md, ogx.md, tables.md and verify-and-find.md;
`help(deltafold.Recording)`.
"""

from __future__ import annotations

from deltafold._core import (
    Accumulator,
    ChoiceTiming,
    NormalizedFile,
    RecordedException,
    Recording,
    Report,
    Response,
    Rules,
    Scan,
    Table,
    __version__,
    http_request_hash,
    load,
    loads,
    merge,
    normalize_bytes,
    normalize_files,
    request_hash,
    scan,
    table,
    tool_request_hash,
)
from deltafold._errors import Error, MergeError, ParseError, RecordingError
from deltafold._events import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from deltafold import types as types

__all__ = [
    "Accumulator",
    "ChoiceTiming",
    "Error",
    "MergeError",
    "NormalizedFile",
    "ParseError",
    "RecordedException",
    "Recording",
    "RecordingError",
    "Report",
    "Response",
    "Rules",
    "Scan",
    "Table",
    "__version__",
    "events",
    "http_request_hash",
    "load",
    "loads",
    "merge",
    "normalize_bytes",
    "normalize_files",
    "request_hash",
    "scan",
    "table",
    "tool_request_hash",
    "types",
]


def __getattr__(name: str) -> object:
    # The mirrored types are imported on first use.
    if name == "types":
        import importlib

        return importlib.import_module("deltafold.types")
    raise AttributeError(f"module 'deltafold' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
