"""Lists of models, which are recorded once per server and replayed as one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from deltafold import _core

#: Releases of OGX hash and combine lists of models by different rules. Each name is that of the
#: first release with them; the first one also holds for older releases.
Rules: TypeAlias = Literal["ogx-1.0", "ogx-1.2", "ogx-1.5"]

OLLAMA = "/api/tags"
INFO = "/info"
MODEL_LIST_ENDPOINTS = (OLLAMA, "/v1/models", "/v1/openai/v1/models")


def model_identifiers_digest(endpoint: str, response: Mapping[str, Any]) -> str:
    """Eight hex digits that identify a set of models: the end of a model list's file name.

    `response` is that of a recording; its `body` is a list of models, or has one as `models`; for
    `/info` it is a dict with `model_id`. Order and repetitions do not count.

        >>> from deltafold import ogx
        >>> body = [{"id": "b"}, {"id": "a"}, {"id": "b"}]
        >>> ogx.model_identifiers_digest("/v1/models", {"body": body})
        '0eab8a0a'

    Raises:
        KeyError, AttributeError: the body or a model's name is missing.
    """
    body = response["body"]
    if endpoint == INFO and isinstance(body, Mapping):
        return _digest([body["model_id"]])
    # Not `get`: the body may be a list, or an ollama object.
    models = body["models"] if "models" in body else body  # noqa: SIM401
    return _digest(_names(endpoint, models))


def digest_without_endpoint(response: Mapping[str, Any]) -> str:
    """The same as OGX 1.5 computes it, from the body alone."""
    body = response["body"]
    return model_identifiers_digest(INFO if isinstance(body, dict) else "/v1/models", response)


def combine_model_lists(
    endpoint: str, records: Sequence[Mapping[str, Any]], *, rules: Rules = "ogx-1.0"
) -> dict[str, Any] | None:
    """One recording with the models of all `records`, ordered by name; None for no records.

    The last of several models with the same name counts. The request is that of the first record.
    For `/api/tags` the body is an `ollama.ListResponse` (or a dict, if the records were read
    without ollama). `rules` selects the endpoints: since "ogx-1.2" all that end in `/models`, and
    in "ogx-1.5" also `/info`, where each record is of one model and the first is returned as it is.

        >>> from deltafold import ogx
        >>> ours, theirs = ({"response": {"body": [{"id": name}]}} for name in "ba")
        >>> ogx.combine_model_lists("/v1/models", [ours, theirs])["response"]["body"]
        [{'id': 'a'}, {'id': 'b'}]

    Raises:
        KeyError, AttributeError: a record has no body, or a model no name.
    """
    if not records:
        return None
    if rules == "ogx-1.5" and endpoint == INFO:
        first = records[0]
        return first if isinstance(first, dict) else dict(first)
    is_ollama = endpoint == OLLAMA and rules != "ogx-1.5"
    is_list = is_ollama or (
        endpoint in MODEL_LIST_ENDPOINTS[1:] if rules == "ogx-1.0" else endpoint.endswith("/models")
    )
    found: dict[str, Any] = {}
    bodies = [record["response"]["body"] for record in records]
    for body in bodies if is_list else ():
        models = _ollama_models(body) if is_ollama else body
        found.update(zip(_names(endpoint, models), models, strict=True))
    ordered = [found[name] for name in sorted(found)]
    request = records[0].get("request", {})
    if isinstance(request, dict):
        request = {**request, "endpoint": endpoint}
    body = _ollama_list(bodies[0], ordered) if is_ollama else ordered
    return {"request": request, "response": {"body": body, "is_streaming": False}}


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256("|".join(sorted(set(names))).encode()).hexdigest()[:8]


def _ollama_models(body: Any) -> Sequence[Any]:
    models: Sequence[Any] = body["models"] if isinstance(body, dict) else body.models
    return models


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
