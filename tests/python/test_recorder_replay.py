"""Real clients through a real recorder give the same with deltafold as without it.

Answers, exceptions, log lines, requests that reach a server, and every byte that is written.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import ogx_recorders
import ogx_session as session
import pytest
from ogx_compare import assert_same
from ogx_recorders import VERSION, running

from deltafold import ogx

pytestmark = ogx_recorders.needed

MODES: list[Any] = ["openai", "lazy", "deltafold"]


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    module = ogx_recorders.load()
    with session.without_network(monkeypatch):
        yield module
    ogx.uninstall()


def work(
    recorder: Any, place: Path, how: str, calls: dict[str, session.Call], objects: Any
) -> dict[str, Any]:
    """The calls under the recorder, with deltafold if `objects` are chosen."""
    installed = nullcontext() if objects is None else ogx.installed(objects, module=recorder)

    async def run() -> dict[str, Any]:
        clients = session.Clients()
        with installed:
            if VERSION < (0, 8):
                with recorder.inference_recording(how, place):
                    return await session.made(calls, clients)
            with recorder.api_recording(how, place), running(session.TEST):
                return await session.made(calls, clients)

    return asyncio.run(run())


def logged(caplog: pytest.LogCaptureFixture) -> Any:
    """What was logged since the last time."""
    found = session.texts(caplog.records)
    caplog.clear()
    return found


def as_data(found: Any) -> Any:
    """Objects as data, views and the SDK's own alike.

    A view's fields are those of one release, so fields that are null may be there or not.
    """
    if hasattr(found, "model_dump"):
        return as_data(found.model_dump(mode="json"))
    if isinstance(found, (list, tuple)):
        return type(found)(map(as_data, found))
    if isinstance(found, dict):
        return {key: as_data(found[key]) for key in sorted(found) if found[key] is not None}
    return found


class Steps:
    """A suite's life: recorded, replayed, called in new ways, recorded again."""

    def __init__(self, recorder: Any, root: Path, caplog: pytest.LogCaptureFixture) -> None:
        self.recorder, self.root, self.caplog = recorder, root, caplog

    def run(self, objects: Any) -> dict[str, Any]:
        """What can be seen of each step."""
        root = self.root / str(objects)
        place = root / "repository/tests/integration/common"
        place.mkdir(parents=True)
        found: dict[str, Any] = {}

        def step(name: str, how: str, calls: dict[str, session.Call]) -> None:
            logged(self.caplog)
            given = work(self.recorder, place, how, calls, objects)
            found[name] = (given, logged(self.caplog), session.files(root))

        step("record", "record", session.CALLS)
        step("replay", "replay", session.CALLS)
        step("replay what is missing", "replay", session.NEW)
        if VERSION >= (0, 8):
            step("record if missing", "record-if-missing", session.CALLS | session.NEW)
            step("replay again", "replay", session.CALLS | session.NEW)
        return found


@pytest.fixture
def steps(recorder: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Steps:
    caplog.set_level(logging.INFO)
    # Some releases write to streams of their own.
    recorder_logger = logging.getLogger(recorder.__name__)
    recorder_logger.propagate = True
    return Steps(recorder, tmp_path, caplog)


@pytest.mark.parametrize("objects", MODES)
def test_a_suite_sees_no_difference(steps: Steps, objects: Any) -> None:
    expected, found = steps.run(None), steps.run(objects)
    recorded = expected["record"][2]
    # Without their tests, this release records no exceptions.
    assert len(recorded) >= len(session.CALLS) - (2 if VERSION >= (0, 8) else 9)
    replayed, warned, _ = expected["replay"]
    # Nothing reaches a server, and what does not validate is warned of.
    assert not [sent for _, sent in replayed.values() if sent]
    assert any("model_validate" in text for _, _, text in warned)
    for name, (given, logs, written) in expected.items():
        answers, our_logs, our_files = found[name]
        for call, theirs in given.items():
            ours = answers[call]
            if objects == "deltafold":
                ours, theirs = as_data(ours), as_data(theirs)
            assert_same(ours, theirs, f"{objects}, {name}, {call}")
        assert our_files == written, name
        if objects != "deltafold":
            assert our_logs == logs, name


def test_the_environment_is_the_one_that_is_meant() -> None:
    from importlib.metadata import version

    assert version("openai") == "3.57.0"
    assert Path(str(ogx_recorders.load().__file__)).is_relative_to(ogx_recorders.FOLDER)
    assert os.environ["DELTAFOLD_COMPAT"] == "ogx"
