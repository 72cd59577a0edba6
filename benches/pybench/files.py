"""The files to measure with: those in a given corpus, or generated ones that are kept."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import generate

from pybench import stream
from pybench.contenders import read

DATA = Path(__file__).parent.parent / "data"


@dataclass
class FileSet:
    """Files, their chunks and their size."""

    name: str
    paths: list[str]
    chunks: list[int]
    bytes: int

    @property
    def total(self) -> int:
        """The number of chunks in all files."""
        return sum(self.chunks)

    def every(self, step: int) -> FileSet:
        """The set of every ``step``-th file."""
        if step == 1:
            return self
        paths = self.paths[::step]
        size = sum(Path(path).stat().st_size for path in paths)
        return FileSet(f"every {step}th of these files", paths, self.chunks[::step], size)


def chat_set(count: int) -> FileSet:
    """The chat streams in ``DELTAFOLD_CORPUS``, or this number of generated ones."""
    root = os.environ.get("DELTAFOLD_CORPUS")
    if root:
        return file_set(f"DELTAFOLD_CORPUS ({root})", sorted(Path(root).rglob("*.json")))
    folder = DATA / f"corpus-{count}-{generator_digest()}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        generate.write_corpus(unfinished, count)
        unfinished.rename(folder)
    return file_set("generated", sorted(folder.rglob("*.json")))


def small_file() -> FileSet:
    """One recording of 40 kB with 86 chunks of two choices, written without indentation."""
    return scaled_file(86, 2, tools=False, indent=0)


def scaled_file(chunks: int, choices: int, *, tools: bool, indent: int = 2) -> FileSet:
    """One recording of any size."""
    kind = "tools" if tools else "text"
    path = DATA / f"{kind}-{chunks}-n{choices}-i{indent}-{generator_digest()}.json"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        generate.write_scaled(unfinished, chunks, choices, tools=tools, indent=indent)
        unfinished.rename(path)
    name = f"{kind}, {chunks:,} chunks, n={choices}"
    return FileSet(name, [str(path)], [chunks], path.stat().st_size)


def generator_digest() -> str:
    """Identifies the generator's version, so that files of an older version are not measured."""
    sources = [Path(module.__file__ or "").read_bytes() for module in (generate, stream)]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:8]


def file_set(name: str, paths: list[Path]) -> FileSet:
    """The chat streams among ``paths``; reading them warms the page cache."""
    kept: list[str] = []
    chunks: list[int] = []
    size = 0
    for path in paths:
        data = read(str(path))
        count = chat_chunks(data)
        if count:
            kept.append(str(path))
            chunks.append(count)
            size += len(data)
    if not kept:
        raise SystemExit(f"no recordings of chat streams: {name}")
    return FileSet(name, kept, chunks, size)


def chat_chunks(data: bytes) -> int:
    """The number of chunks in a chat stream recording; 0 if it is not one."""
    if stream.CHUNK_TYPE.encode() not in data:
        return 0
    recording = json.loads(data)
    body = (
        recording["response"].get("body") if isinstance(recording.get("response"), dict) else None
    )
    if not isinstance(body, list):
        return 0
    typed = (isinstance(item, dict) and item.get("__type__") == stream.CHUNK_TYPE for item in body)
    return len(body) if all(typed) else 0
