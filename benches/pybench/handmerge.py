"""A merge as a careful programmer writes it by hand, from chunks as dicts to one dict.

It is correct for several choices, tool calls by index, log probabilities and usage. Texts are
collected in lists and joined once, so it is linear. It handles OpenAI's fields and two spellings of
reasoning; provider-specific fields are left out, so it does less work than deltafold.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Json = dict[str, Any]

# Message fields whose fragments are joined; `content` and `refusal` have their own lists.
REASONING = ("reasoning", "reasoning_content")


class Call:
    """A partial tool call."""

    __slots__ = ("arguments", "id", "index", "name", "type")

    def __init__(self, index: int) -> None:
        self.index = index
        self.id: str | None = None
        self.type: str | None = None
        self.name: str | None = None
        self.arguments: list[str] = []

    def done(self) -> Json:
        """The finished call."""
        function = {"name": self.name, "arguments": "".join(self.arguments)}
        return {"id": self.id, "type": self.type or "function", "function": function}


class Choice:
    """A partial choice."""

    __slots__ = ("calls", "content", "extra", "finish_reason", "logprobs", "refusal", "role")

    def __init__(self) -> None:
        self.role: str | None = None
        self.content: list[str] = []
        self.refusal: list[str] = []
        self.extra: dict[str, list[str]] = {}
        self.calls: list[Call] | None = None
        self.finish_reason: str | None = None
        self.logprobs: Json | None = None

    def add_logprobs(self, content: list[Any] | None, refusal: list[Any] | None) -> None:
        """Appends the entries of one delta."""
        kept = self.logprobs
        if kept is None:
            kept = self.logprobs = {"content": None, "refusal": None}
        for key, entries in (("content", content), ("refusal", refusal)):
            if entries is not None:
                if kept[key] is None:
                    kept[key] = []
                kept[key].extend(entries)

    def call(self, index: int | None, ident: str | None, name: str | None) -> Call:
        """The call that a delta entry belongs to; a new one if the entry begins another call."""
        calls = self.calls
        if calls is None:
            calls = self.calls = []
        if index is None:
            index = calls[-1].index if calls and not (ident or name) else len(calls)
        for call in reversed(calls):
            if call.index == index:
                if ident and name and call.id and ident != call.id:
                    break
                return call
        call = Call(index)
        calls.append(call)
        return call

    def done(self, index: int) -> Json:
        """The finished choice."""
        message: Json = {
            "role": self.role or "assistant",
            "content": "".join(self.content) if self.content else None,
            "refusal": "".join(self.refusal) if self.refusal else None,
        }
        for key, pieces in self.extra.items():
            message[key] = "".join(pieces)
        if self.calls:
            self.calls.sort(key=lambda call: call.index)
            message["tool_calls"] = [call.done() for call in self.calls]
        return {
            "index": index,
            "message": message,
            "finish_reason": self.finish_reason,
            "logprobs": self.logprobs,
        }


def add_tool_calls(state: Choice, entries: Iterable[Json]) -> None:
    """Adds the tool calls of one delta."""
    for entry in entries:
        function = entry.get("function") or {}
        name = function.get("name")
        ident = entry.get("id")
        call = state.call(entry.get("index"), ident, name)
        if ident and not call.id:
            call.id = ident
        if entry.get("type"):
            call.type = entry["type"]
        if name and name != call.name:
            call.name = name if call.name is None else call.name + name
        arguments = function.get("arguments")
        if arguments:
            call.arguments.append(arguments)


def merge(chunks: Iterable[Json]) -> Json:
    """Merges chunks into a completion."""
    states: dict[int, Choice] = {}
    ident = model = fingerprint = created = usage = None
    for chunk in chunks:
        ident = ident or chunk.get("id")
        model = model or chunk.get("model")
        created = created or chunk.get("created")
        fingerprint = fingerprint or chunk.get("system_fingerprint")
        usage = chunk.get("usage") or usage
        for choice in chunk.get("choices") or ():
            index = choice["index"]
            state = states.get(index)
            if state is None:
                state = states[index] = Choice()
            if delta := choice.get("delta"):
                if (piece := delta.get("content")) is not None:
                    state.content.append(piece)
                if state.role is None:
                    state.role = delta.get("role")
                if entries := delta.get("tool_calls"):
                    add_tool_calls(state, entries)
                if (piece := delta.get("refusal")) is not None:
                    state.refusal.append(piece)
                for key in REASONING:
                    if (piece := delta.get(key)) is not None:
                        state.extra.setdefault(key, []).append(piece)
            if reason := choice.get("finish_reason"):
                state.finish_reason = reason
            if (logprobs := choice.get("logprobs")) is not None:
                state.add_logprobs(logprobs.get("content"), logprobs.get("refusal"))
    return {
        "id": ident,
        "object": "chat.completion",
        "created": created or 0,
        "model": model,
        "system_fingerprint": fingerprint,
        "choices": [states[index].done(index) for index in sorted(states)],
        "usage": usage,
    }
