"""Writes recordings to measure with: a corpus like that of a large test suite, or one scaled file.

    python benches/generate.py DIRECTORY               a corpus of chat streams
    python benches/generate.py FILE --scale 1000000    one recording with that many chunks

Only the standard library is needed. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pybench.stream import CHUNK_TYPE, Shape, chunks

# Chunks per file at some quantiles of the corpus; the logarithm is interpolated between them.
QUANTILES = (
    (0.00, 3), (0.10, 5), (0.20, 8), (0.30, 11), (0.40, 15), (0.50, 19),
    (0.60, 25), (0.70, 37), (0.80, 66), (0.90, 140), (0.97, 370), (1.00, 1400),
)  # fmt: skip
AREAS = ("agents", "inference", "responses", "safety")
MARK = "@@"


def draw_length(quantile: float) -> int:
    """The number of chunks in the file at this quantile of the distribution."""
    above = next(number for number, (place, _) in enumerate(QUANTILES) if place > quantile)
    low, high = QUANTILES[above - 1], QUANTILES[above]
    share = (quantile - low[0]) / (high[0] - low[0])
    return round(float(low[1] ** (1 - share) * high[1] ** share))


def write_corpus(folder: Path, files: int = 1024, seed: int = 0) -> list[Path]:
    """Writes ``files`` recordings below ``folder`` and returns their paths."""
    rng = random.Random(seed)
    # Each slice of the distribution has one file, so that small corpora have the same distribution.
    slices = list(range(files))
    rng.shuffle(slices)
    paths = []
    for number, place in enumerate(slices):
        name = hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()
        shape = Shape.draw(rng, draw_length((place + rng.random()) / files))
        path = folder / rng.choice(AREAS) / "recordings" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_recording(path, rng, shape, name)
        paths.append(path)
    return sorted(paths)


def write_recording(
    path: Path, rng: random.Random, shape: Shape, name: str, indent: int = 2
) -> None:
    """Writes one recording, with only one chunk in memory at a time."""
    items = (
        indented({"__type__": CHUNK_TYPE, "__data__": chunk}, indent, 3)
        for chunk in chunks(rng, shape, f"rec-{name[:12]}")
    )
    write_items(path, record_around(rng, shape), items, indent)


def write_items(path: Path, record: dict[str, Any], items: Iterator[str], indent: int) -> None:
    """Writes a recording; the body, marked in ``record``, consists of ``items``."""
    before, after = json.dumps(record, indent=indent).split(f'"{MARK}"')
    gap = "\n" + " " * indent * 3
    with path.open("w", encoding="ascii") as file:
        file.write(before + "[" + gap)
        for number, item in enumerate(items):
            file.write("," + gap + item if number else item)
        file.write("\n" + " " * indent * 2 + "]" + after + "\n")


def indented(value: object, indent: int, level: int) -> str:
    """The value as ``json.dump`` would write it that many levels deep."""
    return json.dumps(value, indent=indent).replace("\n", "\n" + " " * indent * level)


def record_around(rng: random.Random, shape: Shape) -> dict[str, Any]:
    """A recording without its body."""
    body: dict[str, Any] = {"model": shape.model, "messages": shape.messages(rng), "stream": True}
    if shape.tools:
        body["tools"] = shape.tool_definitions()
    if shape.choices > 1:
        body["n"] = shape.choices
    return {
        "test_id": f"tests/bench/test_streams.py::test_{rng.randrange(1000)}[{shape.model}]",
        "request": {
            "method": "POST",
            "url": "https://models.test/v1/chat/completions",
            "headers": {},
            "body": body,
            "endpoint": "/v1/chat/completions",
            "model": shape.model,
        },
        "response": {"body": MARK, "is_streaming": True},
        "id_normalization_mapping": {},
    }


def write_scaled(
    path: Path, count: int, choices: int = 1, *, tools: bool = False, seed: int = 0, indent: int = 2
) -> None:
    """Writes one recording whose choices take turns, each with text or with one tool call."""
    rng = random.Random(seed)
    shape = Shape(count, choices, tools=tools)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_items(path, record_around(rng, shape), scaled_items(rng, shape, indent), indent)


def scaled_items(rng: random.Random, shape: Shape, indent: int) -> Iterator[str]:
    """The items of a scaled recording; those in the middle are generated from templates."""
    opening = Shape(3 * shape.choices + 1, shape.choices, tools=shape.tools)
    made = [
        indented({"__type__": CHUNK_TYPE, "__data__": chunk}, indent, 3)
        for chunk in chunks(rng, opening, "rec-scaled", turns=True)
    ]
    # `made` has the first, one middle and the last chunk of each choice, and then the usage.
    yield from made[: shape.choices]
    templates = [
        template_of(made[shape.choices + choice], shape.tools) for choice in range(shape.choices)
    ]
    pieces = [json.dumps(piece)[1:-1] for piece in shape.pieces()]
    pad = "abcdefghijklmnop"
    for number in range(max(shape.chunks - 2 * shape.choices - 1, 0)):
        head, middle, tail = templates[number % shape.choices]
        yield head + rng.choice(pieces) + middle + pad[: 1 + number % 16] + tail
    yield from made[2 * shape.choices :]


def template_of(item: str, tools: bool) -> tuple[str, str, str]:
    """The parts of an item around its text (or arguments) and its obfuscation."""
    head, rest = item.split('"arguments": "' if tools else '"content": "')
    middle, tail = rest.split('"obfuscation": "')
    key = '"arguments": "' if tools else '"content": "'
    return (
        head + key,
        middle[end_of_string(middle) :] + '"obfuscation": "',
        tail[end_of_string(tail) :],
    )


def end_of_string(text: str) -> int:
    """The index of the quote that ends the string in which ``text`` begins."""
    at = 0
    while text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("path", type=Path, help="directory of the corpus, or the file with --scale")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--files", type=int, default=1024, help="recordings in the corpus (1024)")
    parser.add_argument("--scale", type=int, metavar="CHUNKS", help="one file of that many chunks")
    parser.add_argument("--choices", type=int, default=1, help="with --scale: 1 to 128 (1)")
    parser.add_argument(
        "--tools", action="store_true", help="with --scale: tool arguments, not text"
    )
    parser.add_argument("--indent", type=int, default=2, help="with --scale: spaces per level (2)")
    args = parser.parse_args()
    if args.scale is None:
        paths = write_corpus(args.path, args.files, args.seed)
        print(f"{len(paths)} recordings, {sum(path.stat().st_size for path in paths):,} bytes")
        return
    if args.scale < 3 * args.choices + 1:
        parser.error("--scale must be at least 3 * choices + 1")
    write_scaled(
        args.path, args.scale, args.choices, tools=args.tools, seed=args.seed, indent=args.indent
    )
    print(f"{args.scale} chunks, {args.path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
