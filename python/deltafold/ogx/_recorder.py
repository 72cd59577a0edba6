"""Finds the recorder's module, and checks that it is as the drop-in expects."""

from __future__ import annotations

import importlib
import inspect
import sys
from types import FunctionType, ModuleType
from typing import Any

from deltafold._errors import Error

RECORDERS = ("ogx.testing.api_recorder", "llama_stack.testing.api_recorder")

# The functions that are replaced or called, and their parameters.
FUNCTIONS = {
    "_recording_from_file": ("response_path",),
    "_deserialize_response": ("data",),
    "_model_identifiers_digest": ("endpoint", "response"),
    "_combine_model_list_responses": ("endpoint", "records"),
    "normalize_inference_request": ("method", "url", "headers", "body"),
    "normalize_tool_request": ("provider_name", "tool_name", "kwargs"),
}
# Functions that older recorders lack.
NEWER_FUNCTIONS = {"normalize_http_request": ("url", "method", "payload")}
# Functions that the recorder imports, and that suites may patch.
CALLED = ("get_test_context",)
STORAGE = "ResponseStorage"
METHODS = {
    "_get_test_dir": ("self",),
    "find_recording": ("self", "request_hash"),
    "_model_list_responses": ("self", "request_hash"),
}


class RecorderError(Error):
    """Base class of the errors of `install`, which leave the recorder unchanged."""


class RecorderNotFoundError(RecorderError):
    """No recorder can be imported; the message has the reason for each name that was tried."""


class UnknownRecorderError(RecorderError):
    """A recorder that is not as expected; `differences` lists each difference."""

    def __init__(self, module: str, differences: tuple[str, ...]) -> None:
        super().__init__(
            f"{module} is not the recorder that deltafold.ogx knows, so nothing was replaced: "
            + "; ".join(differences)
        )
        self.module = module
        self.differences = differences

    def __reduce__(self) -> tuple[type[UnknownRecorderError], tuple[str, tuple[str, ...]]]:
        return type(self), (self.module, self.differences)


def find_recorder() -> ModuleType:
    """The recorder that is already imported, or else the first that can be imported.

    Raises:
        RecorderNotFoundError: no recorder can be imported.
    """
    for name in RECORDERS:
        if name in sys.modules:
            return sys.modules[name]
    reasons = []
    for name in RECORDERS:
        try:
            return importlib.import_module(name)
        except Exception as error:
            # A half-installed recorder may raise anything.
            reasons.append(f"{name} ({type(error).__name__}: {error})")
    raise RecorderNotFoundError(f"no recorder can be imported: {', '.join(reasons)}")


def check(module: ModuleType) -> None:
    """Raise `UnknownRecorderError` if names or parameters of the recorder are not as expected."""
    differences = [
        difference
        for name, expected in (FUNCTIONS | NEWER_FUNCTIONS).items()
        if name not in NEWER_FUNCTIONS or hasattr(module, name)
        for difference in _of_function(module, name, vars(module).get(name), expected)
    ]
    differences += [
        f"expected a function {name}()"
        for name in CALLED
        if not callable(getattr(module, name, None))
    ]
    if not callable(getattr(getattr(module, "logger", None), "warning", None)):
        differences.append("expected a logger named logger")
    storage = vars(module).get(STORAGE)
    if isinstance(storage, type):
        for name, expected in METHODS.items():
            method = vars(storage).get(name)
            differences += _of_function(module, f"{STORAGE}.{name}", method, expected)
    else:
        differences.append(f"expected a class {STORAGE}")
    if differences:
        raise UnknownRecorderError(module.__name__, tuple(differences))


def _of_function(module: ModuleType, name: str, found: Any, expected: tuple[str, ...]) -> list[str]:
    """The differences from a plain function of the module with these parameters."""
    wanted = f"expected a function {_call(name, expected)}"
    if found is None:
        return [f"{wanted}, which is not there"]
    if not isinstance(found, FunctionType) or inspect.iscoroutinefunction(found):
        return [f"{wanted}, found {found!r}"]
    if found.__globals__ is not vars(module):
        place = found.__globals__.get("__name__", "elsewhere")
        return [f"{name} was replaced already, by {found.__qualname__} of {place}"]
    parameters = tuple(inspect.signature(found).parameters)
    if parameters != expected:
        return [f"{wanted}, found {_call(name, parameters)}"]
    return []


def _call(name: str, parameters: tuple[str, ...]) -> str:
    return f"{name}({', '.join(parameters)})"
