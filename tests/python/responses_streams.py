"""Streams of OpenAI's Responses made of openai's own types, as its servers send them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openai.types import responses as r
from openai.types.responses import response_output_text as parts
from openai.types.responses import response_reasoning_item as thoughts
from openai.types.responses.response_output_item import McpCall

WORDS = ["", "a", "Sal", "ve ", '"quoted"', "back\\slash", "é", "😀", "\n", "\u2028", "{", "}", "0"]


@dataclass
class Made:
    """A stream and the response that it stands for."""

    response: r.Response
    events: list[Any]


@dataclass
class Strand:
    """The events of one item, in order, and the item that they make."""

    item: Any
    events: list[Any] = field(default_factory=list)


def split(text: str, dice: random.Random) -> list[str]:
    """A text in pieces, in order; some may be empty."""
    ends = sorted(dice.randint(0, len(text)) for _ in range(dice.randint(0, 4)))
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]


def words(dice: random.Random) -> str:
    return "".join(dice.choices(WORDS, k=dice.randint(0, 8)))


def arguments(dice: random.Random) -> str:
    """Never two objects: of a whole one and the same again, only one is kept."""
    first, brace, rest = words(dice).partition("{")
    return first + brace + rest.replace("{", "a")


def response(status: str, output: list[Any], **more: Any) -> r.Response:
    members = {
        "id": "resp_1",
        "created_at": 1700000000,
        "error": None,
        "incomplete_details": None,
        "instructions": "Be brief.",
        "metadata": {},
        "model": "gpt-made",
        "object": "response",
        "output": [item.to_dict() for item in output],
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "status": status,
        "text": {"format": {"type": "text"}},
        "truncation": "disabled",
        "usage": None,
        **more,
    }
    return r.Response.model_validate(members)


class Maker:
    """Makes the events of a stream; their numbers come last."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice

    def stream(self, items: int) -> Made:
        """A stream with so many items, without the event that ends it."""
        kinds = [self.message, self.message, self.call, self.custom, self.thoughts, self.search]
        kinds += [self.code, self.mcp]
        strands = [self.dice.choice(kinds)(at) for at in range(items)]
        begun = response("in_progress", [])
        events: list[Any] = [
            r.ResponseCreatedEvent(type="response.created", response=begun, sequence_number=0),
            r.ResponseInProgressEvent(
                type="response.in_progress", response=begun, sequence_number=0
            ),
            *self.interleaved([strand.events for strand in strands]),
        ]
        for number, event in enumerate(events):
            event.sequence_number = number
        usage = {
            "input_tokens": 3,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 4,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 7,
        }
        items_made = [strand.item for strand in strands]
        return Made(response("completed", items_made, usage=usage), events)

    def interleaved(self, strands: list[list[Any]]) -> Iterator[Any]:
        """Each strand in its order; an item is added after the ones before it."""
        left = [list(strand) for strand in strands]
        begun = 0
        while any(left):
            choices = [at for at, strand in enumerate(left[: begun + 1]) if strand]
            at = self.dice.choice(choices)
            begun = max(begun, at + 1)
            yield left[at].pop(0)

    def item(self, at: int, empty: Any, whole: Any, between: list[Any]) -> Strand:
        added = r.ResponseOutputItemAddedEvent(
            type="response.output_item.added", item=empty, output_index=at, sequence_number=0
        )
        done = r.ResponseOutputItemDoneEvent(
            type="response.output_item.done", item=whole, output_index=at, sequence_number=0
        )
        return Strand(whole, [added, *between, done])

    def message(self, at: int) -> Strand:
        id_ = f"msg_{at}"
        whole: list[Any] = []
        events: list[Any] = []
        for part_at in range(self.dice.randint(0, 3)):
            where = {"item_id": id_, "output_index": at, "content_index": part_at}
            make = self.dice.choice([self.text, self.text, self.refusal])
            part, more = make(where)
            whole.append(part)
            events += more
        fixed = {"id": id_, "role": "assistant", "type": "message"}
        message = r.ResponseOutputMessage.model_validate
        empty = message({**fixed, "content": [], "status": "in_progress"})
        done = message({**fixed, "content": whole, "status": "completed"})
        return self.item(at, empty, done, events)

    def text(self, where: dict[str, Any]) -> tuple[Any, list[Any]]:
        text = words(self.dice)
        events: list[Any] = [self.part("added", where, self.output_text("", [], []))]
        logprobs: list[Any] = []
        for piece in split(text, self.dice):
            entry = {"token": piece, "logprob": -0.5, "top_logprobs": []}
            probs = [entry] if self.dice.random() < 0.3 else []
            logprobs += probs
            event = {**where, "delta": piece, "logprobs": probs, "sequence_number": 0}
            events.append(
                r.ResponseTextDeltaEvent.model_validate(
                    {**event, "type": "response.output_text.delta"}
                )
            )
        citations: list[Any] = [
            {"type": "url_citation", "start_index": 0, "end_index": n, "title": "t", "url": f"u{n}"}
            for n in range(self.dice.randint(0, 2))
        ]
        for index, citation in enumerate(citations):
            annotated = {**where, "annotation_index": index, "annotation": citation}
            events.append(
                r.ResponseOutputTextAnnotationAddedEvent.model_validate(
                    {
                        **annotated,
                        "sequence_number": 0,
                        "type": "response.output_text.annotation.added",
                    }
                )
            )
        done = {**where, "text": text, "logprobs": logprobs, "sequence_number": 0}
        part = self.output_text(text, citations, logprobs)
        events += [
            r.ResponseTextDoneEvent.model_validate({**done, "type": "response.output_text.done"}),
            self.part("done", where, part),
        ]
        return part, events

    def output_text(self, text: str, annotations: list[Any], logprobs: list[Any]) -> Any:
        with_bytes = [{**entry, "bytes": []} for entry in logprobs]
        return parts.ResponseOutputText.model_validate(
            {"type": "output_text", "text": text, "annotations": annotations}
            | {"logprobs": with_bytes}
        )

    def part(self, what: str, where: dict[str, Any], part: Any) -> Any:
        made = {**where, "part": part.to_dict(), "type": f"response.content_part.{what}"}
        if what == "added":
            return r.ResponseContentPartAddedEvent.model_validate({**made, "sequence_number": 0})
        return r.ResponseContentPartDoneEvent.model_validate({**made, "sequence_number": 0})

    def refusal(self, where: dict[str, Any]) -> tuple[Any, list[Any]]:
        refusal = words(self.dice)
        make = r.ResponseOutputRefusal
        whole = make(type="refusal", refusal=refusal)
        events: list[Any] = [self.part("added", where, make(type="refusal", refusal=""))]
        events += [
            r.ResponseRefusalDeltaEvent(
                type="response.refusal.delta", delta=piece, sequence_number=0, **where
            )
            for piece in split(refusal, self.dice)
        ]
        events += [
            r.ResponseRefusalDoneEvent(
                type="response.refusal.done", refusal=refusal, sequence_number=0, **where
            ),
            self.part("done", where, whole),
        ]
        return whole, events

    def grown(
        self, at: int, make: Any, fixed: dict[str, Any], key: str, delta: Any, done: Any
    ) -> Strand:
        """An item with one text, and the classes of the events that bring it."""
        value = arguments(self.dice)
        kind = delta.model_fields["type"].annotation.__args__[0]
        where: dict[str, Any] = {"item_id": fixed["id"], "output_index": at, "sequence_number": 0}
        events = [delta(type=kind, delta=piece, **where) for piece in split(value, self.dice)]
        last = {**where, key: value, "type": kind.removesuffix("delta") + "done"}
        if "name" in done.model_fields:
            last["name"] = fixed["name"]
        events.append(done.model_validate(last))
        status = "status" in make.model_fields
        begun = {"status": "in_progress"} if status else {}
        ended = {"status": "completed"} if status else {}
        empty = make.model_validate({**fixed, key: "", **begun})
        return self.item(at, empty, make.model_validate({**fixed, key: value, **ended}), events)

    def call(self, at: int) -> Strand:
        fixed = {"id": f"fc_{at}", "call_id": f"call_{at}", "name": "look", "type": "function_call"}
        delta, done = (
            r.ResponseFunctionCallArgumentsDeltaEvent,
            r.ResponseFunctionCallArgumentsDoneEvent,
        )
        return self.grown(at, r.ResponseFunctionToolCall, fixed, "arguments", delta, done)

    def custom(self, at: int) -> Strand:
        fixed = {"id": f"ct_{at}", "call_id": f"call_{at}", "name": "sh"}
        fixed["type"] = "custom_tool_call"
        delta, done = (
            r.ResponseCustomToolCallInputDeltaEvent,
            r.ResponseCustomToolCallInputDoneEvent,
        )
        return self.grown(at, r.ResponseCustomToolCall, fixed, "input", delta, done)

    def mcp(self, at: int) -> Strand:
        fixed = {"id": f"mcp_{at}", "name": "look", "server_label": "s", "type": "mcp_call"}
        delta, done = r.ResponseMcpCallArgumentsDeltaEvent, r.ResponseMcpCallArgumentsDoneEvent
        return self.grown(at, McpCall, fixed, "arguments", delta, done)

    def code(self, at: int) -> Strand:
        fixed = {"id": f"ci_{at}", "container_id": "c", "outputs": None}
        fixed["type"] = "code_interpreter_call"
        delta, done = (
            r.ResponseCodeInterpreterCallCodeDeltaEvent,
            r.ResponseCodeInterpreterCallCodeDoneEvent,
        )
        return self.grown(at, r.ResponseCodeInterpreterToolCall, fixed, "code", delta, done)

    def search(self, at: int) -> Strand:
        fixed = {"id": f"ws_{at}", "action": {"type": "search", "query": "q"}}
        fixed["type"] = "web_search_call"
        make = r.ResponseFunctionWebSearch.model_validate
        empty = make({**fixed, "status": "in_progress"})
        where: dict[str, Any] = {"item_id": f"ws_{at}", "output_index": at, "sequence_number": 0}
        events = [
            r.ResponseWebSearchCallInProgressEvent(
                type="response.web_search_call.in_progress", **where
            ),
            r.ResponseWebSearchCallSearchingEvent(
                type="response.web_search_call.searching", **where
            ),
            r.ResponseWebSearchCallCompletedEvent(
                type="response.web_search_call.completed", **where
            ),
        ]
        return self.item(at, empty, make({**fixed, "status": "completed"}), events)

    def thoughts(self, at: int) -> Strand:
        fixed: dict[str, Any] = {"id": f"rs_{at}", "type": "reasoning"}
        events: list[Any] = []
        summary: list[Any] = []
        for index in range(self.dice.randint(0, 2)):
            where = {"item_id": fixed["id"], "output_index": at, "summary_index": index}
            text = words(self.dice)
            summary.append(thoughts.Summary(type="summary_text", text=text))
            events += list(self.summary_events(where, text))
        make = r.ResponseReasoningItem.model_validate
        whole: dict[str, Any] = {**fixed, "summary": [part.to_dict() for part in summary]}
        content = words(self.dice)
        if content:
            whole["content"] = [{"type": "reasoning_text", "text": content}]
            events += self.content_events({"item_id": fixed["id"], "output_index": at}, content)
        return self.item(at, make({**fixed, "summary": []}), make(whole), events)

    def summary_events(self, where: dict[str, Any], text: str) -> Iterator[Any]:
        at = {**where, "sequence_number": 0}
        added, done = (
            r.ResponseReasoningSummaryPartAddedEvent,
            r.ResponseReasoningSummaryPartDoneEvent,
        )
        name = "response.reasoning_summary_part"
        part = {"type": "summary_text", "text": ""}
        yield added.model_validate({**at, "part": part, "type": f"{name}.added"})
        for piece in split(text, self.dice):
            yield r.ResponseReasoningSummaryTextDeltaEvent(
                type="response.reasoning_summary_text.delta", delta=piece, **at
            )
        yield r.ResponseReasoningSummaryTextDoneEvent(
            type="response.reasoning_summary_text.done", text=text, **at
        )
        yield done.model_validate({**at, "part": {**part, "text": text}, "type": f"{name}.done"})

    def content_events(self, where: dict[str, Any], text: str) -> list[Any]:
        at = {**where, "content_index": 0, "sequence_number": 0}
        events: list[Any] = [
            r.ResponseReasoningTextDeltaEvent(
                type="response.reasoning_text.delta", delta=piece, **at
            )
            for piece in split(text, self.dice)
        ]
        last = r.ResponseReasoningTextDoneEvent(
            type="response.reasoning_text.done", text=text, **at
        )
        return [*events, last]
