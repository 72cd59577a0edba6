"""Streams of OpenAI's Responses merge as openai's own accumulator has it, however they come."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import omit
from openai.lib.streaming.responses._responses import ResponseStreamState
from openai.types import responses as r
from responses_streams import Made, Maker

import deltafold
from deltafold.types.responses import Response

made = st.builds(
    lambda seed, items: Maker(random.Random(seed)).stream(items),
    st.integers(0, 2**32),
    st.integers(0, 5),
)

#: What openai's state accumulates; it passes over all other events before the last one.
ACCUMULATED = {
    "response.created",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.function_call_arguments.delta",
}


def merged(events: Any) -> Any:
    response = deltafold.merge(events)
    assert isinstance(response, Response)
    return response


def completed(stream: Made) -> r.ResponseCompletedEvent:
    return r.ResponseCompletedEvent(
        type="response.completed",
        response=stream.response,
        sequence_number=len(stream.events),
    )


def state_of(events: list[Any]) -> tuple[Any, Any]:
    """The snapshot of openai's state, and the response that it completed."""
    state: ResponseStreamState[Any] = ResponseStreamState(input_tools=omit, text_format=omit)
    for event in events:
        state.handle_event(event)
    return vars(state)["_ResponseStreamState__current_snapshot"], state._completed_response


def plain(theirs: Any) -> Any:
    """Their classes for what is parsed are not those that the fields declare."""
    return theirs.to_dict(warnings=False)


def without_parsed(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: item for key, item in value.items() if not key.startswith("parsed")}
        return {key: without_parsed(item) for key, item in kept.items()}
    return [without_parsed(item) for item in value] if isinstance(value, list) else value


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    return [without_none(item) for item in value] if isinstance(value, list) else value


@given(stream=made)
@settings(max_examples=75, deadline=None)
def test_it_agrees_with_the_state_of_openai(stream: Made) -> None:
    """Event by event, where the state looks at all."""
    events = [event for event in stream.events if event.type in ACCUMULATED]
    for event in events:
        if event.type == "response.output_text.delta":
            event.logprobs = []  # the state passes over them
    merging = deltafold.Accumulator()
    state: ResponseStreamState[Any] = ResponseStreamState(input_tools=omit, text_format=omit)
    for event in events:
        merging.push(event)
        state.handle_event(event)
        snapshot = vars(state)["_ResponseStreamState__current_snapshot"]
        assert merging.snapshot().to_dict() == plain(snapshot)


@given(stream=made)
@settings(max_examples=75, deadline=None)
def test_texts_and_arguments_agree_in_whole_streams(stream: Made) -> None:
    snapshot, _ = state_of(stream.events)
    response = merged(stream.events)
    assert len(response.output) == len(snapshot.output)
    for ours, theirs in zip(response.output, snapshot.output, strict=True):
        assert (ours.type, ours.id) == (theirs.type, theirs.id)
        if ours.type == "function_call":
            assert ours.arguments == theirs.arguments
        if ours.type == "message":
            texts = [part.text for part in ours.content if part.type == "output_text"]
            assert texts == [part.text for part in theirs.content if part.type == "output_text"]


@given(stream=made)
@settings(max_examples=75, deadline=None)
def test_what_the_last_event_has_is_the_response(stream: Made) -> None:
    events = [*stream.events, completed(stream)]
    response = merged(events)
    assert response.to_dict() == stream.response.to_dict()
    _, theirs = state_of(events)
    assert without_none(response.to_dict()) == without_none(without_parsed(plain(theirs)))
    assert response.to_sdk() == stream.response
    assert response.merge_info.complete
    broken = [item for item in stream.response.output if not has_whole_arguments(item)]
    warnings = response.merge_info.warnings
    assert [warning.split(":")[0] for warning in warnings] == ["arguments_json_error"] * len(broken)


def has_whole_arguments(item: Any) -> bool:
    arguments = getattr(item, "arguments", None)
    if not isinstance(arguments, str) or not arguments:
        return True
    try:
        json.loads(arguments)
    except ValueError:
        return False
    return True


@given(stream=made)
@settings(max_examples=75, deadline=None)
def test_without_the_last_event_all_items_are_there(stream: Made) -> None:
    response = merged(stream.events)
    assert response.to_dict()["output"] == stream.response.to_dict()["output"]
    assert not response.merge_info.complete
    assert response.status == "in_progress"


@given(stream=made)
@settings(max_examples=75, deadline=None)
def test_deltas_alone_make_what_the_last_events_have(stream: Made) -> None:
    """Items that nothing but their deltas tell of, and what only their last event tells."""
    events = [event for event in stream.events if not event.type.endswith(".done")]
    built = merged(events).to_dict()["output"]
    expected: list[Any] = [item.to_dict() for item in stream.response.output]
    for ours, whole in zip(built, expected, strict=True):
        for logprob in (p for part in ours.get("content") or [] for p in part.get("logprobs", [])):
            logprob.setdefault("bytes", [])
        ours["status"] = whole.get("status")
        assert without_none(ours) == without_none(whole)


@given(stream=made, seed=st.integers(0, 2**32), ends=st.booleans())
@settings(max_examples=75, deadline=None)
def test_the_way_that_events_come_does_not_matter(stream: Made, seed: int, ends: bool) -> None:
    """As objects, as dicts, as lines, as bytes in any split, in any order and some of them twice."""
    dice = random.Random(seed)
    events = [*stream.events, *([completed(stream)] if ends else [])]
    expected = merged(events)
    texts = [event.to_json(indent=None) for event in events]
    arrived = [json.loads(text) for text in [*texts, *dice.choices(texts, k=2)]]
    dice.shuffle(arrived)
    ways = [deltafold.merge(texts), deltafold.merge(arrived), split_bytes(events, texts, dice)]
    for response in ways:
        assert response == expected
        assert response.merge_info == expected.merge_info


def split_bytes(events: list[Any], texts: list[str], dice: random.Random) -> Any:
    newline = dice.choice(["\n", "\r\n"])
    lines = [
        f"event: {event.type}{newline}data: {text}{newline}{newline}"
        for event, text in zip(events, texts, strict=True)
    ]
    data = "".join(lines).encode()
    ends = sorted(dice.randint(0, len(data)) for _ in range(dice.randint(0, 20)))
    merging = deltafold.Accumulator()
    for start, end in zip([0, *ends], [*ends, len(data)], strict=True):
        merging.feed(data[start:end])
    return merging.finish()


def test_a_response_can_be_looked_at_at_any_time() -> None:
    stream = Maker(random.Random(3)).stream(3)
    merging = deltafold.Accumulator()
    for event in [*stream.events, completed(stream)]:
        merging.push(event)
    assert merging.snapshot().to_dict() == stream.response.to_dict()
    merging.push({**stream.events[-1].to_dict(), "sequence_number": 10**6})
    assert merging.finish().to_dict() == stream.response.to_dict()


def test_an_error_event_is_told() -> None:
    stream = Maker(random.Random(4)).stream(2)
    error = r.ResponseErrorEvent(
        type="error", code="overloaded", message="m", param=None, sequence_number=10**6
    )
    response = merged([*stream.events, error])
    info = response.merge_info
    assert not info.complete
    assert info.error == error.to_dict()


MANY = 200_000


@pytest.mark.parametrize("backwards", [False, True])
def test_streams_of_very_many_deltas_merge(backwards: bool) -> None:
    where = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0}
    numbers = range(MANY - 1, -1, -1) if backwards else range(MANY)
    events = (
        json.dumps({**where, "item_id": "m", "sequence_number": at, "delta": f"{at} "}).encode()
        for at in numbers
    )
    [message] = merged(events).output
    assert message.content[0].text == "".join(f"{at} " for at in range(MANY))
