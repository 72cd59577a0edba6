"""Google's interactions, under the names that their events have now and had before."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import cut, cut_text, interleave

import deltafold
from deltafold._core import _merge_info
from deltafold.types.interactions import Interaction

HEAD = {"id": "v1_1", "status": "in_progress", "object": "interaction", "model": "oak-1"}
DONE = {**HEAD, "status": "completed", "usage": {"total_tokens": 5}, "role": "model"}


def lifecycle(names: tuple[str, str], items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    first, last = names
    return [
        {"event_type": f"interaction.{first}", "interaction": HEAD},
        {
            "event_type": "interaction.status_update",
            "interaction_id": "v1_1",
            "status": "in_progress",
        },
        *items,
        {"event_type": f"interaction.{last}", "interaction": DONE},
    ]


def event(kind: str, index: int, **members: Any) -> dict[str, Any]:
    return {"event_type": kind, "index": index, **members}


def content_events(dice: random.Random, index: int, content: dict[str, Any]) -> list[Any]:
    """A content as it was streamed before there were steps."""
    kind = content["type"]
    deltas: list[dict[str, Any]] = []
    start = {"type": kind}
    if kind == "text":
        deltas += [{"type": "text", "text": piece} for piece in cut_text(dice, content["text"])]
    elif kind == "thought":
        summary = [{"type": "thought_summary", "content": it} for it in content["summary"]]
        deltas += [*summary, {"type": "thought_signature", "signature": content["signature"]}]
    else:
        deltas.append(content)
    return [
        event("content.start", index, content=start),
        *(event("content.delta", index, delta=it) for it in deltas),
        event("content.stop", index),
    ]


contents = st.one_of(
    st.builds(lambda text: {"type": "text", "text": text}, st.text(max_size=12)),
    st.builds(
        lambda said: {
            "type": "thought",
            "summary": [{"type": "text", "text": it} for it in said],
            "signature": "c2ln",
        },
        st.lists(st.text(max_size=5), min_size=1, max_size=2),
    ),
    st.just({"type": "function_call", "id": "c", "name": "plant", "arguments": {"kind": "oak"}}),
)


@given(st.integers(0, 2**32), st.lists(contents, max_size=4))
@settings(max_examples=100, deadline=None)
def test_contents_come_back(seed: int, outputs: list[dict[str, Any]]) -> None:
    dice = random.Random(seed)
    streamed = [content_events(dice, index, it) for index, it in enumerate(outputs)]
    events = lifecycle(("start", "complete"), interleave(dice, streamed))
    interaction = deltafold.merge(events)
    assert isinstance(interaction, Interaction)
    assert interaction.to_dict() == {**DONE, **({"outputs": outputs} if outputs else {})}
    assert _merge_info(interaction).complete
    # As lines in a recording, up to the end mark.
    lines = [
        line
        for it in events
        for line in (f"event: {it['event_type']}", f"data: {json.dumps(it)}", "")
    ]
    body = [*lines, "event: done", "data: [DONE]", ""]
    recording = deltafold.loads(json.dumps({"response": {"body": body, "is_streaming": True}}))
    assert recording.kind == "interactions.stream"
    assert recording.completion == interaction
    chunks: Any = recording.chunks
    assert [chunk.event_type for chunk in chunks] == [it["event_type"] for it in events]


def step_events(dice: random.Random, index: int, step: dict[str, Any]) -> list[Any]:
    """A step as it is streamed now."""
    kind = step["type"]
    deltas: list[dict[str, Any]] = []
    start = {"type": kind}
    if kind == "model_output":
        for content in step["content"]:
            if content["type"] == "text":
                pieces = cut_text(dice, content["text"])
                deltas += [{"type": "text", "text": piece} for piece in pieces]
            else:
                deltas.append(content)
    elif kind == "thought":
        deltas += [{"type": "thought_summary", "content": it} for it in step["summary"]]
        deltas.append({"type": "thought_signature", "signature": step["signature"]})
    else:
        start |= {"id": step["id"], "name": step["name"]}
        text = json.dumps(step["arguments"])
        pieces = ["".join(piece) for piece in cut(dice, list(text))]
        deltas += [{"type": "arguments_delta", "arguments": piece} for piece in pieces]
    return [
        event("step.start", index, step=start),
        *(event("step.delta", index, delta=it) for it in deltas),
        event("step.stop", index),
    ]


image = {"type": "image", "data": "eA==", "mime_type": "image/png"}
steps = st.one_of(
    st.builds(
        lambda text, more: {
            "type": "model_output",
            "content": [{"type": "text", "text": text}, *([image] if more else [])],
        },
        st.text(max_size=12),
        st.booleans(),
    ),
    st.just(
        {"type": "thought", "summary": [{"type": "text", "text": "Roots."}], "signature": "c2ln"}
    ),
    st.just({"type": "function_call", "id": "c", "name": "plant", "arguments": {"kind": "oak"}}),
)


@given(st.integers(0, 2**32), st.lists(steps, max_size=4))
@settings(max_examples=100, deadline=None)
def test_steps_come_back(seed: int, done: list[dict[str, Any]]) -> None:
    dice = random.Random(seed)
    streamed = [step_events(dice, index, it) for index, it in enumerate(done)]
    events = lifecycle(("created", "completed"), interleave(dice, streamed))
    interaction = deltafold.merge(events)
    merged = interaction.to_dict()
    assert merged == {**DONE, **({"steps": done} if done else {})}
    accumulator = deltafold.Accumulator()
    for it in events:
        accumulator.push(it)
        accumulator.snapshot()
    assert accumulator.finish() == interaction


def test_what_the_last_event_has_is_taken() -> None:
    said = [{"type": "text", "text": "An oak."}]
    events = [
        event("content.delta", 0, delta={"type": "text", "text": "An"}),
        {"event_type": "interaction.complete", "interaction": {**DONE, "outputs": said}},
    ]
    assert deltafold.merge(events).to_dict()["outputs"] == said


def test_an_error_keeps_what_came_before() -> None:
    events = [
        event("content.delta", 0, delta={"type": "text", "text": "An"}),
        {"event_type": "error", "error": {"code": "unavailable", "message": "too many trees"}},
    ]
    interaction = deltafold.merge(events, family="interactions")
    info = _merge_info(interaction)
    assert interaction.outputs is not None
    assert interaction.outputs[0].to_dict()["text"] == "An"
    assert (info.complete, info.error["code"]) == (False, "unavailable")


def test_what_failed_is_not_complete() -> None:
    failed = {"event_type": "interaction.failed", "interaction": {**HEAD, "status": "failed"}}
    assert not _merge_info(deltafold.merge([failed])).complete
