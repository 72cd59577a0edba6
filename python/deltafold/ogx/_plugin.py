"""The drop-in as a pytest plugin: `python -m pytest -p deltafold.ogx`."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, get_args

from deltafold.ogx._install import installed
from deltafold.ogx._reading import Objects, Warnings
from deltafold.ogx._recorder import RecorderError, RecorderNotFoundError

if TYPE_CHECKING:
    import pytest

_INI = "deltafold_ogx_objects"
_HELP = (
    "what recordings are read into: openai (the SDKs' own objects), lazy (each when it is "
    "touched) or deltafold (views)"
)


_WARNINGS_INI = "deltafold_ogx_warnings"
_WARNINGS_HELP = (
    "what is logged of objects that do not validate: each of them, as the recorder does, or once "
    "for each file, class and fault"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that selects the objects, on the command line and in the configuration."""
    group = parser.getgroup("deltafold")
    group.addoption("--deltafold-ogx-objects", choices=get_args(Objects), default=None, help=_HELP)
    parser.addini(_INI, _HELP, default="openai")
    choices = get_args(Warnings)
    group.addoption("--deltafold-ogx-warnings", choices=choices, default=None, help=_WARNINGS_HELP)
    parser.addini(_WARNINGS_INI, _WARNINGS_HELP, default="each")


def pytest_configure(config: pytest.Config) -> None:
    """Install the drop-in for the session.

    Raises:
        pytest.UsageError: an option or the configuration has an unknown word.
    """
    objects = _chosen(config, "--deltafold-ogx-objects", _INI, get_args(Objects))
    warnings = _chosen(config, "--deltafold-ogx-warnings", _WARNINGS_INI, get_args(Warnings))
    session = _Session(objects, warnings)
    if elsewhere := _elsewhere(config):
        session.status = elsewhere
        session.is_missing = False
    else:
        session.install()
    config.pluginmanager.register(session, "deltafold-ogx")


def _chosen(config: pytest.Config, flag: str, ini: str, choices: tuple[str, ...]) -> Any:
    chosen = config.getoption(flag) or config.getini(ini)
    if chosen not in choices:
        import pytest

        expected = ", ".join(choices)
        raise pytest.UsageError(f"expected {ini} to be one of {expected}, not {chosen!r}")
    return chosen


_SERVERS = ("server:", "docker:", "http")
_SERVER_TYPES = ("OGX_TEST_STACK_CONFIG_TYPE", "LLAMA_STACK_TEST_STACK_CONFIG_TYPE")


def _elsewhere(config: pytest.Config) -> str | None:
    """What to report if the suite's recorder runs in another process: there is none to replace."""
    stack: Any = config.getoption("--stack-config", default=None)
    why = next((f"{name}=server" for name in _SERVER_TYPES if os.environ.get(name) == "server"), "")
    if isinstance(stack, str) and stack.startswith(_SERVERS):
        why = f"--stack-config={stack}"
    if not why:
        return None
    status = f"nothing is replaced in this process: with {why} the recorder runs in the server's"
    objects = os.environ.get("DELTAFOLD_OGX")
    if objects:
        return f"{status}; servers started from here have DELTAFOLD_OGX={objects}"
    return f"{status}, which must be started with DELTAFOLD_OGX set"


class _Session:
    """The plugin of one pytest session; remembers whether the recorder was found yet."""

    def __init__(self, objects: Objects, warnings: Warnings) -> None:
        self.objects = objects
        self.warnings = warnings
        self.stack = ExitStack()
        self.status = ""
        self.is_missing = True
        self.is_late = False

    def install(self) -> None:
        """Install the drop-in; if the recorder cannot be replaced, the session uses it as it is."""
        try:
            self.status = str(
                self.stack.enter_context(installed(self.objects, warnings=self.warnings))
            )
            self.is_missing = False
        except RecorderError as error:
            self.status = f"not installed: {error}"
            self.is_missing = isinstance(error, RecorderNotFoundError)

    def pytest_report_header(self) -> str:
        return f"deltafold.ogx: {self.status}"

    def pytest_collection_modifyitems(self) -> None:
        """Try again after collection: a nested conftest may have made the recorder importable."""
        if self.is_missing:
            self.install()
            self.is_late = not self.is_missing

    def pytest_report_collectionfinish(self) -> list[str]:
        return [self.pytest_report_header()] if self.is_late else []

    def pytest_unconfigure(self) -> None:
        self.stack.close()
