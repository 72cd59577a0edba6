"""The drop-in in processes that nobody but their environment tells of it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import ogx_recorders
from conftest import ROOT
from ogx_recorders import FOLDER, NAME, VERSION, newest
from test_recorder_plugin import MODULE, PACKAGE, environment

pytestmark = ogx_recorders.needed

SHOW = (
    f"from {PACKAGE} import {MODULE} as m; print(m._model_identifiers_digest.__code__.co_filename)"
)
OURS = "deltafold/ogx/_replacements.py"


def run(*command: str, code: int = 0, **more: str) -> tuple[str, str]:
    """What a process writes to its two streams."""
    names = environment()
    path = os.pathsep.join([names["PYTHONPATH"], FOLDER])
    done = subprocess.run(
        command, env={**names, "PYTHONPATH": path, **more}, capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


def reported(errors: str) -> list[str]:
    return [line for line in errors.splitlines() if line.startswith("deltafold.ogx: ")]


@newest
def test_the_variable_installs_it_in_any_process() -> None:
    shown, errors = run(sys.executable, "-c", SHOW)
    assert OURS not in shown and not reported(errors)
    shown, errors = run(sys.executable, "-c", SHOW, DELTAFOLD_OGX="lazy")
    assert OURS in shown
    (line,) = reported(errors)
    assert line.startswith(f"deltafold.ogx: {NAME}, objects=lazy: replaced ")
    # Empty is as if it were not set.
    shown, errors = run(sys.executable, "-c", SHOW, DELTAFOLD_OGX="")
    assert OURS not in shown and not reported(errors)


@newest
def test_unknown_objects_are_reported_and_the_process_goes_on() -> None:
    shown, errors = run(sys.executable, "-c", SHOW, DELTAFOLD_OGX="dicts")
    assert OURS not in shown
    (line,) = reported(errors)
    assert "not installed: expected objects to be one of" in line


def test_without_the_recorder_nothing_is_imported() -> None:
    code = "import sys, json; print('deltafold' in sys.modules, 'ogx' in sys.modules)"
    assert run(sys.executable, "-c", code, DELTAFOLD_OGX="openai") == ("False False\n", "")


@newest
def test_a_command_is_run_with_it() -> None:
    ours = [sys.executable, "-m", "deltafold.ogx", "--objects=lazy", "--"]
    shown, errors = run(*ours, sys.executable, "-c", SHOW)
    assert OURS in shown and len(reported(errors)) == 1
    # Its processes have it as well, and its exit code is the command's.
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SHOW!r}]); sys.exit(7)"
    shown, _ = run(*ours, sys.executable, "-c", child, code=7)
    assert OURS in shown
    _, errors = run(*ours, "no-such-command", code=127)
    assert errors == "deltafold.ogx: no-such-command: No such file or directory\n"


def test_without_a_command_each_function_is_reported() -> None:
    shown, _ = run(sys.executable, "-m", "deltafold.ogx")
    lines = shown.splitlines()
    assert lines[0] == f"{NAME}, objects=openai"
    assert "  _model_identifiers_digest: replaced, rules of ogx-" in shown
    if VERSION < (0, 8):
        assert "  _recording_from_file: kept, it differs" in shown
    else:
        assert len(lines) == 8 and "kept" not in shown


@newest
def test_the_commands_of_ogx_are_run_with_it(tmp_path: Path) -> None:
    """A script as an installer writes it, which imports the recorder as a server does."""
    script = tmp_path / "ogx"
    script.write_text(f"#!{sys.executable}\n{SHOW}\n")
    script.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    ours = [sys.executable, "-m", "deltafold.ogx", "--", "ogx", "stack", "run"]
    shown, errors = run(*ours, PATH=path)
    assert OURS in shown and reported(errors)


@newest
def test_where_it_is_not_set_it_costs_less_than_a_millisecond() -> None:
    """Measured inside of the process, since starting one takes longer than that."""
    spec = find_spec("_deltafold_ogx")
    assert spec is not None and spec.origin is not None
    line = Path(spec.origin).with_name("deltafold-ogx.pth").read_text()
    code = (
        "import time\nstart = time.process_time()\nexec({!r})\nprint(time.process_time() - start)"
    )
    times = [float(run(sys.executable, "-c", code.format(line))[0]) for _ in range(5)]
    assert statistics.median(times) < 0.001


def test_what_is_installed_is_what_the_wheel_has() -> None:
    spec = find_spec("_deltafold_ogx")
    assert spec is not None and spec.origin is not None
    for path in (ROOT / "deltafold.data" / "purelib").iterdir():
        assert path.read_text() == Path(spec.origin).with_name(path.name).read_text()


def test_the_names_of_recorders_are_the_same_in_both_places() -> None:
    from deltafold.ogx._recorder import RECORDERS

    names: dict[str, object] = {}
    text = (ROOT / "deltafold.data" / "purelib" / "_deltafold_ogx.py").read_text()
    exec(text.partition("class Finder")[0], names)
    assert names["RECORDERS"] == RECORDERS
