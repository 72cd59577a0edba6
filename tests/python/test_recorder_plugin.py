"""`python -m pytest -p deltafold.ogx`: one line, and a suite reads with deltafold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ogx_standin as standin
import pytest

import deltafold

HERE = Path(__file__).parent
SUITE = """
import json
import sys
from pathlib import Path

def test_which_functions_answer(tmp_path):
    from ogx.testing import api_recorder
    path = tmp_path / "a.json"
    item = {"__type__": "no.such.Class", "__data__": {}}
    path.write_text(json.dumps({"request": {"endpoint": "/x"}, "response": {"body": [item]}}))
    api_recorder.calls.clear()
    body = api_recorder._recording_from_file(path)["response"]["body"]
    Path("answered").write_text(" ".join([type(body).__name__, *api_recorder.calls]))
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with a suite in it, and a recorder that can be imported from `packages`."""
    standin.write(tmp_path / "packages")
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = packages\n")
    return tmp_path


def run(suite: Path, *arguments: str, code: int = 0) -> str:
    """What a session of pytest prints, in a process of its own."""
    package = Path(deltafold.__file__).parents[1]
    path = os.pathsep.join([str(package), str(HERE)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PYTEST_ADDOPTS", None)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=suite, env=environment, capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def answered(suite: Path) -> str:
    """The type of the body that the suite got, and the recorder's own functions that it called."""
    return (suite / "answered").read_text()


def header(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("deltafold.ogx: ")]


PLUGIN = ("-p", "deltafold.ogx")


def test_without_the_plugin_the_recorder_reads(suite: Path) -> None:
    assert not header(run(suite))
    assert answered(suite) == "list _recording_from_file"


def test_with_it_deltafold_reads_and_the_header_says_so(suite: Path) -> None:
    (line,) = header(run(suite, *PLUGIN))
    assert line.startswith(
        "deltafold.ogx: ogx.testing.api_recorder, objects=openai: replaced _recording_from_file, "
    )
    assert answered(suite) == "list"


@pytest.mark.parametrize("place", ["command line", "ini", "both"])
def test_the_objects_are_chosen_on_the_command_line_or_in_the_ini_file(
    suite: Path, place: str
) -> None:
    ini = {"ini": "lazy", "both": "deltafold"}.get(place)
    if ini:
        with (suite / "pytest.ini").open("a") as file:
            file.write(f"deltafold_ogx_objects = {ini}\n")
    flags = [] if place == "ini" else ["--deltafold-ogx-objects=lazy"]
    (line,) = header(run(suite, *PLUGIN, *flags))
    assert "objects=lazy" in line
    assert answered(suite) == "LazyObjects"


def test_what_are_no_objects_is_an_error_of_usage(suite: Path) -> None:
    output = run(suite, *PLUGIN, "--deltafold-ogx-objects=dicts", code=4)
    assert "invalid choice: 'dicts'" in output
    with (suite / "pytest.ini").open("a") as file:
        file.write("deltafold_ogx_objects = dicts\n")
    output = run(suite, *PLUGIN, code=4)
    assert "expected deltafold_ogx_objects to be one of openai, lazy, deltafold" in output
    assert "Traceback" not in output


def test_it_may_stand_in_the_ini_file(suite: Path) -> None:
    with (suite / "pytest.ini").open("a") as file:
        file.write("addopts = -p deltafold.ogx\n")
    assert header(run(suite))
    assert answered(suite) == "list"


def test_it_may_be_named_by_a_conftest(suite: Path) -> None:
    (suite / "conftest.py").write_text('pytest_plugins = ["deltafold.ogx"]\n')
    assert header(run(suite))
    assert answered(suite) == "list"


@pytest.mark.parametrize("order", ["imports", "makes importable"])
def test_a_conftest_may_bring_the_recorder(suite: Path, order: str) -> None:
    (suite / "pytest.ini").write_text("[pytest]\n")
    imports = "from ogx.testing import api_recorder\n" if order == "imports" else ""
    (suite / "conftest.py").write_text(f"import sys\nsys.path.insert(0, 'packages')\n{imports}")
    (line,) = header(run(suite, *PLUGIN))
    assert "replaced" in line
    assert answered(suite) == "list"


def test_a_conftest_further_down_may_bring_the_recorder(suite: Path) -> None:
    """It is loaded when its folder is collected, long after the session's start."""
    (suite / "pytest.ini").write_text("[pytest]\n")
    (suite / "inner").mkdir()
    (suite / "test_suite.py").rename(suite / "inner" / "test_suite.py")
    (suite / "inner" / "conftest.py").write_text("import sys\nsys.path.insert(0, 'packages')\n")
    first, second = header(run(suite, *PLUGIN))
    assert first.startswith(
        "deltafold.ogx: not installed: no recorder can be imported: ogx.testing"
    )
    assert "replaced" in second
    assert answered(suite) == "list"


def test_without_a_recorder_the_session_goes_on(suite: Path) -> None:
    (suite / "pytest.ini").write_text("[pytest]\n")
    (suite / "test_suite.py").write_text("def test_nothing(): pass\n")
    (line,) = header(run(suite, *PLUGIN))
    assert "not installed: no recorder can be imported" in line
    assert "No module named 'ogx'" in line


def test_a_recorder_of_another_kind_stays_as_it_is(suite: Path) -> None:
    changes = {"def normalize_tool_request(provider_name,": "def normalize_tool_request(provider,"}
    standin.write(suite / "packages", "ogx", changes)
    (line,) = header(run(suite, *PLUGIN))
    assert "not installed: ogx.testing.api_recorder is not the recorder" in line
    assert "normalize_tool_request(provider_name, tool_name, kwargs)" in line
    assert answered(suite) == "list _recording_from_file"


def test_the_recorder_is_as_it_was_after_the_session(suite: Path) -> None:
    (suite / "run.py").write_text(
        "import sys\n"
        "sys.path.insert(0, 'packages')\n"
        "import pytest\n"
        "from ogx.testing import api_recorder\n"
        "def names():\n"
        "    return [*vars(api_recorder).items(), *vars(api_recorder.ResponseStorage).items()]\n"
        "before = names()\n"
        "for _ in range(2):\n"
        "    assert pytest.main(['-p', 'no:cacheprovider', '-p', 'deltafold.ogx']) == 0\n"
        "    assert names() == before\n"
    )
    package = Path(deltafold.__file__).parents[1]
    path = os.pathsep.join([str(package), str(HERE)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "run.py"]
    done = subprocess.run(command, cwd=suite, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(header(done.stdout)) == 2
    assert answered(suite) == "list"


def test_help_names_the_flag(suite: Path) -> None:
    output = run(suite, *PLUGIN, "--help")
    assert "--deltafold-ogx-objects" in output
    assert "deltafold_ogx_objects (string)" in output
