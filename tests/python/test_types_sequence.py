"""Sequences of views beside Python's lists."""

from __future__ import annotations

import collections.abc
import gc
from typing import Any

import pytest
from types_samples import Holder, chunk

from deltafold._core import Sequence
from deltafold.types.chat import ChatCompletionChunk

ITEMS = [chunk(id=str(index)) for index in range(5)]


def sequence() -> Sequence[ChatCompletionChunk]:
    return Holder.model_validate({"chunks": ITEMS}).chunks


def test_it_is_a_sequence_like_a_list() -> None:
    ours, theirs = sequence(), [ChatCompletionChunk.model_validate(c) for c in ITEMS]
    assert isinstance(ours, collections.abc.Sequence)
    assert len(ours) == 5 and bool(ours) and not ours[:0]
    assert ours == theirs and theirs == ours and ours == tuple(theirs) and not ours != theirs
    assert ours != theirs[:4] and ours != theirs[::-1] and ours != 5 and ours != "abcde"
    assert ours == sequence()
    assert repr(ours) == repr(theirs)
    assert list(reversed(ours)) == theirs[::-1]
    assert theirs[2] in ours and ours.index(theirs[2]) == 2 and ours.count(theirs[2]) == 1
    assert 1 not in ours
    assert [*ours] == theirs and list(zip(ours, ours))[0][0] is ours[0]
    with pytest.raises(ValueError):
        ours.index(theirs[2], 3)
    for index in range(-5, 5):
        assert ours[index] == theirs[index]
    for index in (5, -6, 10**30, -(10**30)):
        with pytest.raises(IndexError):
            ours[index]
    with pytest.raises(TypeError, match="list indices must be integers or slices, not str"):
        ours["a"]  # type: ignore[call-overload]


def test_slices_share_their_items() -> None:
    ours, theirs = sequence(), list(range(5))
    for start in (None, -9, -3, -1, 0, 2, 9):
        for stop in (None, -9, -3, -1, 0, 2, 9):
            for step in (None, -2, -1, 1, 3):
                part, expected = ours[start:stop:step], theirs[start:stop:step]
                assert [int(item.id) for item in part] == expected
                assert [int(item.id) for item in part[::-1]] == expected[::-1]
                assert all(item is ours[int(item.id)] for item in part)
    with pytest.raises(ValueError):
        ours[::0]


def test_iterators() -> None:
    ours = sequence()
    iterator = iter(ours)
    assert iterator.__length_hint__() == 5
    assert next(iterator) is ours[0] and iter(iterator) is iterator
    assert len(list(iterator)) == 4
    assert list(iterator) == [] and iterator.__length_hint__() == 0


def test_it_outlives_its_parent() -> None:
    part = Holder.model_validate({"chunks": ITEMS}).chunks[1:3]
    gc.collect()
    assert part[0].id == "1"


def test_pattern_matching() -> None:
    namespace: dict[str, Any] = {"ours": sequence()}
    exec("match ours:\n    case [first, *_]:\n        found = first.id", namespace)
    assert namespace["found"] == "0"
