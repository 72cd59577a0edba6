"""Files and folders as they should not be: pipes among recordings, contents that change while they are read,
trees that may not be written, disks without space, and small files that become large ones."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import RECORDINGS
from hostile import passes, raises

import deltafold
from deltafold._core import cli_main

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="limits and special files are Linux's here"
)

EXAMPLE = RECORDINGS / "chat-stream-plain.json"


def test_what_is_no_file_is_left_alone_in_a_folder(tmp_path: Path) -> None:
    """Opening the pipe would wait for ever, and reading the device would not end."""
    example = tmp_path / "one.json"
    example.write_bytes(EXAMPLE.read_bytes())
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "device.json").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.json"))
        passes(
            f"""
            from deltafold._core import cli_main
            folder = {str(tmp_path)!r}
            for jobs in (1, 3):
                assert [one.path for one in deltafold.scan(folder, jobs=jobs)] == [{str(example)!r}]
            assert deltafold.normalize_files(folder).errors == []
            for verb in ("stats", "join", "normalize", "verify", "find 0123456789ab"):
                assert cli_main(["deltafold", *verb.split(), folder]) in (0, 1), verb
            """
        )


def test_a_device_without_an_end_is_a_memory_error() -> None:
    raises("MemoryError", "deltafold.load('/dev/zero')", memory=100 << 20)
    raises("MemoryError", "list(deltafold.scan(['/dev/zero']))", memory=100 << 20)


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
@pytest.mark.parametrize("chunks", [4, 40_000], ids=["short", "long"])
def test_a_file_may_change_while_it_is_read(chunks: int, packed: bool, tmp_path: Path) -> None:
    """Cut, longer, overwritten: an answer or an error each time, and the right one in the end."""
    body = [{"choices": [{"index": 0, "delta": {"content": f"{n:04} "}}]} for n in range(chunks)]
    data = json.dumps({"response": {"body": body}}).encode()
    path = tmp_path / "changing.json"
    path.write_bytes(gzip.compress(data, 1) if packed else data)
    told = passes(
        f"""
        import collections, os, threading
        path = {str(path)!r}
        whole = open(path, "rb").read()
        done = threading.Event()
        def change():
            # In place: the file stays the one that others have open.
            number = os.open(path, os.O_WRONLY)
            place = 0
            while not done.is_set():
                place = (place * 7919 + 104729) % len(whole)
                os.ftruncate(number, place)
                os.pwrite(number, whole[:place // 2][::-1], place // 2)
                os.pwrite(number, whole, 0)
                os.pwrite(number, whole[:place], len(whole))
                os.ftruncate(number, len(whole))
            os.pwrite(number, whole, 0)
            os.close(number)
        changing = threading.Thread(target=change)
        changing.start()
        outcomes = collections.Counter()
        try:
            for attempt in range({400 if chunks < 100 else 20}):
                try:
                    recording = deltafold.load(path)
                    recording.completion, len(recording.chunks)
                    for one in deltafold.scan([path], on_error="skip"):
                        one.completion
                    deltafold.normalize_files([path], check=True)
                    outcomes["read"] += 1
                except deltafold.Error as error:
                    assert str(error)
                    outcomes[type(error).__name__] += 1
        finally:
            done.set()
            changing.join()
        text = deltafold.load(path).completion.choices[0].message.content
        assert text == "".join("%04d " % n for n in range({chunks}))
        print(sum(outcomes.values()), len(outcomes))
        """
    )
    assert int(told.split()[0]) == (400 if chunks < 100 else 20)


def test_a_tree_that_may_not_be_written_is_read(open_path: Path) -> None:
    tree = open_path / "tree"
    tree.mkdir()
    for number in range(3):
        (tree / f"{number}.json").write_bytes((RECORDINGS / "chat.json").read_bytes())
        (tree / f"{number}.json").chmod(0o444)
    tree.chmod(0o555)
    before = {path: path.read_bytes() for path in tree.iterdir()}
    told = passes(
        f"""
        import os
        from deltafold._core import cli_main
        tree = {str(tree)!r}
        if os.getuid() == 0:
            os.setuid(65_534)
        assert len(list(deltafold.scan(tree))) == 3
        assert deltafold.normalize_files(tree, check=True).changed == 3
        for verb in ("stats", "normalize --check", "normalize --diff", "verify"):
            assert cli_main(["deltafold", *verb.split(), tree]) in (0, 1), verb
        assert cli_main(["deltafold", "normalize", tree]) == 2
        assert cli_main(["deltafold", "split", tree + "/0.json", "-o", tree + "/out"]) == 2
        try:
            deltafold.load(tree + "/0.json").save(tree + "/1.json")
        except PermissionError as error:
            assert "1.json" in str(error), error
            print("refused")
        """
    )
    tree.chmod(0o755)
    assert told.endswith("refused\n")
    assert {path: path.read_bytes() for path in tree.iterdir()} == before


def test_a_full_disk_leaves_the_old_files(tmp_path: Path) -> None:
    """A limit on the size of files fails in the middle of a write, as a full disk does."""
    large = tmp_path / "large.json"
    large.write_text(
        json.dumps({"response": {"body": {"id": "x", "created": 1, "text": "a" * 300_000}}})
    )
    rules = tmp_path / "rules.toml"
    rules.write_text("[[rules]]\npath = '**.id'\nset = 'y'\n")
    old = tmp_path / "old.json"
    old.write_text("before")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    told = passes(
        f"""
        import errno, resource
        recording = deltafold.load({str(large)!r})
        resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10,) * 2)
        for path in ({str(old)!r}, {str(tmp_path / "new.json")!r}):
            try:
                recording.save(path)
            except OSError as error:
                assert error.errno == errno.EFBIG and error.filename == path, error
                print("refused")
        rules = deltafold.Rules.load({str(rules)!r})
        report = deltafold.normalize_files([{str(large)!r}], rules=rules, reformat=True)
        assert len(report.errors) == 1, report
        print("refused")
        from deltafold._core import cli_main
        out = {str(tmp_path / "out")!r}
        assert cli_main(["deltafold", "split", {str(large)!r}, "-o", out]) == 2
        print("refused")
        """
    )
    assert told == "refused\n" * 4
    assert list((tmp_path / "out").iterdir()) == []
    (tmp_path / "out").rmdir()
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_full_devices_are_errors_of_the_command() -> None:
    told = passes(
        f"""
        import subprocess, sys
        for verb in ("merge", "show", "stats", "stats --html -", "join"):
            with open("/dev/full", "wb") as full:
                command = [sys.executable, "-m", "deltafold", *verb.split(), {str(EXAMPLE)!r}]
                done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
            assert done.returncode == 2 and "space" in done.stderr, (verb, done)
            print("refused")
        """
    )
    assert told == "refused\n" * 5


def test_aliases_of_aliases_have_a_limit(tmp_path: Path) -> None:
    levels = ['l0: &l0 "xxxxxxxx"']
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10)]
    path = tmp_path / "bomb.yaml"
    path.write_text(
        "interactions:\n- request: {uri: http://a, method: GET}\n  x:\n    "
        + "\n    ".join(levels)
        + "\n"
    )
    raises("ParseError", f"deltafold.load({str(path)!r})", memory=500 << 20)
    # One after the other, each of them takes no more than one alone.
    raises("ParseError", f"list(deltafold.scan([{str(path)!r}] * 20, jobs=1))", memory=500 << 20)
    told = passes(
        f"print(len(list(deltafold.scan([{str(path)!r}] * 20, jobs=1, on_error='skip'))))",
        memory=500 << 20,
    )
    assert told == "0\n"


def test_many_compressed_files_take_the_memory_of_one(tmp_path: Path) -> None:
    text = b'{"response": {"body": 1}, "x": "' + b" " * (40 << 20) + b'"}'
    for number in range(16):
        (tmp_path / f"{number:02}.json.gz").write_bytes(gzip.compress(text, 1))
    told = passes(
        f"print(sum(1 for _ in deltafold.scan({str(tmp_path)!r}, jobs=1)))", memory=400 << 20
    )
    assert told == "16\n"
    assert cli_main(["deltafold", "stats", "--jobs", "1", str(tmp_path)]) == 0
    assert deltafold.load(tmp_path / "00.json.gz").response.body == 1


def test_without_descriptors_nothing_is_left_behind(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "0.json").write_bytes(EXAMPLE.read_bytes())
    told = passes(
        f"""
        import os, resource
        had = resource.getrlimit(resource.RLIMIT_NOFILE)
        rules = deltafold.Rules("[[rules]]\\npath = '**.model'\\nset = 'X'\\n")
        for most in range(3, 24):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, had[1]))
            try:
                done = deltafold.normalize_files({str(tree)!r}, rules=rules, jobs=1)
                print(len(done.errors))
            except OSError as error:
                print(error.strerror)
            resource.setrlimit(resource.RLIMIT_NOFILE, had)
            assert os.listdir({str(tree)!r}) == ["0.json"], (most, os.listdir({str(tree)!r}))
        """
    )
    assert told.split("\n")[-2] == "0", told


def test_a_name_does_not_split_its_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    name = "a\nb\r.json"
    (tmp_path / name).write_text("{")
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / name).write_text(json.dumps(json.loads(EXAMPLE.read_bytes())))

    def names_in_lines(verb: str, file: Path, exit_code: int) -> None:
        assert cli_main(["deltafold", *verb.split(), str(file)]) == exit_code, verb
        told = capfd.readouterr()
        lines = [line for line in (told.out + told.err).split("\n") if ".json" in line]
        lines = [line for line in lines if "chat-stream-plain.json" not in line]
        assert lines and all("a\\u000ab\\u000d.json" in line for line in lines), (verb, told)

    for verb in ("merge", "stats", "verify", "normalize --check", "show", "split -o out"):
        names_in_lines(verb, tmp_path / name, 2)
    for verb in ("show", "merge --format text --with-path", f"find {EXAMPLE}"):
        names_in_lines(verb, tmp_path / "whole" / name, 0)
    for verb in ("verify --select name", "normalize --diff --reformat"):
        names_in_lines(verb, tmp_path / "whole" / name, 1)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_nothing_is_printed_into_a_file(tmp_path: Path, closed: str) -> None:
    """A file that is opened gets the number of a standard stream that is closed, as a daemon's may be."""
    chat = {"__type__": "openai.types.chat.ChatCompletion", "__data__": {"id": "new"}}
    data = json.dumps({"response": {"body": chat}}).encode()
    recordings = [tmp_path / name for name in ("a.json", "b.json")]
    for path in recordings:
        path.write_bytes(data)
    (tmp_path / "c.json").write_text("no recording")
    rest = '"$0" -m deltafold normalize --jobs 1 . missing.json ' + closed
    ended = subprocess.run(["sh", "-c", rest, sys.executable], cwd=tmp_path, check=False)
    assert ended.returncode == 2
    for path in recordings:
        assert path.read_bytes() == deltafold.normalize_bytes(data, path.name) != data


@pytest.mark.parametrize("kind", ["device", "sparse"])
@pytest.mark.parametrize(
    "command",
    ["find FILE", "verify --baseline FILE", "verify --orphans FILE", "normalize --config FILE"],
)
def test_a_file_beside_the_recordings_has_a_limit(command: str, kind: str, tmp_path: Path) -> None:
    """They are read whole: a wrong path, such as that of a disk image, must not fill the memory."""
    path = Path("/dev/zero")
    if kind == "sparse":
        path = tmp_path / "sparse"
        path.touch()
        os.truncate(path, 100 << 30)
    verb, *options = command.replace("FILE", str(path)).split()
    told = passes(
        f"""
        import os, subprocess, sys
        command = [sys.executable, "-m", "deltafold", *{[verb, *options, str(EXAMPLE)]!r}]
        done = subprocess.run(command, capture_output=True, text=True)
        print(done.returncode, done.stderr)
        """,
        memory=1 << 30,
    )
    assert told.strip() == f"2 deltafold: {path}: larger than 256 MiB", told
