"""Counts the instructions that loading, merging and touching take, and compares them with a table.

    python benches/instructions.py              print the counts, and compare them with the table
    python benches/instructions.py --update     write the table anew

Times depend on the machine and on what else it does; the number of instructions hardly does. Valgrind
counts them, for one process for each row: 300 generated files of about 53.5 kB, with 57 chunks and a
request of 2.3 kB each, through the Python API. A process that does the same up to the first file, and
then only goes through the list of paths, is subtracted. Two more rows load and merge as many files of
1,000 short events, as Cohere and Bedrock send them.

The table is valid for the build of `make dev` and one version of CPython, Rust and the C library on
x86-64, since others take other instructions for the same work; elsewhere the counts are only printed. A row may not exceed its count in the table by more than 3 %.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FILES = 300
CHUNKS = 57
TABLE = Path(__file__).with_suffix(".json")
TOLERANCE = 0.03

# Each row, and what it includes but is counted by another row. A completion is counted with its texts.
ROWS = {
    "load": "nothing",
    "completion": "load",
    "touch": "load",
    "cohere": "nothing",
    "converse": "nothing",
}
EVENTS = 1000
FAMILIES = ("cohere", "converse")

CHILD = ("-S", __file__, "--run")
# With other hashes, dicts have other collisions.
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": os.pathsep.join(part for part in sys.path if part),
}


def write_files(folder: Path) -> None:
    """Writes the files to count with, the same bytes each time."""
    import generate
    from pybench.stream import Shape

    rng = random.Random(14)
    for number in range(FILES):
        shape = Shape(CHUNKS, azure=True, ascii=number % 4 != 0)
        record = generate.record_around(rng, shape)
        # The length of a typical request.
        said = record["request"]["body"]["messages"][-1]
        said["content"] = "".join(rng.choice(shape.words()) for _ in range(410))
        items = (
            generate.indented({"__type__": generate.CHUNK_TYPE, "__data__": chunk}, 2, 3)
            for chunk in generate.chunks(rng, shape, f"chatcmpl-{number:059}")
        )
        generate.write_items(folder / f"{number:04}.json", record, items, 2)
    for family in FAMILIES:
        words = rng.choices(shape.words(), k=EVENTS)
        body = [*START[family], *(delta(family, word) for word in words), *END[family]]
        record = {"request": {}, "response": {"body": body, "is_streaming": True}}
        (folder / f"{family}.json").write_text(json.dumps(record))


START = {
    "cohere": [
        {"type": "message-start", "id": "m", "delta": {"message": {"role": "assistant"}}},
        {
            "type": "content-start",
            "index": 0,
            "delta": {"message": {"content": {"type": "text", "text": ""}}},
        },
    ],
    "converse": [{"messageStart": {"role": "assistant"}}],
}
END = {
    "cohere": [
        {"type": "content-end", "index": 0},
        {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}},
    ],
    "converse": [{"messageStop": {"stopReason": "end_turn"}}],
}


def delta(family: str, word: str) -> dict[str, object]:
    """An event that adds a word."""
    if family == "cohere":
        message = {"content": {"text": word}}
        return {"type": "content-delta", "index": 0, "delta": {"message": message}}
    padding = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[: 3 * len(word)]
    event = {"contentBlockIndex": 0, "delta": {"text": word}, "p": padding}
    return {"contentBlockDelta": event}


def run(row: str, folder: str) -> None:
    """Does the work of one row; runs under valgrind."""
    from deltafold import load

    paths = [f"{folder}/{number:04}.json" for number in range(FILES)]
    # What only the first use does is not counted.
    for first in (load(paths[0]), load(paths[0])):
        texts(first.completion)
        touch(first.chunks)
    for family in FAMILIES:
        load(f"{folder}/{family}.json").completion  # noqa: B018
    if row == "nothing":
        for _ in paths:
            pass
    elif row == "load":
        for path in paths:
            load(path)
    elif row == "completion":
        for path in paths:
            texts(load(path).completion)
    elif row == "touch":
        for path in paths:
            touch(load(path).chunks)
    elif row in FAMILIES:
        for _ in paths:
            load(f"{folder}/{row}.json").completion  # noqa: B018


def texts(completion):  # type: ignore[no-untyped-def]
    """Accesses the text of each choice, and why it ends."""
    for choice in completion.choices:
        choice.message.content  # noqa: B018
        choice.finish_reason  # noqa: B018


def touch(chunks):  # type: ignore[no-untyped-def]
    """Accesses the text of each chunk, and why it ends, if it has no text."""
    for chunk in chunks:
        for choice in chunk.choices:
            choice.delta.content or choice.finish_reason  # noqa: B018


def count(row: str, folder: Path, *, out: Path | None = None) -> int:
    """The number of instructions of a process that does the work of one row."""
    command = [
        *(["setarch", "-R"] if shutil.which("setarch") else []),
        *("valgrind", "--tool=callgrind", f"--callgrind-out-file={out or os.devnull}"),
        *(sys.executable, *CHILD, row, str(folder)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or found is None:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return int(found[1])


def count_all(profile: Path | None) -> dict[str, int]:
    """The instructions of each row for one file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        write_files(folder)
        size = sum(path.stat().st_size for path in folder.glob("0*.json")) / FILES
        print(f"{FILES} files of {size:,.0f} bytes, {CHUNKS} chunks each\n")
        # Python compiles what it imports only once.
        subprocess.run(
            [sys.executable, *CHILD, "nothing", str(folder)], env=ENVIRONMENT, check=True
        )
        out = (lambda row: profile / f"{row}.callgrind") if profile else lambda _row: None
        counts = {row: count(row, folder, out=out(row)) for row in ("nothing", *ROWS)}
    return {row: round((counts[row] - counts[base]) / FILES) for row, base in ROWS.items()}


def grown(counts: dict[str, int], known: dict[str, int]) -> list[str]:
    """The rows that take more instructions than the table allows."""
    return [row for row in known if counts[row] > known[row] * (1 + TOLERANCE)]


def environment() -> dict[str, str]:
    """What counts depend on, apart from the code."""
    import deltafold

    build = Path(deltafold._core.__file__ or "")
    python = f"{platform.python_implementation()} {sys.version_info[0]}.{sys.version_info[1]}"
    # An editable installation has the quick build.
    is_release = "site-packages" in build.parts
    rustc = ["rustc", "--version"] if shutil.which("rustc") else ["echo", "none"]
    rust = subprocess.run(rustc, capture_output=True, text=True, check=True).stdout
    return {
        "python": python,
        "rust": " ".join(rust.split()[:2]),
        "libc": " ".join(platform.libc_ver()),
        "machine": platform.machine(),
        "build": "release" if is_release else "quick",
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true", help="write the table")
    parser.add_argument("--profile", type=Path, help="also write callgrind's profiles there")
    parser.add_argument("--run", nargs=2, metavar=("ROW", "DIRECTORY"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        run(*args.run)
        return
    if not shutil.which("valgrind"):
        print("skipped: valgrind, which counts instructions, is not installed")
        return
    if args.profile:
        args.profile.mkdir(exist_ok=True, parents=True)
    here, counts = environment(), count_all(args.profile)
    table = json.loads(TABLE.read_text()) if TABLE.exists() else {}
    if args.update:
        TABLE.write_text(json.dumps({"environment": here, "instructions": counts}, indent=2) + "\n")
    known = table.get("instructions", {}) if table.get("environment") == here else {}
    print(f"{'instructions':12} {'a file':>10} {'a chunk':>8} {'in the table':>13}")
    for row, now in counts.items():
        before = f"{known[row]:>13,}" if row in known else f"{'-':>13}"
        chunks = EVENTS if row in FAMILIES else CHUNKS
        print(f"{row:12} {now:>10,} {now / chunks:>8,.0f} {before}")
    if not known:
        print(f"\nnot compared: the table is for {table.get('environment')}, and this is {here}")
    if args.update:
        return
    if above := grown(counts, known):
        sys.exit(
            f"\nmore than 3 % above the table: {', '.join(above)}. If this is meant, say why in "
            "CHANGELOG.md, and write the table with `make bench-instructions UPDATE=1`"
        )


if __name__ == "__main__":
    main()
