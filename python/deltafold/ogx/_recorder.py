"""Where the recorder's module is, and what is raised if it is not there or not known."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

from deltafold._errors import Error

RECORDERS = (
    "ogx.testing.api_recorder",
    "llama_stack.testing.api_recorder",
    "llama_stack.testing.inference_recorder",
)


class RecorderError(Error):
    """Base class of the errors of `install`, which leave the recorder unchanged."""


class RecorderNotFoundError(RecorderError):
    """No recorder can be imported; the message has the reason for each name that was tried."""


class UnknownRecorderError(RecorderError):
    """A recorder of which no function can be replaced; `differences` says why for each."""

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
