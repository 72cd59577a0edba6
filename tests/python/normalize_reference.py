"""What normalizing must do, in a few lines: load, change, dump, and compare the dumps."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

DURATIONS = ("total_duration", "load_duration", "prompt_eval_duration", "eval_duration")


def hash_in(name: str) -> str:
    """What ids are made of."""
    stem = Path(name).stem
    return stem.rsplit("-", 1)[-1] if "-" in stem else stem


def normalize_data(data: dict[str, Any], hash_: str) -> None:
    """Changes one `__data__` object."""
    if data.get("object") != "model":
        if "id" in data:
            data["id"] = f"rec-{hash_[:12]}"
        if "created" in data:
            data["created"] = 0
    if "created_at" in data:
        data["created_at"] = "1970-01-01T00:00:00.000000Z"
    for key in DURATIONS:
        if data.get(key) is not None:
            data[key] = 0


def normalize_value(recording: Any, name: str) -> Any:
    """The recording as it should be."""
    new = copy.deepcopy(recording)
    body = new["response"].get("body")
    for item in body if isinstance(body, list) else [body]:
        if isinstance(item, dict) and isinstance(item.get("__data__"), dict):
            normalize_data(item["__data__"], hash_in(name))
    return new


def normalize(text: bytes, name: str) -> bytes:
    """The file as it should be."""
    recording = json.loads(text)
    new = normalize_value(recording, name)
    if json.dumps(new) == json.dumps(recording):
        return text
    return (json.dumps(new, indent=2) + "\n").encode()
