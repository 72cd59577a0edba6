"""Signals, forks, threads and limits: each in a process of its own, with a generous deadline."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from conftest import fixture_recordings
from hostile import passes

import deltafold

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and forks are those of POSIX")

#: What hangs is ended then; no test depends on how long anything takes.
DEADLINE = 60
STARTUP = 180


def program(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


def run(code: str, timeout: float = STARTUP) -> str:
    """What a program prints; it must end well."""
    done = subprocess.run(
        program(code), capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def interrupted(
    code: str, number: int = signal.SIGINT, wait: float = 0.3, reads: Path | None = None
) -> tuple[int, str]:
    """Exit code and output of a program that gets a signal after it has printed a line.

    If it `reads` a pipe, then after it has opened that.
    """
    with subprocess.Popen(program(code), stdout=subprocess.PIPE, text=True) as process:
        writer = None
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            while reads is not None and writer is None and process.poll() is None:
                # There is somebody to write to once it is opened for reading.
                with contextlib.suppress(OSError):
                    writer = os.open(reads, os.O_WRONLY | os.O_NONBLOCK)
                threading.Event().wait(0.01)
            threading.Event().wait(wait)
            process.send_signal(number)
            output = process.communicate(timeout=DEADLINE)[0]
        finally:
            process.kill()
            if writer is not None:
                os.close(writer)
    return process.returncode, output


def make_tree(place: Path) -> Path:
    """Some hundred recordings in folders."""
    sources = [path.read_bytes() for path in fixture_recordings()]
    for number in range(300):
        folder = place / "tree" / str(number % 5)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03}.json").write_bytes(sources[number % len(sources)])
    return place / "tree"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return make_tree(tmp_path)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe that nobody writes to."""
    path = tmp_path / "never.json"
    os.mkfifo(path)
    return path


WAITS = {
    "load": "deltafold.load(pipe)",
    "scan": "list(deltafold.scan([pipe], jobs=1))",
    "scan, two threads": "list(deltafold.scan([pipe, pipe, pipe], jobs=2))",
    "scan, skipping": "list(deltafold.scan([pipe], on_error='skip'))",
    "endless paths": "deltafold.scan(itertools.repeat(pipe))",
    "normalize_files": "deltafold.normalize_files([pipe], jobs=1)",
    "normalize_files, paths": "deltafold.normalize_files(itertools.repeat(pipe))",
    "Rules.load": "deltafold.Rules.load(pipe)",
    "rules": "deltafold.normalize_bytes(b'{}', 'x', rules=pipe)",
    "recording_from_file": "deltafold.ogx.recording_from_file(pipe)",
    "command line": "deltafold._core.cli_main(['deltafold', 'show', pipe])",
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=list(WAITS))
def test_ctrl_c_ends_every_wait(pipe: Path, wait: str) -> None:
    code = f"""
        import itertools, os, deltafold, deltafold.ogx
        pipe = {str(pipe)!r}
        try:
            print("ready", flush=True)
            {wait}
        except KeyboardInterrupt:
            print("stopped", flush=True)
            os._exit(0)
    """
    assert interrupted(code) == (0, "stopped\n")


def test_a_process_that_was_interrupted_ends(pipe: Path) -> None:
    code = f"""
        import sys
        from deltafold.__main__ import main
        sys.argv = ["deltafold", "show", {str(pipe)!r}]
        print("ready", flush=True)
        sys.exit(main())
    """
    assert interrupted(code)[0] == -signal.SIGINT
    assert interrupted(code, reads=pipe)[0] == -signal.SIGINT
    assert interrupted(code, signal.SIGTERM, reads=pipe)[0] == 143


def test_the_command_line_leaves_signals_as_they_are(tree: Path) -> None:
    code = f"""
        import contextlib, os, signal
        from deltafold._core import cli_main
        numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
        before = [signal.getsignal(number) for number in numbers]
        for verb in ["stats", "normalize", "normalize"]:
            assert cli_main(["deltafold", verb, {str(tree)!r}]) == 0
        assert [signal.getsignal(number) for number in numbers] == before
        try:
            os.kill(os.getpid(), signal.SIGINT)
            raise SystemExit("nothing was raised")
        except KeyboardInterrupt:
            print("raised")
    """
    assert run(code).endswith("raised\n")


def test_the_command_line_runs_in_any_thread() -> None:
    codes: list[int] = []
    work = threading.Thread(
        target=lambda: codes.append(deltafold._core.cli_main(["deltafold", "--version"]))
    )
    work.start()
    work.join()
    assert codes == [0]


def names(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Everything below a folder, with what a write would change."""
    found = {}
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        found[str(path)] = (about.st_ino, about.st_mtime_ns, about.st_size)
    return found


NORMALIZE = """
    import sys
    from deltafold.__main__ import main
    sys.argv = ["deltafold", "normalize", "--quiet", "--jobs", "2", {tree!r}]
    print("ready", flush=True)
    sys.exit(main())
"""

NORMALIZE_FILES = """
    import sys, deltafold
    try:
        print("ready", flush=True)
        deltafold.normalize_files({tree!r}, jobs=2)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("code", [NORMALIZE, NORMALIZE_FILES], ids=["command", "function"])
def test_an_interrupted_run_leaves_nothing_behind(tree: Path, code: str, number: int) -> None:
    if code is NORMALIZE_FILES and number == signal.SIGTERM:
        pytest.skip("a process without a handler is just killed")
    before = {path: path.read_bytes() for path in tree.rglob("*.json")}
    new = {
        path: deltafold.normalize_bytes(data, path.name, rules=deltafold.Rules())
        for path, data in before.items()
    }
    for attempt in range(12):
        for path, data in before.items():
            path.write_bytes(data)
        exit_code, _ = interrupted(code.format(tree=str(tree)), number, wait=attempt * 0.006)
        # Before the command line has begun, the process ends as any other does.
        assert exit_code in (0, 128 + number, -number)
        assert {path for path in tree.rglob("*") if path.is_file()} == set(before)
        assert not list(tree.rglob(".deltafold*"))
        assert all(path.read_bytes() in (before[path], new[path]) for path in before)


SPLIT = """
    import sys
    from deltafold.__main__ import main
    sys.argv = ["deltafold", "split", "--quiet", "--jobs", "2", {tree!r}, "-o", {out!r}]
    print("ready", flush=True)
    sys.exit(main())
"""


def test_an_interrupted_split_leaves_whole_files(tree: Path, tmp_path: Path) -> None:
    def split(out: Path) -> int:
        return deltafold._core.cli_main(["deltafold", "split", "-q", str(tree), "-o", str(out)])

    expected = tmp_path / "expected"
    assert split(expected) == 0
    whole = {path.name: path.read_bytes() for path in expected.iterdir()}
    for attempt in range(10):
        out = tmp_path / f"out-{attempt}"
        code = SPLIT.format(tree=str(tree), out=str(out))
        exit_code, _ = interrupted(code, signal.SIGINT, wait=attempt * 0.006)
        assert exit_code in (0, -signal.SIGINT)
        found = {path.name: path.read_bytes() for path in out.iterdir()} if out.exists() else {}
        assert found.items() <= whole.items()
    # The next run completes what is missing.
    assert split(out) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == whole


def test_reading_never_writes(tree: Path, tmp_path: Path) -> None:
    # What killed runs may have left, those of older releases too.
    state = tmp_path / "state" / "deltafold"
    staging = tree / ".deltafold-staging" / "0123456789abcdef"
    for folder in (state, staging):
        folder.mkdir(parents=True)
        (folder / "lock").write_text("")
        (folder / "0123456789abcdef").write_text("left behind")
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "000.json").write_bytes((tree / "0" / "000.json").read_bytes())
    code = f"""
        import deltafold, deltafold.ogx, deltafold.replay
        tree = {str(tree)!r}
        assert len(list(deltafold.scan(tree))) == 300
        deltafold.load(tree + "/0/000.json")
        deltafold.normalize_files(tree, check=True)
        for asked in ("stats", "verify", "find 0123456789ab", "normalize --check", "normalize --diff", "join"):
            deltafold._core.cli_main(["deltafold", *asked.split(), tree])
        deltafold._core.cli_main(["deltafold", "show", tree + "/0/000.json"])
        assert deltafold.ogx.RecordingStorage({str(tmp_path)!r}, objects="deltafold").find_recording("000")
        assert deltafold.replay.RecordingStore(tree).unused()
    """
    before = names(tmp_path)
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    subprocess.run(
        program(code), env=environment, check=True, timeout=STARTUP, stdout=subprocess.DEVNULL
    )
    assert names(tmp_path) == before


def paths_of(tree: Path) -> list[str | None]:
    return [recording.path for recording in deltafold.scan(tree)]


@pytest.mark.parametrize("consumers", [2, 5])
def test_several_threads_share_the_recordings_of_a_scan(tree: Path, consumers: int) -> None:
    scanning = deltafold.scan(tree, jobs=2)
    taken: list[list[str | None]] = [[] for _ in range(consumers)]

    def take(number: int) -> None:
        taken[number].extend(recording.path for recording in scanning)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(consumers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(path) for each in taken for path in each) == sorted(map(str, paths_of(tree)))
    assert list(scanning) == []


def test_closing_ends_a_wait_in_another_thread(pipe: Path) -> None:
    code = f"""
        import os, threading, deltafold
        scanning = deltafold.scan([{str(pipe)!r}])
        got = []
        threads = [threading.Thread(target=lambda: got.append(list(scanning))) for _ in range(3)]
        for thread in threads:
            thread.start()
        threading.Event().wait(0.3)
        scanning.close()
        for thread in threads:
            thread.join({DEADLINE})
        assert got == [[], [], []], got
        assert list(scanning) == []
        print("closed", flush=True)
        os._exit(0)
    """
    assert run(code) == "closed\n"


FORKED = """
    import os, sys, time, threading, deltafold
    scanning = deltafold.scan({tree!r}, jobs=2, on_error={on_error!r})
    first = next(scanning)
    {before}
    child = os.fork()
    if child == 0:
        for attempt in range(2):
            try:
                next(scanning)
            except RuntimeError as error:
                assert "forked" in str(error), error
            else:
                os._exit(1)
        {ends}
    until = time.monotonic() + {deadline}
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if time.monotonic() > until:
            os.kill(child, 9)
            sys.exit("the child hangs")
        time.sleep(0.01)
    assert len(list(scanning)) == 299, "the scan goes on where it was started"
    print("done")
"""


@pytest.mark.parametrize("on_error", ["raise", "skip"])
@pytest.mark.parametrize("before", ["pass", "time.sleep(0.2)"])
@pytest.mark.parametrize(
    "ends",
    ["os._exit(0)", "scanning.close(); os._exit(0)", "del scanning; os._exit(0)", "sys.exit(0)"],
)
def test_a_scan_does_not_go_on_in_a_forked_process(
    tree: Path, on_error: str, before: str, ends: str
) -> None:
    values = {"tree": str(tree), "on_error": on_error, "before": before, "ends": ends}
    assert run(FORKED.format(deadline=DEADLINE, **values)).endswith("done\n")


def test_a_fork_while_the_first_walk_begins(tree: Path, tmp_path: Path) -> None:
    # Git's configuration is read by the first walk of a process.
    (tmp_path / ".gitconfig").write_text("[user]\n\tname = A\n")
    code = f"""
        import os, threading, time
        os.environ["HOME"] = {str(tmp_path)!r}
        import deltafold
        work = threading.Thread(
            target=deltafold.normalize_files, args=({str(tree)!r},), kwargs={{"check": True}}
        )
        work.start()
        children = []
        while work.is_alive() and len(children) < 20:
            child = os.fork()
            if child == 0:
                found = len(list(deltafold.scan({str(tree)!r}, jobs=2)))
                os._exit(0 if found == 300 else 1)
            children.append(child)
            time.sleep(0.0005)
        assert all(os.waitpid(child, 0)[1] == 0 for child in children)
        print("done")
    """
    for _ in range(3):
        assert run(code).endswith("done\n")


def test_a_fork_while_files_are_normalized(tree: Path) -> None:
    code = f"""
        import os, threading, time, deltafold
        work = threading.Thread(target=deltafold.normalize_files, args=({str(tree)!r},))
        work.start()
        children = []
        while work.is_alive() and len(children) < 20:
            child = os.fork()
            if child == 0:
                found = len(list(deltafold.scan({str(tree)!r}, jobs=2)))
                os._exit(0 if found == 300 else 1)
            children.append(child)
            time.sleep(0.005)
        assert all(os.waitpid(child, 0)[1] == 0 for child in children)
        print("done")
    """
    assert run(code).endswith("done\n")


@pytest.mark.skipif(sys.platform != "linux", reason="limits are set with what Linux has")
@pytest.mark.parametrize(
    "limit",
    [{"threads": 0}, {"threads": 1}, {"threads": 3}, {"memory": 200 << 20}, {"memory": 48 << 20}],
    ids=str,
)
def test_what_threads_there_can_be_do_the_work(open_path: Path, limit: dict[str, int]) -> None:
    tree = make_tree(open_path)
    # Another user may have to read it.
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o755)
    snippet = f"""
        from deltafold._core import cli_main
        for jobs in (5000, 64, 2):
            found = len(list(deltafold.scan({str(tree)!r}, jobs=jobs)))
            assert found == 300, (jobs, found)
            report = deltafold.normalize_files({str(tree)!r}, check=True, jobs=jobs)
            assert report.changed + report.unchanged == 300, report
            assert cli_main(["deltafold", "stats", "--jobs", str(jobs), {str(tree)!r}]) == 0
    """
    passes(snippet, **limit)


def test_a_folder_that_gives_nothing_says_why(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("ignored/*.json\n")
    for name in ("ignored", "others", "empty"):
        (tmp_path / name).mkdir()
    source = fixture_recordings()[0].read_bytes()
    (tmp_path / "ignored" / "a.json").write_bytes(source)
    (tmp_path / "others" / "a.json").write_text("[]")
    hints = {
        "ignored": "ignoring 1 file",
        "others": "none is among",
        "empty": "no recordings or other candidates",
    }
    for name, hint in hints.items():
        folder = str(tmp_path / name)
        for asked in ("normalize", "normalize --check", "verify", "find 0123456789ab", "stats"):
            command = [sys.executable, "-m", "deltafold", *asked.split(), folder]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert done.returncode == (1 if asked.startswith("find") else 0), done.stderr
            assert hint in done.stderr, (asked, done.stderr)
        with pytest.warns(UserWarning, match=hint):
            assert list(deltafold.scan(folder)) == []
        with pytest.warns(UserWarning, match=hint):
            assert deltafold.normalize_files(folder).changed == 0
