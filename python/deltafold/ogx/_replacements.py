"""The functions that are in a recorder's module while the drop-in is installed.

Each reads as `state.objects` says, or calls the original if that is None: other code may have kept
or wrapped the function, and after uninstalling it must do no more than the original.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from deltafold import _core
from deltafold.ogx._lookup import model_list_files
from deltafold.ogx._models import combine_model_lists, model_identifiers_digest
from deltafold.ogx._reading import Objects, recording_from_file

Function = Callable[..., Any]


class State(Protocol):
    """The parts of an installation that the functions need."""

    @property
    def module(self) -> ModuleType: ...
    @property
    def objects(self) -> Objects | None: ...


def reading(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _recording_from_file(response_path: Any) -> dict[str, Any]:
        objects = state.objects
        if objects is None:
            record: dict[str, Any] = original(response_path)
            return record
        return recording_from_file(response_path, objects=objects, logger=state.module.logger)

    return _recording_from_file


def inference_hash(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def normalize_inference_request(method: Any, url: Any, headers: Any, body: Any) -> Any:
        if _is_for_original(state):
            return original(method, url, headers, body)
        test_id = state.module.get_test_context()
        return _core.request_hash(method, url, headers, body, test_id=test_id)

    return normalize_inference_request


def tool_hash(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def normalize_tool_request(provider_name: Any, tool_name: Any, kwargs: Any) -> Any:
        if _is_for_original(state):
            return original(provider_name, tool_name, kwargs)
        return _core.tool_request_hash(provider_name, tool_name, kwargs)

    return normalize_tool_request


def http_hash(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def normalize_http_request(url: Any, method: Any, payload: Any) -> Any:
        if _is_for_original(state):
            return original(url, method, payload)
        test_id = state.module.get_test_context()
        return _core.http_request_hash(url, method, payload, test_id=test_id)

    return normalize_http_request


def _is_for_original(state: State) -> bool:
    """Whether to call the original: after uninstalling, and in debug mode, where it logs."""
    is_debug_mode = getattr(state.module, "is_debug_mode", None)
    return state.objects is None or (is_debug_mode is not None and bool(is_debug_mode()))


def digest(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _model_identifiers_digest(endpoint: Any, response: Any) -> Any:
        work = original if state.objects is None else model_identifiers_digest
        return work(endpoint, response)

    return _model_identifiers_digest


def union(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _combine_model_list_responses(endpoint: Any, records: Any) -> Any:
        work = original if state.objects is None else combine_model_lists
        return work(endpoint, records)

    return _combine_model_list_responses


def model_lists(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _model_list_responses(self: Any, request_hash: Any) -> Any:
        if state.objects is None:
            return original(self, request_hash)
        # The test's own directory comes first; outside of tests both are the same.
        directories = dict.fromkeys([Path(self._get_test_dir()), self.base_dir / "recordings"])
        # Looked up in the module, since other code may have wrapped it there.
        read = state.module._recording_from_file
        return [read(path) for path in model_list_files([*directories], request_hash)]

    return _model_list_responses
