"""The functions that take the place of a recorder's own while the drop-in is installed.

Each looks up `state.objects` when it is called, and calls the original if that is None: somebody
may have kept or wrapped it, and it must do no more than the original once it is uninstalled.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from deltafold import _core
from deltafold.ogx._lookup import model_list_files
from deltafold.ogx._models import (
    Rules,
    combine_model_lists,
    digest_without_endpoint,
    model_identifiers_digest,
)
from deltafold.ogx._reading import Objects, Warnings, recording_from_file

Function = Callable[..., Any]


class State(Protocol):
    """What the functions need to know of their installation."""

    @property
    def module(self) -> Any: ...
    @property
    def objects(self) -> Objects | None: ...
    @property
    def warnings(self) -> Warnings: ...


Maker = Callable[[State, Function], Function]


def reading(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _recording_from_file(response_path: Any) -> dict[str, Any]:
        objects = state.objects
        if objects is None:
            record: dict[str, Any] = original(response_path)
            return record
        return recording_from_file(
            response_path, objects=objects, logger=state.module.logger, warnings=state.warnings
        )

    return _recording_from_file


def inference_hash(rules: Rules) -> Maker:
    def make(state: State, original: Function) -> Function:
        @functools.wraps(original)
        def normalize_inference_request(method: Any, url: Any, headers: Any, body: Any) -> Any:
            if _is_for_original(state):
                return original(method, url, headers, body)
            test_id = state.module.get_test_context()
            return _core.request_hash(method, url, headers, body, test_id=test_id, rules=rules)

        return normalize_inference_request

    return make


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
    """Whether the original must do it: after uninstalling, and to log in the debug mode."""
    is_debug_mode = getattr(state.module, "is_debug_mode", None)
    return state.objects is None or (is_debug_mode is not None and bool(is_debug_mode()))


def digest(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _model_identifiers_digest(endpoint: Any, response: Any) -> Any:
        work = original if state.objects is None else model_identifiers_digest
        return work(endpoint, response)

    return _model_identifiers_digest


def digest_of_body(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _model_identifiers_digest(response: Any) -> Any:
        work = original if state.objects is None else digest_without_endpoint
        return work(response)

    return _model_identifiers_digest


def union(rules: Rules) -> Maker:
    def make(state: State, original: Function) -> Function:
        @functools.wraps(original)
        def _combine_model_list_responses(endpoint: Any, records: Any) -> Any:
            if state.objects is None:
                return original(endpoint, records)
            return combine_model_lists(endpoint, records, rules=rules)

        return _combine_model_list_responses

    return make


def model_lists(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _model_list_responses(self: Any, request_hash: Any) -> Any:
        if state.objects is None:
            return original(self, request_hash)
        directories = [Path(self._get_test_dir()), self.base_dir / "recordings"]
        return _read_lists(state, directories, request_hash)

    return _model_list_responses


def model_lists_of_one_directory(state: State, original: Function) -> Function:
    @functools.wraps(original)
    def _model_list_responses(self: Any, short_hash: Any) -> Any:
        if state.objects is None:
            return original(self, short_hash)
        return _read_lists(state, [self.responses_dir], short_hash)

    return _model_list_responses


def _read_lists(state: State, directories: Iterable[Path], request_hash: Any) -> list[Any]:
    # Each directory once: outside of tests they are the same. The function is looked up in the
    # module, where somebody may have wrapped it.
    read = state.module._recording_from_file
    return [read(path) for path in model_list_files([*dict.fromkeys(directories)], request_hash)]
