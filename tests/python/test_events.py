"""The events of streams: replayed, they give the completion, for every family, split and mixture."""

from __future__ import annotations

import json
import pickle
import random
import re
from typing import Any

import pytest
from conftest import ROOT, fixture_recordings
from event_streams import FAMILIES, Item, Said, agrees, chat, completion, genai, has, replayed
from hypothesis import given, settings
from hypothesis import strategies as st
from linear import linear
from pieces import cut_text, interleave

import deltafold
from deltafold._core import partial_json
from deltafold.types import events as types

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=4), VALUES, max_size=4)


@st.composite
def said(draw: st.DrawFn) -> Said:
    """A choice whose texts and arguments are cut anywhere."""
    dice = random.Random(draw(st.integers(0, 2**32)))

    def pieces(text: str) -> list[str]:
        return [piece for piece in cut_text(dice, text) if piece]

    texts = [pieces(draw(st.text(max_size=20))) for _ in range(2)]
    calls = [
        (
            f"call_{at}",
            f"tool_{at}",
            pieces(json.dumps(arguments, ensure_ascii=draw(st.booleans()))),
        )
        for at, arguments in enumerate(draw(st.lists(OBJECTS, max_size=3)))
    ]
    return Said(texts[0], texts[1], calls)


def pushed(items: list[Any], **options: Any) -> list[Any]:
    return list(deltafold.events(items, **options))


def fed(items: list[Item], dice: random.Random) -> list[Any]:
    stream = "".join(f"data: {json.dumps(item)}\n\n" for item in items).encode()
    merging = deltafold.Accumulator()
    events = []
    while stream:
        size = dice.randint(1, 200)
        events += merging.feed_events(stream[:size])
        stream = stream[size:]
    return events + merging.finish_events()


def recorded(items: list[Item]) -> list[Any]:
    body = {"response": {"body": items, "is_streaming": True}}
    return pushed(list(deltafold.loads(json.dumps(body)).chunks))


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=60, deadline=None)
@given(said=said(), seed=st.integers(0, 2**32))
def test_events_say_what_the_stream_says(family: str, said: Said, seed: int) -> None:
    said = has(family, said)
    items = FAMILIES[family](said)
    events = pushed(items, family=family)
    agrees(replayed(events)[0], said)
    assert pushed([json.dumps(item) for item in items], family=family) == events
    assert pushed([f"data: {json.dumps(item)}" for item in items], family=family) == events
    if said.content:
        assert fed(items, random.Random(seed)) == events
        assert recorded(items) == events


@pytest.mark.parametrize("make", [chat, completion, genai])
@settings(max_examples=60, deadline=None)
@given(choices=st.lists(said(), min_size=2, max_size=4), seed=st.integers(0, 2**32))
def test_choices_do_not_mix(make: Any, choices: list[Said], seed: int) -> None:
    """In any mixture, and whichever comes first: openai's helper raises for a choice that comes before
    one with a lower index, or gives its events the state of another.
    """
    choices = [has(make.__name__, said) for said in choices]
    streams = [make(said, index) for index, said in enumerate(choices)]
    heard = replayed(pushed(interleave(random.Random(seed), streams)))
    assert sorted(heard) == list(range(len(choices)))
    for index, said in enumerate(choices):
        agrees(heard[index], said)


def call(index: int, name: str | None = None, arguments: str | None = None, **more: Any) -> Item:
    function = {"name": name, "arguments": arguments}
    return {
        "choices": [{"delta": {"tool_calls": [{"index": index, "function": function, **more}]}}]
    }


def test_tool_calls_that_take_turns_are_done_once() -> None:
    """openai's helper says that a call is done whenever another one goes on."""
    items = [call(0, "a", "{"), call(1, "b", "["), call(0, None, "}"), call(1, None, "]")]
    events = pushed(items)
    done = [(event.name, event.arguments) for event in events if event.type == "tool_call.done"]
    assert done == [("a", "{}"), ("b", "[]")]


def test_nothing_is_done_before_the_last_word() -> None:
    """Some servers go on after a finish reason."""
    items = [
        {"choices": [{"delta": {"content": "a"}, "finish_reason": "stop"}]},
        {"choices": [], "usage": {"total_tokens": 3}},
        {"choices": [{"delta": {"content": "b"}}]},
    ]
    assert [event.type for event in pushed(items)] == [
        "content.delta",
        "content.delta",
        "content.done",
        "choice.done",
    ]


def test_what_the_stream_ends_is_done_then() -> None:
    merging = deltafold.Accumulator()
    said = Said(content=["a"], calls=[("c", "f", ["{}"])])
    kinds = [
        [event.type for event in merging.push_events(it)] for it in FAMILIES["anthropic"](said)
    ]
    assert kinds[3] == ["content.done"]
    assert kinds[6] == ["tool_call.done"]
    assert [event.type for event in merging.finish_events()] == ["choice.done"]


def test_a_delta_with_everything() -> None:
    tool_calls = [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}]
    delta = {"content": "a", "reasoning": "b", "refusal": "c", "tool_calls": tool_calls}
    logprobs = {"content": [{"token": "a"}], "refusal": [{"token": "c"}]}
    choice = {"delta": {**delta, "audio": {"transcript": "d"}}, "logprobs": logprobs}
    kinds = [event.type.rsplit(".", 1)[0] for event in pushed([{"choices": [choice]}])]
    expected = ["reasoning", "content", "refusal", "tool_call.arguments", "audio.transcript"]
    assert kinds[:5] == expected
    assert kinds[5:7] == ["logprobs.content", "logprobs.refusal"]


def test_late_names_and_ids() -> None:
    items = [call(0, None, "{"), call(0, "f", "}", id="c")]
    events = pushed(items)
    assert [(event.id, event.name) for event in events[:3]] == [
        (None, None),
        ("c", "f"),
        ("c", "f"),
    ]


def test_two_calls_under_one_index_are_two() -> None:
    items = [call(0, "f", '{"a": 1}', id="x"), call(0, "f", '{"a": 2}', id="y")]
    done = [event for event in pushed(items) if event.type == "tool_call.done"]
    assert [(event.index, event.id, event.parsed_arguments) for event in done] == [
        (0, "x", {"a": 1}),
        (1, "y", {"a": 2}),
    ]


def test_arguments_that_came_twice_are_done_once() -> None:
    items = [call(0, "f", '{"a": 1}', id="x"), call(0, None, '{"a": 1}', id="x")]
    events = pushed(items)
    assert [event.arguments for event in events if event.type == "tool_call.done"] == ['{"a": 1}']
    replayed(events, may_differ=True)


def test_input_of_custom_tools_is_no_json() -> None:
    entry = {"index": 0, "id": "c", "type": "custom", "custom": {"name": "sh", "input": "12"}}
    events = pushed([{"choices": [{"delta": {"tool_calls": [entry]}}]}])
    assert events[0].arguments == events[1].arguments == "12"
    assert events[0].parsed_arguments is events[1].parsed_arguments is None


@pytest.mark.parametrize("names", [True, ["thought"]])
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_reasoning_in_tags_is_apart_at_once(names: Any, seed: int) -> None:
    name = "think" if names is True else names[0]
    text = f"\n<{name}>a<b</{name}> <{name}></{name}c>d</{name}>e <{name}>f</{name}>"
    pieces = cut_text(random.Random(seed), text)
    items = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    heard = replayed(pushed(items, reasoning_tags=names))[0]
    message = deltafold.merge(items, reasoning_tags=names).choices[0].message
    assert heard.text("content") == message.content
    assert heard.text("reasoning") == message.to_dict()["reasoning"]
    events = pushed(items[: len(items) // 2], reasoning_tags=names)
    replayed(events)


def test_errors_are_events() -> None:
    error = {"message": "busy"}
    items: list[Any] = [{"choices": [{"delta": {"content": "a"}}]}, {"error": error}]
    events = pushed(items)
    assert events[1] == types.ErrorEvent(None, error)
    assert [event.type for event in events[2:]] == ["content.done", "choice.done"]
    assert pushed([{"error": error}]) == [types.ErrorEvent(None, error)]
    in_choice = {"choices": [{"index": 2, "error": error, "delta": {}}]}
    assert types.ErrorEvent(2, error) in pushed([in_choice])


def test_streams_without_anything_raise_as_merging_does() -> None:
    for items in ([], [{"type": "ping"}], [{"foo": 1}]):
        with pytest.raises(deltafold.MergeError):
            pushed(items)
    with pytest.raises(TypeError):
        deltafold.events(1)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="one of"):
        deltafold.events([], family="")  # type: ignore[arg-type]


def test_a_whole_response_is_a_stream_of_one() -> None:
    whole = {"object": "chat.completion", "choices": [{"index": 0, "message": {"content": "a"}}]}
    agrees(replayed(pushed([whole]))[0], Said(content=["a"]))


def test_half_a_pair_is_held_back() -> None:
    items = ['{"choices": [{"delta": {"content": "a\\ud83d"}}]}']
    assert [event.delta for event in pushed(items)[:2] if event.type == "content.delta"] == [
        "a",
        "\ud83d",
    ]
    items.append('{"choices": [{"delta": {"content": "\\ude00"}}]}')
    assert [event.delta for event in pushed(items)[:2]] == ["a", "\U0001f600"]


def test_log_probabilities_add_up() -> None:
    items = [
        {"choices": [{"delta": {"content": token}, "logprobs": {"content": [{"token": token}]}}]}
        for token in "ab"
    ]
    events = [event for event in pushed(items) if event.type.startswith("logprobs")]
    assert [event.type for event in events] == ["logprobs.content.delta"] * 2 + [
        "logprobs.content.done"
    ]
    assert [event.content for event in events] == [
        [{"token": "a"}],
        [{"token": "b"}],
        events[1].snapshot,
    ]


def test_every_recording_is_replayed() -> None:
    for path in fixture_recordings():
        try:
            recording = deltafold.load(path)
            items = list(recording.chunks)
        except deltafold.Error:
            continue
        if recording.kind.endswith(".stream"):
            replayed(pushed(items))


def openai_events(chunks: list[Item]) -> list[tuple[Any, ...]]:
    """What openai's own helper gives, without its `chunk` events."""
    chat_module = pytest.importorskip("openai.lib.streaming.chat")
    from openai.types.chat import ChatCompletionChunk

    state = chat_module.ChatCompletionStreamState()
    events: list[tuple[Any, ...]] = []
    for chunk in chunks:
        head = {"id": "c", "created": 1, "model": "m", "usage": None, "system_fingerprint": None}
        for event in state.handle_chunk(ChatCompletionChunk.model_validate({**head, **chunk})):
            if event.type == "content.delta" and event.delta:
                events.append((event.type, event.delta, event.snapshot))
            elif event.type == "content.done":
                events.append((event.type, event.content))
            elif event.type == "tool_calls.function.arguments.delta":
                told = (event.index, event.name, event.arguments_delta, event.arguments)
                events.append(("tool_call.arguments.delta", *told))
            elif event.type == "tool_calls.function.arguments.done":
                events.append(("tool_call.done", event.index, event.name, event.arguments))
    return events


def calls_in(events: list[types.StreamEvent]) -> list[types.ToolCallArgumentsDeltaEvent]:
    """The events, which are all deltas of arguments."""
    calls = [event for event in events if event.type == "tool_call.arguments.delta"]
    assert len(calls) == len(events)
    return calls


def own_events(chunks: list[Item]) -> list[tuple[Any, ...]]:
    events: list[tuple[Any, ...]] = []
    for event in pushed(chunks):
        if event.type == "content.delta":
            events.append((event.type, event.delta, event.snapshot))
        elif event.type == "content.done":
            events.append((event.type, event.content))
        elif event.type == "tool_call.arguments.delta":
            told = (event.index, event.name, event.arguments_delta, event.arguments)
            events.append((event.type, *told))
        elif event.type == "tool_call.done":
            events.append((event.type, event.index, event.name, event.arguments))
    return events


@settings(max_examples=60, deadline=None)
@given(content=st.lists(st.text(min_size=1), max_size=4), arguments=st.lists(OBJECTS, max_size=3))
def test_openai_says_the_same_where_it_is_right(content: list[str], arguments: list[Any]) -> None:
    """For one choice whose calls come one after the other. When something is done may differ."""
    calls = [
        (f"call_{at}", f"tool_{at}", [piece for piece in (text[:3], text[3:]) if piece])
        for at, text in enumerate(map(json.dumps, arguments))
    ]
    chunks = chat(Said(content=content, calls=calls))
    for chunk in chunks:
        for entry in chunk["choices"][0]["delta"].get("tool_calls", ()):
            entry["type"] = "function"
            entry["function"] = {"arguments": "", **entry["function"]}
    assert sorted(own_events(chunks)) == sorted(openai_events(chunks))


def test_the_page_about_events_shows_what_happens() -> None:
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for code in re.findall(r"^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        exec(code, names)
    cells = " ".join(re.findall(r"^\| (`[^|]*)\|", page, re.MULTILINE))
    documented = set(re.findall(r"`([\w.]+)`", cells)) - {"type"}
    assert documented == {one.type for one in types.StreamEvent.__args__}


def test_events_are_values() -> None:
    items = [
        {"choices": [{"delta": {"content": "a"}, "logprobs": {"content": [1]}}]},
        call(0, "f", "{}", id="x"),
        {"error": "e"},
    ]
    events = pushed(items)
    assert {type(event) for event in events} <= set(types.StreamEvent.__args__)
    assert pushed(items) == events
    copies = pickle.loads(pickle.dumps(events))
    assert copies == events
    assert [repr(copy) for copy in copies] == [repr(event) for event in events]
    assert events[0] != events[-1]
    assert copies[2].parsed_arguments == {}
    with pytest.raises(TypeError):
        hash(events[0])


def sized(value: Any) -> Any:
    jiter = pytest.importorskip("jiter")
    try:
        return jiter.from_json(value.encode(), partial_mode="trailing-strings", cache_mode="none")
    except ValueError:
        return None


@settings(max_examples=60, deadline=None)
@given(value=OBJECTS, seed=st.integers(0, 2**32), keeps=st.integers(0, 6))
def test_arguments_so_far_are_what_jiter_reads(value: Any, seed: int, keeps: int) -> None:
    """However many of the values before a program keeps."""
    dice = random.Random(seed)
    text = json.dumps(value, ensure_ascii=dice.random() < 0.5)
    merging = deltafold.Accumulator()
    so_far = ""
    kept: list[Any] = []
    cuts = sorted(dice.randrange(len(text) + 1) for _ in range(6))
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        for event in calls_in(merging.push_events(call(0, "f", text[start:end], id="x"))):
            so_far = event.arguments
            expected = sized(so_far)
            found = event.parsed_arguments
            assert found == expected == partial_json(so_far)
            kept = [*kept, (found, json.dumps(expected))][-keeps:] if keeps else []
            assert all(json.dumps(one) == then for one, then in kept)
    assert so_far == text


def test_old_events_still_have_their_arguments() -> None:
    text = '{"a": [1, 23, {"b": "cd\\u00e9"}], "a": 1.5e3, "z": "x"}'
    events = pushed([call(0, "f", letter, id="x") for letter in text])
    deltas = [event for event in events if event.type == "tool_call.arguments.delta"]
    for order in (deltas, deltas[::-1]):
        values = [event.parsed_arguments for event in order]
        assert values == [partial_json(event.arguments) for event in order]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("{", {}),
        ('{"a": "b\\', {"a": "b"}),
        ('{"a": "\\ud83d', {"a": ""}),
        ('{"a": 12e', {}),
        ('{"a": 1, "a": 2.', {"a": 1}),
        ("[1, tru", [1]),
        ("[NaN]x", [float("nan")]),
        ("[1 2", [1]),
        ("{a", {}),
        ("[" * 100_000, ...),
    ],
)
def test_beginnings_of_values(text: str, value: Any) -> None:
    found = partial_json(text)
    assert value is ... or repr(found) == repr(value)
    merging = deltafold.Accumulator()
    for letter in text[:100]:
        events = calls_in(merging.push_events(call(0, "f", letter, id="x")))
    if 0 < len(text) < 100:
        assert repr(events[0].parsed_arguments) == repr(value)


KINDS: dict[str, Any] = {
    "text": lambda _: {"choices": [{"delta": {"content": "word "}}]},
    "calls": lambda at: call(at, "f", "{}", id=f"c{at}"),
    "blocks": lambda at: {
        "type": "content_block_delta",
        "index": at,
        "delta": {"type": "text_delta", "text": "a"},
    },
    "parts": lambda at: {
        "candidates": [{"content": {"parts": [{"text": "a", "thought": at % 2 == 0}]}}]
    },
    "items": lambda at: {"type": "response.output_text.delta", "output_index": at, "delta": "a"},
    "choices": lambda at: {"choices": [{"index": at, "delta": {"content": "a"}}]},
}


@pytest.mark.parametrize("kind", KINDS)
def test_watching_is_linear(kind: str) -> None:
    linear(lambda items: len(pushed(items)), KINDS[kind])


@pytest.mark.parametrize(
    ("first", "piece"),
    [('["', "word word word "), ("[0", ", 1, 23"), ("[{}", ', {"key": "value"}')],
)
def test_asking_each_event_for_its_arguments_is_linear(first: str, piece: str) -> None:
    def watch(items: list[Any]) -> None:
        merging = deltafold.Accumulator()
        merging.push_events(call(0, "f", first, id="x"))
        last = None
        for item in items:
            for event in calls_in(merging.push_events(item)):
                last = event.parsed_arguments
        assert last

    linear(watch, lambda _: call(0, None, piece))
