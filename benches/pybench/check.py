"""Checks before timing that all contenders find the same texts, finish reasons and tool calls."""

from __future__ import annotations

from typing import Any

from pybench.contenders import Contender, Seen
from pybench.files import FileSet
from pybench.registry import available

MUST_AGREE = ["json", "msgspec", "deltafold", "deltafold-scan"]
MAY_DIFFER = ["openai", "litellm", "langchain"]


def check(files: FileSet) -> dict[str, Any]:
    """Counts the files on which each contender raises, or differs from orjson + hand-written merge.

    The program ends here if one of `MUST_AGREE` differs on any file.
    """
    found, missing = available(["orjson", *MUST_AGREE, *MAY_DIFFER])
    reference = found.pop("orjson", None) or found.pop("json")
    expected = list(reference.merged_all(files.paths))
    report: dict[str, Any] = {"files": len(files.paths), "left_out": missing, "contenders": {}}
    for key, contender in found.items():
        wrong = differing(contender, files, expected)
        if wrong and key in MUST_AGREE:
            raise SystemExit(f"{key} does not agree with the hand-written merge on {wrong[0]}")
        report["contenders"][key] = {
            "title": contender.title,
            "raised": contender.raised,
            "differs": len(wrong) - contender.raised,
        }
    return report


def differing(contender: Contender, files: FileSet, expected: list[list[Seen]]) -> list[str]:
    """The files on which a contender's result differs."""
    seen = contender.merged_all(files.paths)
    pairs = zip(files.paths, expected, seen, strict=True)
    return [path for path, right, got in pairs if got != right]
