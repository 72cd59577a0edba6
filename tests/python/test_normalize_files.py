"""Normalizing trees of files: what is written, what is left alone, and what is told."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from conftest import fixture_recordings
from normalize_reference import normalize
from odd_layouts import loose
from test_normalize import with_others

import deltafold

COMMAND = [sys.executable, "-m", "deltafold", "normalize"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals, modes and links are POSIX's")

Tree = dict[Path, bytes]


def make_tree(root: Path, copies: int = 3) -> Tree:
    """Recordings in two folders, with other ids, in the canonical and in odd forms."""
    rng = random.Random(5)
    tree = {}
    for number, source in enumerate(fixture_recordings() * copies):
        recording = with_others(json.loads(source.read_bytes()), rng, alike=number % 2 == 0)
        text = json.dumps(recording, indent=2) + "\n" if number % 3 else loose(recording, rng)
        path = root / ("a", "b/c")[number % 2] / f"{number:04}-{source.stem}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        tree[path] = text.encode("utf-8", "backslashreplace")
        path.write_bytes(tree[path])
    return tree


def normalized(tree: Tree) -> Tree:
    return {path: normalize(data, path.name) for path, data in tree.items()}


def read(tree: Tree) -> Tree:
    return {path: path.read_bytes() for path in tree}


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_tree_becomes_what_the_reference_makes_of_it(tmp_path: Path, jobs: int) -> None:
    tree = make_tree(tmp_path)
    expected = normalized(tree)
    changing = sorted(path for path in tree if tree[path] != expected[path])
    checked = deltafold.normalize_files(tmp_path, check=True, jobs=jobs, rules=deltafold.Rules())
    assert read(tree) == tree
    report = deltafold.normalize_files(tmp_path, jobs=jobs, rules=deltafold.Rules())
    assert read(tree) == expected
    assert len(list(tmp_path.rglob("*"))) == len(tree) + 3, "nothing is left beside the files"
    for told in (checked, report):
        assert [file.path for file in told.files] == changing
        assert all(file.changes > 0 for file in told.files)
        assert (told.changed, told.unchanged) == (len(changing), len(tree) - len(changing))
        assert (told.skipped, told.errors) == (0, [])
    again = deltafold.normalize_files(tmp_path, rules=deltafold.Rules())
    assert (again.changed, again.files) == (0, [])


def test_what_does_not_change_is_not_touched(tmp_path: Path) -> None:
    tree = normalized(make_tree(tmp_path, copies=1))
    for path, data in tree.items():
        path.write_bytes(data)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tree}
    assert deltafold.normalize_files(tmp_path).changed == 0
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tree} == before


@posix
def test_modes_are_kept_and_links_followed(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "real", copies=1)
    (tmp_path / "links").mkdir()
    for path in tree:
        path.chmod(0o640)
        (tmp_path / "links" / path.name).symlink_to(path)
    deltafold.normalize_files(tmp_path / "links", rules=deltafold.Rules())
    assert read(tree) == normalized(tree)
    assert {path.stat().st_mode & 0o777 for path in tree} == {0o640}
    assert all((tmp_path / "links" / path.name).is_symlink() for path in tree)


def test_what_cannot_be_done_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    tree = make_tree(tmp_path, copies=1)
    (tmp_path / "a" / "bad.json").write_text('{"response": oops}')
    (tmp_path / "a" / "other.json").write_text("[]")
    report = deltafold.normalize_files(
        [tmp_path / "nowhere.json", str(tmp_path), tmp_path / "a" / "other.json"],
        rules=deltafold.Rules(),
    )
    missing, bad, other = report.errors
    assert isinstance(missing, FileNotFoundError)
    assert isinstance(bad, deltafold.ParseError)
    assert (Path(str(bad.path)).name, bad.line, bad.column) == ("bad.json", 1, 14)
    assert isinstance(other, deltafold.RecordingError)
    assert (report.changed + report.unchanged, report.skipped) == (len(tree), 0)
    assert read(tree) == normalized(tree)


def test_rules_are_found_given_or_wrong(tmp_path: Path) -> None:
    path = tmp_path / "abc.json"
    path.write_text('{"response": {"body": {"__data__": {"id": 1, "seed": 2}}}}')
    config = tmp_path / "deltafold.toml"
    config.write_text(
        "[[rules]]\npath = '**.seed'\nremove = true\n[[rules]]\npath = 'x'\nset = 1\n"
    )

    def changes(**options: object) -> int:
        report = deltafold.normalize_files(path, check=True, **options)  # type: ignore[arg-type]
        return report.files[0].changes if report.files else 0

    assert changes() == changes(rules=config) == changes(rules=str(config)) == 2
    rules = deltafold.Rules.load(config)
    assert changes(rules=rules) == 2
    assert rules.unmatched == ["4: x"]
    assert changes(rules=deltafold.Rules()) == 1
    assert changes(rules=deltafold.Rules("profile = 'none'")) == 0
    data = deltafold.normalize_bytes(path.read_bytes(), path, rules=rules)
    assert json.loads(data) == {"response": {"body": {"__data__": {"id": "rec-abc"}}}}
    with pytest.raises(deltafold.ParseError, match="line 2 column 11"):
        deltafold.Rules("[[rules]]\npath = 'a..b'\nset = 1\n")
    with pytest.raises(TypeError):
        deltafold.normalize_files(path, rules=1)  # type: ignore[arg-type]
    with pytest.raises(FileNotFoundError):
        deltafold.normalize_files(path, rules=tmp_path / "nowhere.toml")
    config.write_text("profile = 1\n")
    report = deltafold.normalize_files([path, tmp_path / "abd.json"])
    assert [type(error) for error in report.errors] == [deltafold.ParseError], "told once"


def test_thousands_of_paths_on_the_command_line(tmp_path: Path) -> None:
    text = json.dumps({"response": {"body": {"__data__": {"id": "x"}}}}, indent=2) + "\n"
    paths = [tmp_path / f"{number:05}.json" for number in range(5000)]
    for path in paths:
        path.write_text(text)
    done = subprocess.run([*COMMAND, *paths], capture_output=True, check=False)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 5000), done.stderr
    assert done.stdout.splitlines() == sorted(done.stdout.splitlines())
    assert all(f'"rec-{path.stem}"' in path.read_text() for path in paths)
    again = subprocess.run([*COMMAND, "--check", *paths], capture_output=True, check=False)
    assert (again.returncode, again.stdout) == (0, b"")


def test_several_threads_at_once(tmp_path: Path) -> None:
    trees = [make_tree(tmp_path / str(number), copies=1) for number in range(4)]

    def work(number: int) -> None:
        deltafold.normalize_files(tmp_path / str(number), rules=deltafold.Rules(), jobs=2)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for tree in trees:
        assert read(tree) == normalized(tree)


def whole(tree: Tree) -> bool:
    """Whether each file is the old one or the new one."""
    new = normalized(tree)
    return all(data in (tree[path], new[path]) for path, data in read(tree).items())


READY = """
import sys
from deltafold._core import cli_main
print("ready", flush=True)
sys.exit(cli_main(["deltafold", *sys.argv[1:]]))
"""


@posix
def test_ctrl_c_leaves_every_file_whole(tmp_path: Path) -> None:
    rng = random.Random(11)
    for attempt in range(4):
        tree = make_tree(tmp_path / str(attempt), copies=6)
        arguments = ["normalize", "--quiet", "--jobs", "2", str(tmp_path / str(attempt))]
        command = [sys.executable, "-c", READY, *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            threading.Event().wait(rng.uniform(0, 0.05))
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        assert process.returncode in (0, 130, -signal.SIGINT)
        assert whole(tree)
        subprocess.run(command, check=True, capture_output=True)
        assert read(tree) == normalized(tree), "the next run ends the work"
        left = [path for path in (tmp_path / str(attempt)).rglob("*") if path.is_file()]
        assert len(left) == len(tree)


@posix
def test_ctrl_c_ends_a_wait_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.json")
    script = f"""
        import deltafold
        try:
            print("waiting", flush=True)
            deltafold.normalize_files([{str(tmp_path / "never.json")!r}], jobs=1)
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
