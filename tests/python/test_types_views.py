"""Views as Python objects: identity, immutability, extras, equality, pickle, copies, threads."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import sys
import threading
from typing import Any

import pytest
from types_samples import COMPLETIONS, SAMPLES, USAGE, Holder, chunk, completion, delta

import deltafold
from deltafold._core import Field, MergeInfo, View, field
from deltafold.types import CompletionUsage
from deltafold.types.chat import (
    ChatCompletion,
    ChatCompletionChunk,
    ChatCompletionMessage,
    ChatCompletionMessageCustomToolCall,
    ChatCompletionMessageFunctionToolCall,
)
from deltafold.types.chat.chat_completion import Choice as CompletionChoice
from deltafold.types.chat.chat_completion_chunk import (
    Choice,
    ChoiceDelta,
    ChoiceDeltaAudio,
    ChoiceDeltaToolCall,
)
from deltafold.types.responses.computer_tool import ComputerTool


def view(**changes: Any) -> ChatCompletionChunk:
    return ChatCompletionChunk.model_validate(chunk(**changes))


def test_children_are_made_once() -> None:
    one = view(usage=USAGE)
    assert one.choices is one.choices
    assert one.choices[0] is one.choices[0] is one.choices[-1]
    assert one.choices[0].delta is one.choices[0].delta
    assert one.choices[0].delta.content is one.choices[0].delta.content
    assert one.usage is one.usage
    assert one.model is one.model
    # More fields than fit in a view without another block.
    names = list(ChatCompletionChunk.model_fields)
    first = [getattr(one, name) for name in names]
    again = [getattr(one, name) for name in names]
    assert all(a is b for a, b in zip(first, again) if not isinstance(a, int))


def test_plain_containers_are_fresh_and_never_write_back() -> None:
    one = view(x={"a": [1]})
    one.x["a"].append(2)
    one.model_extra["x"]["b"] = 1
    one.model_dump()["x"]["b"] = 1
    one.to_dict()["choices"].clear()
    assert one.x == {"a": [1]}
    assert len(one.choices) == 1
    token = (
        ChatCompletion.model_validate(
            completion({}, choices=[{"logprobs": {"content": [{"token": "a", "bytes": [1]}]}}])
        )
        .choices[0]
        .logprobs.content[0]
    )
    token.bytes.append(2)
    assert token.bytes == [1]


def test_deep_copies_share_nothing() -> None:
    one = view(usage=USAGE)
    assert one.model_copy() is one
    for deep in one.model_copy(deep=True), one.choices[0].model_copy(deep=True):
        assert deep == (one if isinstance(deep, ChatCompletionChunk) else one.choices[0])
    deep = one.model_copy(deep=True)
    assert deep is not one and deep.choices is not one.choices and deep.usage is not one.usage
    assert one.model_copy(update={"id": "new"}, deep=True).id == "new"
    merged = deltafold.merge([chunk()])
    assert merged.model_copy(deep=True).merge_info == merged.merge_info


def test_views_cannot_be_changed() -> None:
    one = view()
    for name in ("id", "choices", "brand_new", "model_dump"):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(one, name, "x")
        with pytest.raises(AttributeError, match="immutable"):
            delattr(one, name)
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(one, "id", "x")
    with pytest.raises(TypeError):
        one.choices[0] = one.choices[0]  # type: ignore[index]
    assert not hasattr(one, "__dict__")


def test_extras_are_attributes() -> None:
    one = view(x_text="abc", x_null=None, model_dump="theirs", **{"with-dash": 1})
    assert one.x_text == "abc"
    assert one.x_null is None
    assert getattr(one, "with-dash") == 1
    assert callable(one.model_dump), "where an extra has a method's name the method wins"
    assert one.model_extra["model_dump"] == "theirs"
    assert list(one.model_extra) == ["x_text", "x_null", "model_dump", "with-dash"]
    assert {"obfuscation", "with-dash", "choices", "to_dict"} <= set(dir(one))
    with pytest.raises(
        AttributeError, match="'ChatCompletionChunk' object has no attribute 'nope'"
    ):
        one.nope
    assert not hasattr(one, "\ud800")


def test_missing_and_null_are_none_and_only_what_is_there_is_set() -> None:
    one = ChoiceDelta.model_validate({"content": None, "role": "user"})
    assert one.content is None and one.tool_calls is None
    assert one.model_fields_set == {"content", "role"}
    assert one.to_dict() == {"content": None, "role": "user"}
    assert list(one.model_dump()) == list(ChoiceDelta.model_fields)


@pytest.mark.parametrize("odd", [1, 1.5, True, "text", [1], [{"a": 1}, None], {"b": {}}])
def test_unexpected_shapes_are_plain_values(odd: Any) -> None:
    one = ChatCompletionChunk.model_validate(
        {"id": odd, "choices": [odd], "usage": odd, "model": odd}
    )
    assert one.id == odd and one.model == odd
    if isinstance(odd, dict):
        assert isinstance(one.choices[0], Choice) and isinstance(one.usage, CompletionUsage)
    else:
        assert one.choices == [odd] and one.usage == odd
    other = ChatCompletionChunk.model_validate({"choices": odd})
    assert other.choices == (
        odd if not isinstance(odd, list) else one.id if odd == [1] else other.choices
    )
    repr(one), repr(other), one.model_dump(), one.model_dump_json()
    assert one == pickle.loads(pickle.dumps(one)) and other == other.model_validate(other.to_dict())


def test_tool_calls_are_told_apart_by_type() -> None:
    calls = [{"type": "custom"}, {"type": "function"}, {}, {"type": "new"}, {"type": 1}, None]
    message = ChatCompletionMessage.model_validate({"tool_calls": calls})
    function, custom = ChatCompletionMessageFunctionToolCall, ChatCompletionMessageCustomToolCall
    kinds = [type(call) for call in message.tool_calls]
    assert kinds == [custom, function, function, function, function, type(None)]


class Grown(View):
    """A class with a field that only other releases of its original declare."""

    __slots__ = ()

    content: Field[str | None] = field(default=None)
    audio: Field[ChoiceDeltaAudio | None] = field(ChoiceDeltaAudio, default=None, later=True)


def test_fields_of_other_releases_are_typed_and_otherwise_extras() -> None:
    one = Grown.model_validate({"content": "a"})
    assert one.audio is None
    assert "audio" not in one.model_dump()
    other = Grown.model_validate({"audio": {"id": "x"}})
    assert isinstance(other.audio, ChoiceDeltaAudio) and other.audio is other.audio
    assert other.model_extra == {"audio": {"id": "x"}}
    tool = ComputerTool.model_validate({"type": "computer", "display_width": 1024})
    assert (tool.display_width, tool.display_height) == (1024, None)
    assert tool.model_dump() == {"type": "computer", "display_width": 1024}


def test_equality_is_by_class_and_value() -> None:
    assert view() == view()
    assert view() != view(id="other")
    assert not view() != view()
    assert ChoiceDelta.model_validate({}) == ChoiceDelta.model_validate({"content": None})
    assert ChoiceDelta.model_validate({}) != ChoiceDelta.model_validate({"extra": None})
    assert ChoiceDelta.model_validate({"x": 1}) == ChoiceDelta.model_validate({"x": 1.0})
    assert ChoiceDelta.model_validate({"x": 1}) == ChoiceDelta.model_validate({"x": True})
    assert ChoiceDelta.model_validate({"x": 10**30}) == ChoiceDelta.model_validate({"x": 10**30})
    assert ChoiceDelta.model_validate({"x": 2**53 + 1}) != ChoiceDelta.model_validate(
        {"x": float(2**53)}
    )
    assert ChoiceDelta.model_validate({"x": {"a": 1, "b": 2}}) == ChoiceDelta.model_validate(
        {"x": {"b": 2, "a": 1}}
    )
    escaped = ChoiceDelta.model_validate_json(r'{"content": "\u0061", "\u0078": 1}')
    assert escaped == ChoiceDelta.model_validate({"x": 1, "content": "a"})
    assert CompletionChoice.model_validate({}) != Choice.model_validate({})
    assert ChoiceDelta.model_validate({}) != {} and ChoiceDelta.model_validate({}) != None  # noqa: E711
    nan = ChoiceDelta.model_validate({"x": float("nan")})
    assert nan == ChoiceDelta.model_validate({"x": float("nan")}), "as json.loads has only one nan"


@pytest.mark.parametrize("one", [View(), view(), view().choices, MergeInfo(True)])
def test_nothing_is_hashable(one: Any) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_equality_agrees_with_pydantic() -> None:
    model = pytest.importorskip("openai.types.chat.chat_completion_chunk").ChatCompletionChunk
    chunks = [data for name, data in SAMPLES if name.endswith("Chunk")]
    chunks += [
        chunk(extra=None),
        chunk(extra=1),
        chunk(extra=1.0),
        chunk(usage={**USAGE, "x": None}),
    ]
    for one in chunks:
        for other in chunks:
            ours = ChatCompletionChunk.model_validate(one) == ChatCompletionChunk.model_validate(
                other
            )
            assert ours == (model.model_validate(one) == model.model_validate(other))


def test_pickle_holds_the_own_slice_only() -> None:
    many = Holder.model_validate({"chunks": [chunk(id=str(i)) for i in range(500)]})
    one = many.chunks[250]
    data = pickle.dumps(one)
    assert len(data) < len(json.dumps(chunk())) + 300
    assert pickle.loads(data) == one
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(many.chunks[:3], protocol)) == many.chunks[:3]
        assert pickle.loads(pickle.dumps(one, protocol)) == one
    message = ChatCompletion.model_validate(COMPLETIONS[1]).choices[0].message
    again = pickle.loads(pickle.dumps(message.tool_calls))
    assert again == message.tool_calls
    assert type(again[1]) is ChatCompletionMessageCustomToolCall
    assert one.choices[0].delta == pickle.loads(pickle.dumps(one.choices[0].delta))


def test_copies() -> None:
    one = view(x=[1])
    assert copy.copy(one) == one and copy.deepcopy(one) == one
    assert copy.deepcopy({"a": one})["a"] == one
    if sys.version_info >= (3, 13):
        assert copy.replace(one, id="y").id == "y"
    assert one.__replace__(id="y", z=1).model_extra == {"x": [1], "z": 1}
    assert copy.copy(one.choices) == copy.deepcopy(one.choices) == one.choices
    other = one.model_copy(update={"id": "new", "y": 2, "choices": [Choice(index=7), *one.choices]})
    assert type(other) is ChatCompletionChunk
    assert (other.id, other.y, other.x, one.id) == ("new", 2, [1], "chatcmpl-9")
    assert [choice.index for choice in other.choices] == [7, 0]
    assert list(other.to_dict())[0] == "id"
    assert one.model_copy() == one.model_copy(deep=True) == one
    assert one.model_copy(update={"choices": one.choices[:0]}).choices == []


def test_ways_to_make_a_view() -> None:
    data = {"content": "é\ud83d", "x": 1}
    one = ChoiceDelta.model_validate(data)
    assert one == ChoiceDelta(**data) == ChoiceDelta.model_construct(**data)
    assert ChoiceDelta.model_validate(one) is one
    text = json.dumps(data)
    for json_data in (text, text.encode(), bytearray(text.encode())):
        assert ChoiceDelta.model_validate_json(json_data) == one
    assert isinstance(ChatCompletionMessage.model_validate(one), ChatCompletionMessage)
    for odd in ([1], "text", None, 3):
        with pytest.raises(TypeError, match="expected an object"):
            ChoiceDelta.model_validate(odd)
        with pytest.raises(TypeError, match="expected an object"):
            ChoiceDelta.model_validate_json(json.dumps(odd))
    with pytest.raises(ValueError):
        ChoiceDelta.model_validate_json("{")
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        ChoiceDelta(content=object())
    assert ChoiceDelta(content=b"x".decode()).content == "x"


@pytest.mark.parametrize("method", ["model_dump", "model_dump_json", "to_dict", "to_json"])
def test_unknown_options_are_refused(method: str) -> None:
    with pytest.raises(TypeError, match=rf"{method}\(\) got an unexpected keyword argument 'nope'"):
        getattr(view(), method)(nope=1)
    if method.startswith("to_"):
        with pytest.raises(TypeError):
            getattr(view(), method)(include={"id"})


def test_merge_info_of_a_stored_completion() -> None:
    def info(**changes: Any) -> MergeInfo:
        return ChatCompletion.model_validate(completion({}, **changes)).merge_info

    assert info() == MergeInfo(complete=True, warnings=(), error=None)
    done = {"finish_reason": "stop", "message": {"tool_calls": [{"function": {"name": "f"}}]}}
    assert info(choices=[done, done]).complete
    for reason in (None, "", 1):
        assert not info(choices=[done, {**done, "finish_reason": reason}]).complete
    assert not info(choices=[]).complete and not info(choices=None).complete
    assert not info(
        choices=[{**done, "message": {"tool_calls": [{"function": {"name": ""}}]}}]
    ).complete
    failed = info(error={"code": 1})
    assert not failed.complete and failed.error == {"code": 1}
    one = ChatCompletion.model_validate(completion({}))
    assert one.merge_info is one.merge_info
    assert "merge_info" not in one.model_dump() and "merge_info" not in repr(one)
    odd = MergeInfo(False, ["ids_differ: a, b"], "gone")
    assert odd == pickle.loads(pickle.dumps(odd)) and odd != MergeInfo(False)
    assert repr(odd) == "MergeInfo(complete=False, warnings=('ids_differ: a, b',), error='gone')"
    with pytest.raises(AttributeError):
        odd.complete = True  # type: ignore[misc]


def test_threads_see_the_same_objects() -> None:
    for _ in range(20):
        one = Holder.model_validate({"chunks": [chunk(usage=USAGE) for _ in range(50)]})
        barrier = threading.Barrier(8)
        seen: list[list[Any]] = []

        def touch() -> None:
            barrier.wait()
            found: list[Any] = []
            for item in one.chunks:
                found += [item, item.choices, item.choices[0], item.choices[0].delta, item.usage]
                found += [item.choices[0].delta.content, item.id, item.model]
            seen.append(found)

        threads = [threading.Thread(target=touch) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(seen) == 8
        assert all(a is b for other in seen[1:] for a, b in zip(seen[0], other))


def test_users_may_subclass() -> None:
    class Mine(ChoiceDelta):
        note: Field[str | None] = field(default=None)

        def shout(self) -> str:
            return (self.content or "").upper()

    one = Mine.model_validate({"content": "a", "note": "b"})
    assert one.shout() == "A" and one.note == "b"
    assert list(Mine.model_fields) == [*ChoiceDelta.model_fields, "note"]
    assert list(ChoiceDelta.model_fields)[-1] == "tool_calls"
    assert one != ChoiceDelta.model_validate(one)
    with pytest.raises(AttributeError):
        one.note = "c"
    assert isinstance(Mine.content, Field)

    class Busy(ChoiceDelta):
        def __new__(cls, **values: Any) -> Busy:
            assert ChoiceDelta(content="other").content == "other"
            assert view().choices[0].index == 0
            return super().__new__(cls, **values)

    assert Busy.model_validate({"content": "own"}).content == "own"
    assert Busy(content="own").content == "own"
    with pytest.raises(TypeError, match="twice"):
        type("Again", (View,), {"note": Mine.note})
    with pytest.raises(TypeError):
        field(default=1)  # type: ignore[arg-type]


def test_views_are_freed() -> None:
    class Marked(ChoiceDelta):
        alive = 0

        def __del__(self) -> None:
            type(self).alive -= 1

    class MarkedChoice(View):
        delta: Field[Marked] = field(Marked)

    def walk() -> None:
        one = MarkedChoice.model_validate({"delta": {"content": "x"}})
        assert one.delta is one.delta
        Marked.alive += 1

    gc.disable()
    try:
        for _ in range(100):
            walk()
        assert Marked.alive == 0
    finally:
        gc.enable()


def test_references_do_not_leak() -> None:
    text = json.dumps({"chunks": [chunk(x={"a": "b"}, usage=USAGE)] * 3}).encode()

    def work() -> None:
        one = Holder.model_validate_json(text)
        for item in one.chunks:
            item.choices[0].delta.content, item.usage, item.x, item.model_dump(), repr(item)
            pickle.loads(pickle.dumps(item)), item == item.model_copy(update={"id": "x"})
            getattr(item, "nope", None), item.to_json(), list(item), dir(item)
        one.chunks[::-1] == list(one.chunks)

    work()
    before = sys.getrefcount(ChatCompletionChunk), sys.getrefcount(None), sys.getrefcount("id")
    for _ in range(200):
        work()
    after = sys.getrefcount(ChatCompletionChunk), sys.getrefcount(None), sys.getrefcount("id")
    assert all(abs(new - old) < 50 for old, new in zip(before, after))


def test_dicts_of_a_view() -> None:
    one = ChoiceDelta.model_validate({"content": "a", "x": 1})
    assert dict(one) == {**one.model_dump(), "x": 1}
    assert delta() == Choice.model_validate(delta()).to_dict()
    assert isinstance(view().choices[0], Choice)
    assert ChoiceDeltaToolCall.model_validate({"index": 1}).index == 1
