"""Where the tests find recordings: fixtures written for the project, and a folder of real ones."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import long_runs
import pytest

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
RECORDINGS = FIXTURES / "recordings"
CORPUS = Path(os.environ.get("DELTAFOLD_CORPUS", ROOT.parent / "shared" / "corpus"))

long_runs.load_profile()

# What runs in the background of a shell ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


#: So many lists within each other are read by Python's json, and are too deep for its functions: up to
#: Python 3.11, a comprehension counted as one.
TOO_DEEP = 990 if sys.version_info >= (3, 12) else 900

#: For tests that hold URLs against urllib.parse.
brackets_are_checked = pytest.mark.skipif(
    sys.version_info < (3, 11, 4), reason="urllib.parse accepts any host in brackets"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test-long` runs property tests with more examples."""
    long_runs.lengthen(items)


def pytest_collection_finish() -> None:
    """What is there for all tests is not looked at in each collection of garbage, a tenth of the time."""
    gc.collect()
    gc.freeze()


def is_recording(path: Path) -> bool:
    return path.name != "kinds.json"


def fixture_recordings() -> list[Path]:
    return sorted(path for path in RECORDINGS.rglob("*.json") if is_recording(path))


def real_recordings() -> list[Path]:
    return sorted(CORPUS.rglob("*.json")) if CORPUS.is_dir() else []


@pytest.fixture(scope="session")
def corpus() -> list[Path]:
    """Real recordings; set DELTAFOLD_CORPUS to a folder of them."""
    paths = real_recordings()
    if not paths:
        pytest.skip(f"no real recordings at {CORPUS}: set DELTAFOLD_CORPUS")
    return paths


@pytest.fixture(scope="session")
def vectors() -> list[dict[str, Any]]:
    """The cases of the merge contract."""
    found: list[dict[str, Any]] = json.loads((FIXTURES / "merge_vectors.json").read_bytes())
    return found


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that other users may read: pytest closes its own to them whenever a run begins."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


@pytest.fixture
def recorder() -> Iterator[Any]:
    """The recorder of the release of OGX that is tested."""
    import ogx_recorders

    from deltafold import ogx

    yield ogx_recorders.load()
    ogx.uninstall()


@pytest.fixture
def counting() -> Iterator[Any]:
    """A recorder that keeps which of its functions are called."""
    import ogx_recorders

    with ogx_recorders.changed(counts=True) as module:
        yield module
