"""Load recordings of LLM API calls and merge their streaming deltas per choice.

import deltafold

recording = deltafold.load("recording.json")
print(recording.chat.choices[0].message.content)
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
    __version__,
    http_request_hash,
    load,
    loads,
    merge,
    normalize_bytes,
    normalize_files,
    request_hash,
    scan,
    tool_request_hash,
)
from deltafold._errors import Error, MergeError, ParseError, RecordingError

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
    "__version__",
    "http_request_hash",
    "load",
    "loads",
    "merge",
    "normalize_bytes",
    "normalize_files",
    "request_hash",
    "scan",
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
