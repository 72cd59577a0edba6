"""Loading many files in parallel: the same recordings in a stable order, whatever the threads do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from conftest import RECORDINGS, fixture_recordings

import deltafold

TASKS = Path("/proc/self/task")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Two folders of recordings with things between them that are none."""
    sources = [path.read_bytes() for path in fixture_recordings()]
    for number, data in enumerate(sources * 3):
        folder = tmp_path / ("a", "b", "b/c")[number % 3]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:03}.json").write_bytes(data)
    (tmp_path / "a" / "no-recording.json").write_text('{"name": "x"}')
    (tmp_path / "a" / "list.json").write_text("[]")
    (tmp_path / "b" / "notes.txt").write_text("not JSON at all")
    (tmp_path / "b" / ".hidden.json").write_text("hidden")
    return tmp_path


def below(root: Path) -> list[str]:
    return sorted(str(path) for path in root.rglob("[0-9]*.json"))


@pytest.mark.parametrize("jobs", [None, 1, 2, 7])
def test_the_order_is_that_of_the_paths(tree: Path, jobs: int | None) -> None:
    found = [recording.path for recording in deltafold.scan(tree, jobs=jobs)]
    # By name in each folder: a folder's files and folders are one sequence.
    assert found == sorted(below(tree), key=lambda path: Path(path).parts)


def test_named_files_come_in_the_order_in_which_they_are_named(tree: Path) -> None:
    named = below(tree)[::-1]
    assert [recording.path for recording in deltafold.scan(named)] == named


def test_what_scan_gives_is_what_load_gives() -> None:
    for recording in deltafold.scan(RECORDINGS, on_error="skip"):
        assert recording.path is not None
        alone = deltafold.load(recording.path)
        assert recording == alone
        if alone.kind == "chat.stream":
            assert recording.completion == alone.completion
            assert recording.completion.merge_info == alone.completion.merge_info


def test_errors_come_in_their_turn(tree: Path) -> None:
    names = below(tree)
    named = [names[0], str(tree / "a" / "no-recording.json"), str(tree / "missing.json"), names[1]]
    found = list(deltafold.scan(named, on_error="return"))
    assert isinstance(found[0], deltafold.Recording)
    assert isinstance(found[1], deltafold.RecordingError)
    assert isinstance(found[2], FileNotFoundError)
    assert isinstance(found[3], deltafold.Recording)
    assert [item.path for item in deltafold.scan(named, on_error="skip")] == names[:2]
    scanning = deltafold.scan(named)
    assert next(scanning).path == names[0]
    with pytest.raises(deltafold.RecordingError, match=r"no-recording\.json"):
        next(scanning)
    with pytest.raises(FileNotFoundError):
        next(scanning)
    assert [recording.path for recording in scanning] == names[1:2]


def test_a_broken_recording_in_a_folder_is_an_error(tree: Path) -> None:
    (tree / "a" / "000.json").write_text('{"response": ')
    with pytest.raises(deltafold.ParseError, match=r"000\.json"):
        list(deltafold.scan(tree))
    assert len(list(deltafold.scan(tree, on_error="skip"))) == len(below(tree)) - 1


def test_ignored_files_are_left_out_unless_named(tree: Path) -> None:
    (tree / ".git").mkdir()
    (tree / ".gitignore").write_text("a/\n")
    found = [recording.path for recording in deltafold.scan(tree)]
    assert found
    assert not any(str(path).startswith(str(tree / "a")) for path in found)
    named = below(tree / "a")[:1]
    assert [recording.path for recording in deltafold.scan(named)] == named


def test_links_that_go_in_circles_do_no_harm(tree: Path) -> None:
    (tree / "b" / "loop").symlink_to(tree)
    assert len(list(deltafold.scan(tree))) == len(below(tree))


def test_nothing_is_left_running_after_a_break_or_close(tree: Path) -> None:
    before = sum(1 for _ in TASKS.iterdir()) if TASKS.is_dir() else 0
    for _ in deltafold.scan(tree, jobs=4):
        break
    with deltafold.scan(tree, jobs=4) as scanning:
        next(scanning)
    assert list(scanning) == []
    if before:
        assert sum(1 for _ in TASKS.iterdir()) == before


@pytest.mark.parametrize("argument", [None, 3, [3], [None]])
def test_what_is_no_path_is_a_type_error(argument: object) -> None:
    with pytest.raises(TypeError):
        deltafold.scan(argument)  # type: ignore[call-overload]


def test_odd_options_are_errors(tree: Path) -> None:
    with pytest.raises(ValueError, match="on_error"):
        deltafold.scan(tree, on_error="ignore")  # type: ignore[call-overload]
    for jobs in (0, -1):
        with pytest.raises((ValueError, OverflowError)):
            deltafold.scan(tree, jobs=jobs)


def test_several_scans_at_once_do_not_touch_each_other(tree: Path) -> None:
    expected = [recording.path for recording in deltafold.scan(tree)]
    results: list[list[str | None]] = []

    def scan() -> None:
        results.append([recording.path for recording in deltafold.scan(tree, jobs=2)])

    threads = [threading.Thread(target=scan) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 6


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_fork_after_a_scan_can_load_and_scan(tree: Path) -> None:
    script = f"""
        import os, deltafold
        before = len(list(deltafold.scan({str(tree)!r}, jobs=3)))
        child = os.fork()
        if child == 0:
            os._exit(0 if len(list(deltafold.scan({str(tree)!r}, jobs=3))) == before else 1)
        assert os.waitpid(child, 0)[1] == 0
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="signals are sent differently there")
def test_ctrl_c_ends_a_wait_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.json")
    script = f"""
        import deltafold
        try:
            print("waiting", flush=True)
            next(deltafold.scan([{str(tmp_path / "never.json")!r}], jobs=1))
        except KeyboardInterrupt:
            print("stopped", flush=True)
            import os; os._exit(0)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        threading.Event().wait(0.3)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "stopped\n"
