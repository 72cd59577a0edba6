"""Streams of every family that say given things, and what their events say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Item = dict[str, Any]


@dataclass
class Said:
    """What a choice says: pieces of its texts, and its tool calls."""

    reasoning: list[str] = field(default_factory=list)
    content: list[str] = field(default_factory=list)
    #: Id, name and pieces of the arguments.
    calls: list[tuple[str, str, list[str]]] = field(default_factory=list)


def chat(said: Said, index: int = 0) -> list[Item]:
    def chunk(delta: Item, reason: str | None = None) -> Item:
        choice = {"index": index, "delta": delta, "finish_reason": reason}
        return {"object": "chat.completion.chunk", "choices": [choice]}

    chunks = [chunk({"role": "assistant"})]
    chunks += [chunk({"reasoning_content": piece}) for piece in said.reasoning]
    chunks += [chunk({"content": piece}) for piece in said.content]
    for at, (id_, name, pieces) in enumerate(said.calls):
        chunks.append(chunk({"tool_calls": [{"index": at, "id": id_, "function": {"name": name}}]}))
        for piece in pieces:
            chunks.append(chunk({"tool_calls": [{"index": at, "function": {"arguments": piece}}]}))
    return [*chunks, chunk({}, "stop")]


def completion(said: Said, index: int = 0) -> list[Item]:
    def chunk(text: str, reason: str | None = None) -> Item:
        choice = {"index": index, "text": text, "finish_reason": reason}
        return {"object": "text_completion", "choices": [choice]}

    return [*(chunk(piece) for piece in said.content), chunk("", "stop")]


def genai(said: Said, index: int = 0) -> list[Item]:
    def chunk(part: Item | None, reason: str | None = None) -> Item:
        content = {} if part is None else {"content": {"parts": [part], "role": "model"}}
        return {"candidates": [{"index": index, **content, "finishReason": reason}]}

    chunks = [chunk({"text": piece, "thought": True}) for piece in said.reasoning]
    chunks += [chunk({"text": piece}) for piece in said.content]
    for id_, name, pieces in said.calls:
        args = json.loads(joined(pieces))
        chunks.append(chunk({"functionCall": {"id": id_, "name": name, "args": args}}))
    return [*chunks, chunk(None, "STOP")]


def anthropic(said: Said) -> list[Item]:
    events: list[Item] = [{"type": "message_start", "message": {"id": "m", "content": []}}]
    index = 0

    def block(start: Item, deltas: Iterable[Item]) -> None:
        nonlocal index
        events.append({"type": "content_block_start", "index": index, "content_block": start})
        for delta in deltas:
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
        events.append({"type": "content_block_stop", "index": index})
        index += 1

    if said.reasoning:
        start = {"type": "thinking", "thinking": ""}
        block(start, ({"type": "thinking_delta", "thinking": it} for it in said.reasoning))
    if said.content:
        block(
            {"type": "text", "text": ""},
            ({"type": "text_delta", "text": it} for it in said.content),
        )
    for id_, name, pieces in said.calls:
        use: dict[str, Any] = {"type": "tool_use", "id": id_, "name": name, "input": {}}
        block(use, ({"type": "input_json_delta", "partial_json": it} for it in pieces))
    events.append({"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}})
    return [*events, {"type": "message_stop"}]


def converse(said: Said) -> list[Item]:
    events: list[Item] = [{"messageStart": {"role": "assistant"}}]
    index = 0

    def block(start: Item | None, deltas: Iterable[Item]) -> None:
        nonlocal index
        if start is not None:
            events.append({"contentBlockStart": {"contentBlockIndex": index, "start": start}})
        for delta in deltas:
            events.append({"contentBlockDelta": {"contentBlockIndex": index, "delta": delta}})
        events.append({"contentBlockStop": {"contentBlockIndex": index}})
        index += 1

    if said.reasoning:
        block(None, ({"reasoningContent": {"text": it}} for it in said.reasoning))
    if said.content:
        block(None, ({"text": it} for it in said.content))
    for id_, name, pieces in said.calls:
        start = {"toolUse": {"toolUseId": id_, "name": name}}
        block(start, ({"toolUse": {"input": it}} for it in pieces))
    return [*events, {"messageStop": {"stopReason": "end_turn"}}]


def cohere(said: Said) -> list[Item]:
    def event(kind: str, message: Item | None = None, index: int | None = None) -> Item:
        at = {} if index is None else {"index": index}
        return {"type": kind, **at, "delta": {"message": message or {}}}

    events: list[Item] = [{"id": "c", **event("message-start", {"role": "assistant"})}]
    blocks = [("thinking", said.reasoning), ("text", said.content)]
    for index, (kind, pieces) in enumerate(one for one in blocks if one[1]):
        events.append(event("content-start", {"content": {"type": kind, kind: ""}}, index))
        for piece in pieces:
            events.append(event("content-delta", {"content": {kind: piece}}, index))
        events.append(event("content-end", index=index))
    for index, (id_, name, pieces) in enumerate(said.calls):
        function = {"name": name, "arguments": ""}
        call: Item = {"id": id_, "type": "function", "function": function}
        events.append(event("tool-call-start", {"tool_calls": call}, index))
        for piece in pieces:
            call = {"function": {"arguments": piece}}
            events.append(event("tool-call-delta", {"tool_calls": call}, index))
        events.append(event("tool-call-end", index=index))
    return [*events, {"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": {}}}]


def interactions(said: Said) -> list[Item]:
    events: list[Item] = [{"event_type": "interaction.start", "interaction": {"id": "i"}}]
    index = 0

    def block(start: Item, deltas: Iterable[Item]) -> None:
        nonlocal index
        events.append({"event_type": "content.start", "index": index, "content": start})
        for delta in deltas:
            events.append({"event_type": "content.delta", "index": index, "delta": delta})
        events.append({"event_type": "content.stop", "index": index})
        index += 1

    if said.reasoning:
        thoughts = [{"type": "text", "text": it} for it in said.reasoning]
        deltas = ({"type": "thought_summary", "content": it} for it in thoughts)
        block({"type": "thought"}, deltas)
    if said.content:
        block({"type": "text", "text": ""}, ({"type": "text", "text": it} for it in said.content))
    for id_, name, pieces in said.calls:
        start = {"type": "function_call", "id": id_, "name": name, "arguments": {}}
        block(start, ({"type": "arguments_delta", "arguments": it} for it in pieces))
    interaction = {"id": "i", "status": "completed"}
    return [*events, {"event_type": "interaction.complete", "interaction": interaction}]


def ollama_chat(said: Said) -> list[Item]:
    def chunk(message: Item, done: bool = False) -> Item:
        message = {"role": "assistant", **message}
        reason = {"done_reason": "stop"} if done else {}
        return {"model": "m", "created_at": "t", "message": message, "done": done, **reason}

    chunks = [chunk({"content": "", "thinking": piece}) for piece in said.reasoning]
    chunks += [chunk({"content": piece}) for piece in said.content]
    for id_, name, pieces in said.calls:
        function = {"name": name, "arguments": json.loads("".join(pieces))}
        chunks.append(chunk({"content": "", "tool_calls": [{"id": id_, "function": function}]}))
    return [*chunks, chunk({"content": ""}, done=True)]


def ollama_generate(said: Said) -> list[Item]:
    def chunk(response: Item, done: bool = False) -> Item:
        reason = {"done_reason": "stop"} if done else {}
        return {"model": "m", "created_at": "t", **response, "done": done, **reason}

    chunks = [chunk({"response": "", "thinking": piece}) for piece in said.reasoning]
    chunks += [chunk({"response": piece}) for piece in said.content]
    return [*chunks, chunk({"response": ""}, done=True)]


def responses(said: Said) -> list[Item]:
    events: list[Item] = [{"type": "response.created", "response": {"id": "r", "output": []}}]
    output: list[Item] = []

    def event(kind: str, **members: Any) -> None:
        events.append({"type": f"response.{kind}", "output_index": len(output), **members})

    def item(start: Item, whole: Item, add: Callable[[], None]) -> None:
        event("output_item.added", item=start)
        add()
        event("output_item.done", item=whole)
        output.append(whole)

    def deltas(kind: str, pieces: list[str], **members: Any) -> None:
        for piece in pieces:
            event(f"{kind}.delta", item_id=f"i{len(output)}", delta=piece, **members)

    if said.reasoning:
        whole: Item = {"id": f"i{len(output)}", "type": "reasoning"}
        summary = [{"type": "summary_text", "text": "".join(said.reasoning)}]
        item(
            {**whole, "summary": []},
            {**whole, "summary": summary},
            lambda: deltas("reasoning_summary_text", said.reasoning, summary_index=0),
        )
    if said.content:
        whole = {"id": f"i{len(output)}", "type": "message", "role": "assistant"}
        content = [{"type": "output_text", "text": "".join(said.content), "annotations": []}]
        item(
            {**whole, "content": []},
            {**whole, "content": content},
            lambda: deltas("output_text", said.content, content_index=0),
        )
    for id_, name, pieces in said.calls:
        whole = {"id": f"i{len(output)}", "type": "function_call", "call_id": id_, "name": name}
        whole["arguments"] = "".join(pieces)

        def add(pieces: list[str] = pieces) -> None:
            deltas("function_call_arguments", pieces)

        item({**whole, "arguments": ""}, whole, add)
    response = {"id": "r", "object": "response", "status": "completed", "output": output}
    events.append({"type": "response.completed", "response": response})
    numbered = enumerate(events)
    return [{**event, "sequence_number": number} for number, event in numbered]


#: By family: the stream of one choice.
FAMILIES: dict[str, Callable[[Said], list[Item]]] = {
    "chat": chat,
    "completion": completion,
    "responses": responses,
    "anthropic": anthropic,
    "genai": genai,
    "interactions": interactions,
    "ollama.chat": ollama_chat,
    "ollama.generate": ollama_generate,
    "cohere": cohere,
    "converse": converse,
}

#: Families without reasoning, and without tool calls.
NO_REASONING = {"completion"}
NO_CALLS = {"completion", "ollama.generate"}


def has(family: str, said: Said) -> Said:
    """What the family can say of it."""
    reasoning = [] if family in NO_REASONING else said.reasoning
    return Said(reasoning, said.content, [] if family in NO_CALLS else said.calls)


@dataclass
class Part:
    """What the events say of a part."""

    deltas: str = ""
    done: str | None = None
    id: str | None = None
    name: str | None = None


@dataclass
class Heard:
    """What the events of a choice say: parts by kind and index."""

    parts: dict[tuple[str, int], Part] = field(default_factory=dict)
    finish_reason: str | None = None

    def text(self, kind: str) -> str:
        return "".join(part.done or "" for part in self.of(kind))

    def of(self, kind: str) -> list[Part]:
        return [part for (known, _), part in sorted(self.parts.items()) if known == kind]


DONE = {
    "content": "content",
    "reasoning": "reasoning",
    "refusal": "refusal",
    "audio.transcript": "transcript",
    "tool_call": "arguments",
}


def replayed(events: Iterable[Any], *, may_differ: bool = False) -> dict[int, Heard]:
    """What events say of each choice. Each part and each choice is done once, and last."""
    choices: dict[int, Heard] = {}
    ended: Counter[int] = Counter()
    for event in events:
        if event.type == "error" or event.type.startswith("logprobs."):
            continue
        choice = choices.setdefault(event.choice, Heard())
        assert not ended[event.choice], event
        if event.type == "choice.done":
            ended[event.choice] += 1
            choice.finish_reason = event.finish_reason
            continue
        kind, what = event.type.rsplit(".", 1)
        kind = kind.removesuffix(".arguments")
        part = choice.parts.setdefault((kind, event.index), Part())
        assert part.done is None, event
        if kind == "tool_call":
            part.id, part.name = event.id, event.name
        if what == "done":
            part.done = getattr(event, DONE[kind])
            assert may_differ or part.done == part.deltas, event
        else:
            part.deltas += event.arguments_delta if kind == "tool_call" else event.delta
            so_far = event.arguments if kind == "tool_call" else event.snapshot
            assert so_far == part.deltas
    assert all(ended[choice] == 1 for choice in choices)
    assert all(part.done is not None for it in choices.values() for part in it.parts.values())
    return choices


def joined(pieces: list[str]) -> str:
    """The text of the pieces; a surrogate pair that was cut is one character again."""
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def agrees(heard: Heard, said: Said) -> None:
    """Asserts that events say what was said."""
    assert joined([heard.text("reasoning")]) == joined(said.reasoning)
    assert heard.text("content") == joined(said.content)
    calls = heard.of("tool_call")
    assert [(call.id, call.name) for call in calls] == [(id_, name) for id_, name, _ in said.calls]
    for call, (_, _, pieces) in zip(calls, said.calls, strict=True):
        assert json.loads(call.done or "null") == json.loads(joined(pieces))
