"""The drop-in as a pytest plugin: `python -m pytest -p deltafold.ogx`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, get_args

from deltafold.ogx._install import installed
from deltafold.ogx._reading import Objects
from deltafold.ogx._recorder import RecorderError, RecorderNotFoundError

if TYPE_CHECKING:
    import pytest

_INI = "deltafold_ogx_objects"
_HELP = (
    "what recordings are read into: openai (the SDKs' own objects), lazy (each when it is "
    "touched) or deltafold (views)"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that selects the objects, on the command line and in the configuration."""
    group = parser.getgroup("deltafold")
    group.addoption("--deltafold-ogx-objects", choices=get_args(Objects), default=None, help=_HELP)
    parser.addini(_INI, _HELP, default="openai")


def pytest_configure(config: pytest.Config) -> None:
    """Install the drop-in for the session.

    Raises:
        pytest.UsageError: the option or the configuration has an unknown word.
    """
    objects: Any = config.getoption("--deltafold-ogx-objects") or config.getini(_INI)
    if objects not in get_args(Objects):
        import pytest

        expected = ", ".join(get_args(Objects))
        raise pytest.UsageError(f"expected {_INI} to be one of {expected}, not {objects!r}")
    session = _Session(objects)
    session.install()
    config.pluginmanager.register(session, "deltafold-ogx")


class _Session:
    """The plugin of one pytest session; remembers whether the recorder was found yet."""

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self.stack = ExitStack()
        self.status = ""
        self.is_missing = True
        self.is_late = False

    def install(self) -> None:
        """Install the drop-in; if the recorder cannot be replaced, the session uses it as it is."""
        try:
            self.status = str(self.stack.enter_context(installed(self.objects)))
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
