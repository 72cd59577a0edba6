"""`python -m pytest -p deltafold.ogx`: one line, and a suite reads with deltafold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ogx_recorders
import pytest
from ogx_recorders import FOLDER, NAME, newest

import deltafold

pytestmark = [ogx_recorders.needed, newest]

PACKAGE, _, MODULE = NAME.rpartition(".")
SUITE = f"""
import json
from pathlib import Path

def test_which_function_answers(tmp_path):
    from {PACKAGE} import {MODULE} as recorder
    path = tmp_path / "a.json"
    item = {{"__type__": "no.such.Class", "__data__": {{}}}}
    path.write_text(json.dumps({{"request": {{"endpoint": "/x"}}, "response": {{"body": [item]}}}}))
    body = recorder._recording_from_file(path)["response"]["body"]
    of = Path(recorder._recording_from_file.__code__.co_filename).parent.name
    Path("answered").write_text(f"{{type(body).__name__}} {{of}}")
"""
THEIRS, OURS, LAZY = "list testing", "list ogx", "LazyObjects ogx"
PLUGIN = ("-p", "deltafold.ogx")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with a suite, for which the recorder can be imported."""
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {FOLDER}\n")
    return tmp_path


def environment(**more: str) -> dict[str, str]:
    left_out = ("PYTEST_ADDOPTS", "DELTAFOLD_OGX", "OGX_TEST_STACK_CONFIG_TYPE")
    found = {name: value for name, value in os.environ.items() if name not in left_out}
    path = str(Path(deltafold.__file__).parents[1])
    return {**found, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **more}


def run(suite: Path, *arguments: str, code: int = 0, **more: str) -> str:
    """What a session of pytest prints, in a process of its own."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command, cwd=suite, env=environment(**more), capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def answered(suite: Path) -> str:
    """The type of the body that the suite got, and where the function that read it is defined."""
    return (suite / "answered").read_text()


def header(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("deltafold.ogx: ")]


def add_to_ini(suite: Path, text: str) -> None:
    with (suite / "pytest.ini").open("a") as file:
        file.write(text)


def test_without_the_plugin_the_recorder_reads(suite: Path) -> None:
    assert not header(run(suite))
    assert answered(suite) == THEIRS


def test_with_it_deltafold_reads_and_the_header_reports_it(suite: Path) -> None:
    (line,) = header(run(suite, *PLUGIN))
    assert line.startswith(
        f"deltafold.ogx: {NAME}, objects=openai: replaced _recording_from_file, "
    )
    assert answered(suite) == OURS


@pytest.mark.parametrize("place", ["command line", "ini", "both"])
def test_the_objects_are_chosen_on_the_command_line_or_in_the_ini_file(
    suite: Path, place: str
) -> None:
    if ini := {"ini": "lazy", "both": "deltafold"}.get(place):
        add_to_ini(suite, f"deltafold_ogx_objects = {ini}\n")
    flags = [] if place == "ini" else ["--deltafold-ogx-objects=lazy"]
    (line,) = header(run(suite, *PLUGIN, *flags))
    assert "objects=lazy" in line
    assert answered(suite) == LAZY


def test_unknown_objects_are_an_error_of_usage(suite: Path) -> None:
    output = run(suite, *PLUGIN, "--deltafold-ogx-objects=dicts", code=4)
    assert "invalid choice: 'dicts'" in output
    add_to_ini(suite, "deltafold_ogx_objects = dicts\n")
    output = run(suite, *PLUGIN, code=4)
    assert "expected deltafold_ogx_objects to be one of openai, lazy, deltafold" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("place", ["ini", "conftest"])
def test_the_configuration_may_name_it(suite: Path, place: str) -> None:
    if place == "ini":
        add_to_ini(suite, "addopts = -p deltafold.ogx\n")
    else:
        (suite / "conftest.py").write_text('pytest_plugins = ["deltafold.ogx"]\n')
    assert header(run(suite))
    assert answered(suite) == OURS


@pytest.mark.parametrize("order", ["imports", "makes importable"])
def test_a_conftest_may_bring_the_recorder(suite: Path, order: str) -> None:
    (suite / "pytest.ini").write_text("[pytest]\n")
    imports = f"import {NAME}\n" if order == "imports" else ""
    path = FOLDER
    (suite / "conftest.py").write_text(f"import sys\nsys.path.insert(0, {path!r})\n{imports}")
    (line,) = header(run(suite, *PLUGIN))
    assert "replaced" in line
    assert answered(suite) == OURS


def test_a_conftest_further_down_may_bring_the_recorder(suite: Path) -> None:
    """It is loaded when its folder is collected, long after the session's start."""
    (suite / "pytest.ini").write_text("[pytest]\n")
    (suite / "inner").mkdir()
    (suite / "test_suite.py").rename(suite / "inner" / "test_suite.py")
    path = FOLDER
    (suite / "inner" / "conftest.py").write_text(f"import sys\nsys.path.insert(0, {path!r})\n")
    first, second = header(run(suite, *PLUGIN))
    assert first.startswith(
        "deltafold.ogx: not installed: no recorder can be imported: ogx.testing"
    )
    assert "replaced" in second
    assert answered(suite) == OURS


def test_without_a_recorder_the_session_goes_on(suite: Path) -> None:
    (suite / "pytest.ini").write_text("[pytest]\n")
    (suite / "test_suite.py").write_text("def test_nothing(): pass\n")
    (line,) = header(run(suite, *PLUGIN))
    assert "not installed: no recorder can be imported" in line
    assert "No module named 'ogx'" in line


def test_a_function_that_a_conftest_has_replaced_stays(suite: Path) -> None:
    (suite / "conftest.py").write_text(
        f"from {PACKAGE} import {MODULE} as recorder\n"
        "read = recorder._recording_from_file\n"
        "recorder._recording_from_file = lambda path: read(path)\n"
    )
    (line,) = header(run(suite, *PLUGIN))
    assert "kept _recording_from_file (_recording_from_file was replaced already, by" in line
    assert answered(suite) == f"list {suite.name}"


@pytest.mark.parametrize("stack", ["server:ci-tests", "docker:ci-tests", "http://localhost:8321"])
def test_the_header_reports_that_the_recorder_is_in_another_process(
    suite: Path, stack: str
) -> None:
    (suite / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--stack-config')\n"
    )
    arguments = (*PLUGIN, "--collect-only", f"--stack-config={stack}")
    (line,) = header(run(suite, *arguments))
    assert line == (
        f"deltafold.ogx: nothing is replaced in this process: with --stack-config={stack} the "
        "recorder runs in the server's, which must be started with DELTAFOLD_OGX set"
    )
    (line,) = header(run(suite, *arguments, DELTAFOLD_OGX="lazy"))
    assert "servers started from here have DELTAFOLD_OGX=lazy" in line


def test_older_suites_have_a_variable_for_it(suite: Path) -> None:
    (line,) = header(run(suite, *PLUGIN, OGX_TEST_STACK_CONFIG_TYPE="server"))
    assert "with OGX_TEST_STACK_CONFIG_TYPE=server the recorder" in line
    assert answered(suite) == THEIRS


def test_the_recorder_is_as_it_was_after_the_session(suite: Path) -> None:
    (suite / "run.py").write_text(
        "import sys\n"
        f"sys.path.insert(0, {FOLDER!r})\n"
        "import pytest\n"
        f"from {PACKAGE} import {MODULE} as recorder\n"
        "def names():\n"
        "    return [*vars(recorder).items(), *vars(recorder.ResponseStorage).items()]\n"
        "before = names()\n"
        "for _ in range(2):\n"
        "    assert pytest.main(['-p', 'no:cacheprovider', '-p', 'deltafold.ogx']) == 0\n"
        "    assert names() == before\n"
    )
    command = [sys.executable, "run.py"]
    done = subprocess.run(command, cwd=suite, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(header(done.stdout)) == 2
    assert answered(suite) == OURS


def test_help_names_the_flag(suite: Path) -> None:
    output = run(suite, *PLUGIN, "--help")
    assert "--deltafold-ogx-objects" in output
    assert "deltafold_ogx_objects (string)" in output
