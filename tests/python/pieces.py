"""Splits values at random into the pieces that a stream could bring them in."""

from __future__ import annotations

import json
import random
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

# Hypothesis' own `randoms` records every throw, which took most of the time of long tests.
dices = st.builds(random.Random, st.integers(0, 2**64 - 1))


def cut(dice: random.Random, items: list[T]) -> list[list[T]]:
    """The list in pieces, in order; some may be empty, and there is at least one."""
    pieces: list[list[T]] = [[]]
    for item in items:
        if dice.random() < 0.4:
            pieces.append([])
        pieces[-1].append(item)
    return pieces


def cut_text(dice: random.Random, text: str) -> list[str]:
    """The text in pieces, cut at any UTF-16 unit: surrogate pairs may come apart."""
    units = text.encode("utf-16-le", "surrogatepass")
    pieces = cut(dice, [units[at : at + 2] for at in range(0, len(units), 2)])
    return [b"".join(piece).decode("utf-16-le", "surrogatepass") for piece in pieces]


def interleave(dice: random.Random, sequences: list[list[T]]) -> list[T]:
    """The sequences as one, in which each keeps its order."""
    waiting = [list(sequence) for sequence in sequences]
    mixed = []
    while any(waiting):
        mixed.append(dice.choice([sequence for sequence in waiting if sequence]).pop(0))
    return mixed


def camel(name: str) -> str:
    """`model_version` as `modelVersion`."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def camel_keys(value: Any) -> Any:
    """The value with all keys as on Google's wire."""
    if isinstance(value, dict):
        return {camel(key): camel_keys(item) for key, item in value.items()}
    return [camel_keys(item) for item in value] if isinstance(value, list) else value


def has_no_halves(chunk: dict[str, Any]) -> bool:
    """Whether no surrogate stands alone, which pydantic could not write."""
    try:
        return bool(json.dumps(chunk, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False
