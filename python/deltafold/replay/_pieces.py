"""How the bytes of an answer are cut, and when each piece comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal, TypeAlias

Pieces: TypeAlias = Literal["chunk", "random", "byte", "whole"]
"""How an answer is cut: item by item, at random, into bytes, or not at all."""

PIECES = ("chunk", "random", "byte", "whole")
# Most random pieces are shorter than an event, some longer.
_MOST_RANDOM = 400


def torn(items: Sequence[bytes], pieces: Pieces, random: Random) -> Iterator[bytes]:
    """The bytes of all items, cut anew.

    >>> list(torn([b"ab", b"c"], "byte", Random(0)))
    [b'a', b'b', b'c']
    """
    if pieces == "chunk":
        yield from items
        return
    data = b"".join(items)
    at = 0
    while at < len(data):
        size = {"byte": 1, "whole": len(data)}.get(pieces) or random.randint(1, _MOST_RANDOM)
        yield data[at : at + size]
        at += size


def paced(
    items: Sequence[bytes],
    times: Sequence[int | None],
    pieces: Pieces,
    speed: float,
    random: Random,
) -> Iterator[tuple[float, bytes]]:
    """Each piece with the seconds since the request at which it comes.

    At a speed of 1, items come when they did when they were recorded, at a speed of 2 in half the time.
    At 0, or if no times were recorded, all come at once.

    >>> list(paced([b"ab", b"c"], [2_000_000_000, None], "whole", 2, Random(0)))
    [(1.0, b'ab'), (1.0, b'c')]
    """
    if not speed or not any(times):
        yield from ((0.0, piece) for piece in torn(items, pieces, random))
        return
    due = 0.0
    for number, item in enumerate(items):
        at = times[number] if number < len(times) else None
        if at is not None:
            due = max(due, at / 1e9 / speed)
        yield from ((due, piece) for piece in torn([item], pieces, random))
