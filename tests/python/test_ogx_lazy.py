"""`objects="lazy"` gives a sequence that builds an object when it is first touched."""

from __future__ import annotations

import collections.abc
import copy
import gc
import operator
import pickle
import threading
import weakref
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("pydantic")

import ogx_reference
from ogx_classes_odd import CALLS
from ogx_compare import assert_same
from ogx_reading import collected, recording, typed, write

from deltafold.ogx import recording_from_file

COUNTED = "ogx_classes_odd.Counted"


def many(count: int) -> list[Any]:
    """So many items, each of which tells when it is built."""
    return [typed(COUNTED, {"a": number}) for number in range(count)]


def lazy(folder: Path, items: list[Any]) -> Any:
    """The body of a recording of these items."""
    path = write(folder / "lazy.json", recording(items))
    CALLS.clear()
    record = recording_from_file(path, objects="lazy")
    assert list(record) == ["test_id", "request", "response", "id_normalization_mapping"]
    return record["response"]["body"]


def eager(items: list[Any]) -> list[Any]:
    """What the reference makes of them."""
    body: list[Any] = ogx_reference.record_of(copy.deepcopy(recording(items)))[0]["response"][
        "body"
    ]
    return body


def test_it_is_a_sequence_and_no_list(tmp_path: Path) -> None:
    body = lazy(tmp_path, many(3))
    assert isinstance(body, collections.abc.Sequence)
    assert not isinstance(body, (list, tuple))
    assert len(body) == 3 and bool(body)
    assert not CALLS
    with pytest.raises(TypeError):
        hash(body)
    with pytest.raises(TypeError):
        operator.setitem(cast(Any, body), 0, 1)


def test_each_is_built_when_touched_and_only_once(tmp_path: Path) -> None:
    body = lazy(tmp_path, many(4))
    assert not CALLS
    second = body[1]
    assert second.a == 1 and body[1] is second and body[-3] is second and body[1:2][0] is second
    assert [call for call in CALLS if call.startswith("post")] == ["post 1"]
    assert next(iter(body)).a == 0
    assert list(body)[1] is second
    assert len([call for call in CALLS if call.startswith("post")]) == 4
    assert all(one is other for one, other in zip(body, body))


def test_the_protocol_of_sequences(tmp_path: Path) -> None:
    items = [*many(3), typed(COUNTED, {"a": 1}), 5, "text", None, {"a": 1}]
    body, like = lazy(tmp_path, items), eager(items)
    for index in range(-len(items), len(items)):
        assert_same(body[index], like[index])
    for wrong in (len(items), -len(items) - 1, 10**30):
        with pytest.raises(IndexError):
            body[wrong]
    for odd in ("0", 1.0, None):
        with pytest.raises(TypeError):
            body[odd]
    assert body[True] is body[1]
    for part in (slice(None), slice(1, 3), slice(None, None, -1), slice(-2, None), slice(5, 2)):
        assert_same(list(body[part]), like[part])
    with pytest.raises(ValueError):
        body[::0]
    assert like[1] in body and 5 in body and "no" not in body
    assert body.index(like[1]) == 1 and body.index(like[1], 2) == 3 and body.index("text") == 5
    assert body.count(like[1]) == 2 and body.count("no") == 0
    with pytest.raises(ValueError):
        body.index("no")
    with pytest.raises(ValueError):
        body.index(5, 0, 4)
    assert_same(list(reversed(body)), like[::-1])
    assert repr(like[0]) in repr(body)


def test_it_equals_what_holds_the_same(tmp_path: Path) -> None:
    items = [*many(2), 5]
    body, like = lazy(tmp_path, items), eager(items)
    assert body == like and like == body
    assert body == lazy(tmp_path, items)
    assert body != like[:-1] and body != [*like[:-1], 6]
    assert body != lazy(tmp_path, items[:-1])
    assert body != None and body != "text" and body != 5  # noqa: E711
    assert lazy(tmp_path, []) == [] and not lazy(tmp_path, [])


def test_it_is_a_sequence_for_match_and_unpacking(tmp_path: Path) -> None:
    body = lazy(tmp_path, many(3))
    first, *rest = body
    assert first is body[0] and rest == body[1:]
    match body:
        case [one, _, three]:
            assert one is body[0] and three is body[2]
        case _:
            pytest.fail("no sequence")


def test_copies_and_pickles(tmp_path: Path) -> None:
    items = [*many(2), {"a": [1]}]
    like = eager(items)
    for touched in (False, True):
        body = lazy(tmp_path, items)
        if touched:
            assert len(list(body)) == 3
        for copied in (copy.copy(body), copy.deepcopy(body), pickle.loads(pickle.dumps(body))):
            assert_same(list(copied), like)
            assert copied == body
        deep = copy.deepcopy(body)
        assert deep[0] is not body[0]
        deep[0].a = 99
        deep[2]["a"].append(2)
        assert_same(list(body), like)


def test_a_whole_record_can_be_copied_and_pickled(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording(many(3)))
    record = recording_from_file(path, objects="lazy")
    expected = ogx_reference.read(path)[0]
    for copied in (copy.deepcopy(record), pickle.loads(pickle.dumps(record))):
        assert copied == expected == record


def test_plain_items_keep_what_is_done_to_them(tmp_path: Path) -> None:
    body = lazy(tmp_path, [{"a": [1]}, {"a": [1]}, typed("not.there", {"b": []})])
    body[0]["a"].append(2)
    with collected():
        body[2]["b"].append(3)
    assert body[0] == {"a": [1, 2]} and body[1] == {"a": [1]} and body[2] == {"b": [3]}


def test_warnings_come_at_the_touch_and_once(tmp_path: Path) -> None:
    items = [*many(1), typed("not.there", {"a": 1}), typed(COUNTED, {"a": "x", "b": 1}), 5]
    _, expected = ogx_reference.record_of(copy.deepcopy(recording(items)))
    assert len(expected) == 3
    with collected() as warned:
        body = lazy(tmp_path, items)
        assert len(body) == 4 and body[0].a == 0
        assert not warned
        last = body[2]
        assert warned == expected[2:]
        assert body[1] == {"a": 1}
        assert warned == [*expected[2:], *expected[:2]]
        assert body[2] is last and len(list(body)) == 4
        assert len(warned) == 3


def test_what_building_raises_is_raised_at_each_touch(tmp_path: Path) -> None:
    body = lazy(tmp_path, [*many(1), typed("ogx_classes_odd.Raises", {"a": 1}), *many(1)])
    for _ in range(2):
        with pytest.raises(KeyError, match="passed on"):
            body[1]
    assert body[0].a == 0 and body[2].a == 0


def test_several_threads_get_the_same_objects(tmp_path: Path) -> None:
    body = lazy(tmp_path, many(300))
    found: list[list[Any]] = []
    start = threading.Barrier(4)

    def touch(step: int) -> None:
        start.wait()
        order = range(300) if step > 0 else range(299, -1, -1)
        found.append(sorted((body[index] for index in order), key=lambda one: one.a))

    threads = [threading.Thread(target=touch, args=(step,)) for step in (1, -1, 1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for mine in found:
        assert [one.a for one in mine] == list(range(300))
        assert all(one is other for one, other in zip(mine, body))


def test_building_that_touches_the_same_sequence(tmp_path: Path, monkeypatch: Any) -> None:
    """A validator may look at anything, also at the sequence that it is called from."""
    import ogx_classes_odd

    body = lazy(tmp_path, many(3))
    post_init = ogx_classes_odd.Counted.model_post_init

    def look(self: Any, context: Any) -> None:
        post_init(self, context)
        if self.a < 2:
            assert body[self.a + 1].a == self.a + 1

    made = type("Looking", (ogx_classes_odd.Counted,), {"model_post_init": look})
    monkeypatch.setattr(ogx_classes_odd, "Counted", made)
    assert body[0].a == 0
    assert [type(one) for one in body] == [made] * 3


def test_objects_outlive_their_sequence_and_it_is_freed(tmp_path: Path) -> None:
    body = lazy(tmp_path, many(3))
    one = body[1]
    refs = [weakref.ref(body[0])]
    del body
    gc.collect()
    assert one.a == 1 and one.model_dump() == {"a": 1}
    assert refs[0]() is None
