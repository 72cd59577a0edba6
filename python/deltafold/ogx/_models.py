"""Lists of models, which are recorded once per server and replayed as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deltafold import _core

OLLAMA = "/api/tags"
MODEL_LIST_ENDPOINTS = (OLLAMA, "/v1/models", "/v1/openai/v1/models")


def model_identifiers_digest(endpoint: str, response: Mapping[str, Any]) -> str:
    """Eight hex digits that identify a set of models: the end of a model list's file name.

    `response` is that of a recording; its `body` is a list of models, or has one as `models`.
    Order and repetitions do not count.

        >>> from deltafold import ogx
        >>> body = [{"id": "b"}, {"id": "a"}, {"id": "b"}]
        >>> ogx.model_identifiers_digest("/v1/models", {"body": body})
        '0eab8a0a'

    Raises:
        KeyError, AttributeError: the body or a model's name is missing.
    """
    body = response["body"]
    # Not `get`: the body may be a list, or an ollama object.
    models = body["models"] if "models" in body else body  # noqa: SIM401
    return hashlib.sha256("|".join(sorted(set(_names(endpoint, models)))).encode()).hexdigest()[:8]


def combine_model_lists(
    endpoint: str, records: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    """One recording with the models of all `records`, ordered by name; None for no records.

    The last of several models with the same name counts. The request is that of the first record.
    For `/api/tags` the body is an `ollama.ListResponse` (or a dict, if the records were read
    without ollama).

        >>> from deltafold import ogx
        >>> ours, theirs = ({"response": {"body": [{"id": name}]}} for name in "ba")
        >>> ogx.combine_model_lists("/v1/models", [ours, theirs])["response"]["body"]
        [{'id': 'a'}, {'id': 'b'}]

    Raises:
        KeyError, AttributeError: a record has no body, or a model no name.
    """
    if not records:
        return None
    found: dict[str, Any] = {}
    bodies = [record["response"]["body"] for record in records]
    for body in bodies:
        models = _models(endpoint, body)
        found.update(zip(_names(endpoint, models), models, strict=True))
    ordered = [found[name] for name in sorted(found)]
    request = records[0].get("request", {})
    if isinstance(request, dict):
        request = {**request, "endpoint": endpoint}
    body = _ollama_list(bodies[0], ordered) if endpoint == OLLAMA else ordered
    return {"request": request, "response": {"body": body, "is_streaming": False}}


def _models(endpoint: str, body: Any) -> Sequence[Any]:
    if endpoint == OLLAMA:
        models: Sequence[Any] = body["models"] if isinstance(body, dict) else body.models
        return models
    return body if endpoint in MODEL_LIST_ENDPOINTS else ()


def _names(endpoint: str, models: Iterable[Any]) -> list[str]:
    key = "model" if endpoint == OLLAMA else "id"
    return [model[key] if isinstance(model, dict) else getattr(model, key) for model in models]


def _ollama_list(body: Any, models: list[Any]) -> Any:
    """The models in the type of the first body: plain data, a view, or ollama's own class."""
    if isinstance(body, dict):
        return {"models": models}
    if isinstance(body, _core.View):
        return type(body)(models=models)
    from ollama import ListResponse

    return ListResponse(models=models)
