"""msgspec Structs with the fields that a merge needs, and the hand-written merge of them."""

from __future__ import annotations

from typing import Any

import msgspec

from pybench.handmerge import Choice as State


class Function(msgspec.Struct, gc=False):
    """The function of a tool call delta."""

    arguments: str | None = None
    name: str | None = None


class ToolCall(msgspec.Struct, gc=False):
    """A tool call delta."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    type: str | None = None


class Delta(msgspec.Struct, gc=False):
    """What one chunk adds to a choice."""

    content: str | None = None
    refusal: str | None = None
    role: str | None = None
    tool_calls: list[ToolCall] | None = None
    reasoning: str | None = None
    reasoning_content: str | None = None


class Logprobs(msgspec.Struct, gc=False):
    """Log probabilities; their entries stay dicts."""

    content: list[dict[str, Any]] | None = None
    refusal: list[dict[str, Any]] | None = None


class Choice(msgspec.Struct, gc=False):
    """One choice of a chunk."""

    index: int
    delta: Delta | None = None
    finish_reason: str | None = None
    logprobs: Logprobs | None = None


class Chunk(msgspec.Struct, gc=False):
    """One chunk."""

    choices: list[Choice]
    id: str | None = None
    created: int | None = None
    model: str | None = None
    system_fingerprint: str | None = None
    usage: dict[str, Any] | None = None


class Item(msgspec.Struct, gc=False):
    """One item of the body."""

    data: Chunk = msgspec.field(name="__data__")


class Response(msgspec.Struct, gc=False):
    """The response of a chat stream."""

    body: list[Item]


class Recording(msgspec.Struct, gc=False):
    """A recording; the request stays a dict."""

    response: Response
    request: dict[str, Any] | None = None


decode = msgspec.json.Decoder(Recording).decode


def add_tool_calls(state: State, entries: list[ToolCall]) -> None:
    """Adds the tool calls of one delta."""
    for entry in entries:
        function = entry.function
        name = function.name if function else None
        call = state.call(entry.index, entry.id, name)
        if entry.id and not call.id:
            call.id = entry.id
        if entry.type:
            call.type = entry.type
        if name and name != call.name:
            call.name = name if call.name is None else call.name + name
        if function and function.arguments:
            call.arguments.append(function.arguments)


def merge(items: list[Item]) -> dict[str, Any]:
    """Merges chunks into a completion."""
    states: dict[int, State] = {}
    ident = model = fingerprint = created = usage = None
    for item in items:
        chunk = item.data
        ident = ident or chunk.id
        model = model or chunk.model
        created = created or chunk.created
        fingerprint = fingerprint or chunk.system_fingerprint
        usage = chunk.usage or usage
        for choice in chunk.choices:
            state = states.get(choice.index)
            if state is None:
                state = states[choice.index] = State()
            if delta := choice.delta:
                if (piece := delta.content) is not None:
                    state.content.append(piece)
                if state.role is None:
                    state.role = delta.role
                if entries := delta.tool_calls:
                    add_tool_calls(state, entries)
                if (piece := delta.refusal) is not None:
                    state.refusal.append(piece)
                if (piece := delta.reasoning) is not None:
                    state.extra.setdefault("reasoning", []).append(piece)
                if (piece := delta.reasoning_content) is not None:
                    state.extra.setdefault("reasoning_content", []).append(piece)
            if choice.finish_reason:
                state.finish_reason = choice.finish_reason
            if (logprobs := choice.logprobs) is not None:
                state.add_logprobs(logprobs.content, logprobs.refusal)
    return {
        "id": ident,
        "object": "chat.completion",
        "created": created or 0,
        "model": model,
        "system_fingerprint": fingerprint,
        "choices": [states[index].done(index) for index in sorted(states)],
        "usage": usage,
    }
