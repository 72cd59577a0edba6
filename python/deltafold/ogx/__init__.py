"""A faster drop-in for the recorder of OGX (formerly Llama Stack), giving the same objects.

`python -m pytest -p deltafold.ogx` installs it for a pytest session, `install` elsewhere.
"""

from __future__ import annotations

from deltafold.ogx._install import install, installed, uninstall
from deltafold.ogx._lookup import RecordingStorage
from deltafold.ogx._models import combine_model_lists, model_identifiers_digest
from deltafold.ogx._plugin import pytest_addoption, pytest_configure
from deltafold.ogx._reading import recording_from_file
from deltafold.ogx._recorder import RecorderError, RecorderNotFoundError, UnknownRecorderError
from deltafold.ogx._reports import Removal, Report
from deltafold.ogx._requests import (
    current_test_id,
    normalize_http_request,
    normalize_inference_request,
    normalize_tool_request,
    set_test_id_source,
)

__all__ = [
    "RecorderError",
    "RecorderNotFoundError",
    "RecordingStorage",
    "Removal",
    "Report",
    "UnknownRecorderError",
    "combine_model_lists",
    "current_test_id",
    "install",
    "installed",
    "model_identifiers_digest",
    "normalize_http_request",
    "normalize_inference_request",
    "normalize_tool_request",
    "pytest_addoption",
    "pytest_configure",
    "recording_from_file",
    "set_test_id_source",
    "uninstall",
]
