"""Breaks guarantees of docs/guarantees.md one by one, in a copy of the source, and runs the test of each.

Says which tests fail, as they should; exits with 1 if one passes: `python tools/break_guarantees.py [WORDS…]`
breaks those whose description has one of the words.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Break:
    """A line of the Python source, what it becomes, and the test file that must fail then."""

    what: str
    file: str
    line: str
    broken: str
    test: str


BREAKS = [
    Break(
        "keys that a client sends in headers are recorded",
        "python/deltafold/replay/_redact.py",
        "        return replace(self, texts=(*self.texts, *texts))",
        "        return self",
        "test_replay_redact",
    ),
    Break(
        "keys that several items of a stream form are recorded",
        "python/deltafold/replay/_redact.py",
        "            self._redact_joined(places)\n        return",
        "            pass\n        return",
        "test_replay_redact",
    ),
    Break(
        "threads share a store without a lock",
        "python/deltafold/replay/_store.py",
        "        with self._index.lock:\n            turn =",
        "        if True:\n            turn =",
        "test_replay_store",
    ),
    Break(
        "recordings of one request do not take turns",
        "python/deltafold/replay/_store.py",
        "            self._turns[place] = turn + 1",
        "            self._turns[place] = turn",
        "test_replay_store",
    ),
    Break(
        "a recorder writes in place",
        "python/deltafold/replay/_record.py",
        "                recording.save(path)",
        "                path.write_bytes(recording.to_json_bytes())",
        "test_replay_record",
    ),
    Break(
        "a replayed error is a success",
        "python/deltafold/replay/_wire.py",
        "        status = recording.response.status or 200",
        "        status = 200",
        "test_replay_record",
    ),
    Break(
        "a replayed stream lacks its last item",
        "python/deltafold/replay/_wire.py",
        "recording.response.status or 200, content_type, pieces, times, True",
        "recording.response.status or 200, content_type, pieces[:-1], times, True",
        "test_replay_clients",
    ),
    Break(
        "the drop-in looks into directories in another order",
        "python/deltafold/ogx/_lookup.py",
        "[beside, base]",
        "[base, beside]",
        "test_ogx_lookup",
    ),
    Break(
        "reading changes a file",
        "python/deltafold/ogx/_lookup.py",
        "            if path.exists():\n                return self._read(path)",
        "            if path.exists():\n                path.touch()\n                return self._read(path)",
        "test_signals_and_forks",
    ),
    Break(
        "a mirrored class has a field that the SDK's has not",
        "python/deltafold/types/chat/chat_completion_chunk.py",
        "    logprobs: Field[ChoiceLogprobs | None]",
        "    oops: Field[int | None] = field(default=None)\n    logprobs: Field[ChoiceLogprobs | None]",
        "test_types_generated",
    ),
    Break(
        "importing the package imports another",
        "python/deltafold/__init__.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\nimport pydantic\n",
        "test_import",
    ),
]


def copied(folder: Path) -> None:
    """Copies what git knows of, and the extension."""
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    names += [str(path.relative_to(ROOT)) for path in (ROOT / "python/deltafold").glob("_core.*")]
    for name in filter(None, dict.fromkeys(names)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)


def fails(each: Break, folder: Path) -> bool:
    """Whether the test fails when the guarantee is broken; says how."""
    path = folder / each.file
    source = path.read_text(encoding="utf-8")
    assert each.line in source, f"{each.file} has changed: {each.line!r} is not there"
    path.write_text(source.replace(each.line, each.broken, 1), encoding="utf-8")
    test = f"tests/python/{each.test}.py"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", test],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "python")},
        capture_output=True,
        text=True,
    )
    path.write_text(source, encoding="utf-8")
    lines = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    print(f"{each.what}:\n    {lines[0][:160] if lines else f'{each.test} PASSES'}", flush=True)
    return bool(lines) and done.returncode != 0


def main() -> int:
    """Breaks what the arguments ask for."""
    words = sys.argv[1:]
    chosen = [each for each in BREAKS if not words or any(word in each.what for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        kept = [each.what for each in chosen if not fails(each, Path(folder))]
    print(f"{len(chosen) - len(kept)} of {len(chosen)} are noticed")
    return 1 if kept or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
