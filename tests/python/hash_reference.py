"""The hash of a request as the recorder's own Python computes it, in as few lines as it takes."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import urlparse

UUID = "-".join(f"[a-f0-9]{{{length}}}" for length in (8, 4, 4, 4, 12))
MODEL_LISTS = ("/api/tags", "/v1/models", "/v1/openai/v1/models")
PATTERNS = (
    (r"score:\s*[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", "score: __NORMALIZED__"),
    (r",?\s*attributes:\s*\{[^}]*\}", ""),
    (rf"document_id:\s*{UUID}", "document_id: __NORMALIZED__"),
    (rf"<\|{UUID}\|>", "<|__NORMALIZED__|>"),
)


def text(value: str) -> str:
    for pattern, replacement in PATTERNS:
        value = re.sub(pattern, replacement, value)
    return re.sub(r"-?\d+\.\d{4,}", lambda match: f"{float(match.group()):.5f}", value)


def norm(value: Any, *, drop_stream_options: bool = False, root: bool = True) -> Any:
    if isinstance(value, dict):
        made = {key: norm(inner, root=False) for key, inner in value.items()}
        if drop_stream_options:
            made.pop("stream_options", None)
        for key in ("extra_body", "extra_query"):
            if root and isinstance(made.get(key), dict):
                made[key].pop("project_id", None)
        return made
    if isinstance(value, list | tuple):
        return [norm(item) for item in value]
    if isinstance(value, float):
        return round(value, 5)
    return text(value) if isinstance(value, str) else value


def sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def request_hash(
    method: str,
    url: str,
    headers: object,
    body: Any,
    *,
    test_id: str | None = None,
    rules: str = "ogx-1.0",
) -> str:
    del headers
    parsed = urlparse(url)
    made = norm(body, drop_stream_options="bedrock" in parsed.netloc)
    value = {"method": method.upper(), "endpoint": parsed.path, "body": made}
    lists = ("/v1/models", "/info") if rules == "ogx-1.5" else MODEL_LISTS
    is_remote = parsed.hostname not in ("0.0.0.0", "127.0.0.1", "localhost")
    if rules == "ogx-1.0":
        if parsed.path not in lists:
            value["test_id"] = test_id
    elif parsed.path in lists or (parsed.path.endswith("/models") and is_remote):
        value["test_id"] = None
    else:
        value["test_id"] = test_id
    return sha256(value)


def http_request_hash(url: str, method: str, payload: Any, *, test_id: str | None = None) -> str:
    made = norm(payload)
    return sha256({"test_id": test_id, "url": url, "method": method.upper(), "payload": made})


def tool_request_hash(provider: str, tool_name: str, kwargs: Any) -> str:
    return sha256({"provider": provider, "tool_name": tool_name, "kwargs": kwargs})


RULES = ("ogx-1.0", "ogx-1.2", "ogx-1.5")


def is_model_list(recording: dict[str, Any], rules: str) -> bool:
    """Whether the file of a recording is named `models-…`."""
    listed = ("/v1/models", "/info") if rules == "ogx-1.5" else MODEL_LISTS
    return recording["request"].get("endpoint") in listed


def of_recording(recording: dict[str, Any], rules: str = "ogx-1.0") -> str | None:
    request = recording["request"]
    if "tool_name" in request:
        return tool_request_hash(request["provider"], request["tool_name"], request["kwargs"])
    if "payload" in request:
        url, method, payload = (request[key] for key in ("url", "method", "payload"))
        return http_request_hash(url, method, payload, test_id=request["test_id"])
    if "url" not in request:
        return None
    url, method, body = (request[key] for key in ("url", "method", "body"))
    return request_hash(method, url, {}, body, test_id=recording.get("test_id"), rules=rules)
