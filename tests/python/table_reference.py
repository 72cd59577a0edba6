"""The rows of tables as plain Python makes them from loaded recordings, family by family."""

from __future__ import annotations

import json
import re
from typing import Any

import deltafold

Row = dict[str, Any]

REASONING = ("reasoning_content", "reasoning", "reasoning_text", "thinking")
CALLS = ("tool_use", "server_tool_use", "function_call", "custom_tool_call", "mcp_call")


def compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def text(value: Any) -> str | None:
    """A text, unless it is empty."""
    return value if isinstance(value, str) and value else None


def call(of: dict[str, Any], outer: dict[str, Any] | None = None) -> Row:
    outer = of if outer is None else outer
    arguments = next(
        (of[key] for key in ("arguments", "input", "args") if of.get(key) is not None), ""
    )
    ids = (text(outer.get(key)) for key in ("call_id", "id", "toolUseId"))
    return {
        "id": next((one for one in ids if one), None),
        "type": text(outer.get("type")),
        "name": text(of.get("name")),
        "arguments": arguments if isinstance(arguments, str) else compact(arguments),
    }


class Choice:
    def __init__(self, index: int, role: Any, finish: Any) -> None:
        self.index, self.role, self.finish = index, text(role), text(finish)
        self.content: str | None = None
        self.reasoning: str | None = None
        self.refusal: str | None = None
        self.calls: list[Row] = []

    def say(self, piece: str) -> None:
        self.content = (self.content or "") + piece

    def think(self, piece: str) -> None:
        self.reasoning = (self.reasoning or "") + piece

    def refuse(self, piece: str) -> None:
        self.refusal = (self.refusal or "") + piece

    def message(self, message: dict[str, Any]) -> None:
        """A message of a chat, of OpenAI's or Ollama's."""
        self.role = text(message.get("role"))
        self.blocks(message.get("content"))
        for key, value in message.items():
            if key in REASONING and text(value) and value != self.reasoning:
                self.think(value)
        self.refusal = text(message.get("refusal")) or self.refusal
        for key, value in message.items():
            if key == "tool_calls":
                for entry in value or []:
                    inner = entry.get("function") or entry.get("custom")
                    self.calls.append(call(inner or entry, entry))
            elif key == "function_call" and value is not None:
                self.calls.append(call(value))

    def blocks(self, content: Any) -> None:
        if isinstance(content, str):
            self.say(content)
        elif isinstance(content, list):
            for one in content:
                self.blocks(one)
        elif isinstance(content, dict):
            self.block(content)

    def block(self, block: dict[str, Any]) -> None:
        kind = block.get("type")
        if kind in ("text", "output_text", "summary_text", "reasoning_text"):
            self.say(block.get("text") or "")
        elif kind in ("message", "model_output"):
            self.role = self.role or text(block.get("role"))
            self.blocks(block.get("content"))
        elif kind == "refusal":
            self.refuse(block.get("refusal") or block.get("text") or "")
        elif kind in ("thinking", "thought", "reasoning"):
            for key in ("thinking", "summary", "content", "text"):
                inner = Choice(0, None, None)
                inner.blocks(block.get(key))
                if inner.content:
                    self.think(inner.content)
        elif kind in CALLS:
            self.calls.append(call(block))
        elif kind is None:
            self.part(block)

    def part(self, part: dict[str, Any]) -> None:
        """A part of Google's."""
        if isinstance(part.get("text"), str):
            (self.think if part.get("thought") is True else self.say)(part["text"])
        for key in ("function_call", "functionCall"):
            if part.get(key) is not None:
                self.calls.append(call(part[key]))


def choices_of(recording: deltafold.Recording) -> list[Choice]:
    """The choices of a recording's completion; none if it has none."""
    try:
        done = json.loads(recording.completion.to_json())
    except (deltafold.MergeError, deltafold.RecordingError):
        return []
    return choices_in(done)


def choices_in(done: dict[str, Any]) -> list[Choice]:
    found = []
    if isinstance(done.get("choices"), list):
        for place, entry in enumerate(done["choices"]):
            index = entry.get("index")
            one = Choice(
                index if isinstance(index, int) else place, None, entry.get("finish_reason")
            )
            if isinstance(entry.get("message"), dict):
                one.message(entry["message"])
            elif "text" in entry:
                one.content = text(entry["text"])
            found.append(one)
    elif "candidates" in done:
        for place, entry in enumerate(done["candidates"] or []):
            content = entry.get("content") or {}
            finish = entry.get("finish_reason") or entry.get("finishReason")
            one = Choice(entry.get("index", place), content.get("role"), finish)
            one.blocks(content.get("parts"))
            found.append(one)
    elif "done_reason" in done or "done" in done:
        one = Choice(0, None, done.get("done_reason"))
        if isinstance(done.get("message"), dict):
            one.message(done["message"])
        else:
            one.content, one.reasoning = text(done.get("response")), text(done.get("thinking"))
        found.append(one)
    elif isinstance(done.get("message"), dict):
        one = Choice(0, None, done.get("finish_reason"))
        one.message(done["message"])
        if text(done["message"].get("tool_plan")):
            one.think(done["message"]["tool_plan"])
        found.append(one)
    elif isinstance(done.get("output"), dict):
        message = done["output"].get("message") or {}
        one = Choice(0, message.get("role"), done.get("stopReason"))
        for block in message.get("content") or []:
            for kind, value in block.items():
                if kind == "text":
                    one.say(value)
                elif kind == "toolUse":
                    one.calls.append(call(value))
                elif kind == "reasoningContent" and text(
                    (value.get("reasoningText") or {}).get("text")
                ):
                    one.think(value["reasoningText"]["text"])
                elif kind == "citationsContent":
                    for part in value.get("content") or []:
                        if text(part.get("text")):
                            one.say(part["text"])
        found.append(one)
    else:
        finish = text(done.get("stop_reason")) or done.get("status")
        one = Choice(0, done.get("role"), finish)
        for key in ("content", "output", "outputs", "steps"):
            one.blocks(done.get(key))
        found.append(one)
    return found


def scrubbed(value: Any) -> Any:
    """With U+FFFD for each lone surrogate, which the UTF-8 of a column cannot hold."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "\ufffd", value)
    if isinstance(value, list):
        return [scrubbed(one) for one in value]
    if isinstance(value, dict):
        return {key: scrubbed(one) for key, one in value.items()}
    return value


def choice_rows(recording: deltafold.Recording) -> list[Row]:
    """The columns of `choices` that are read from the completion."""
    return [
        scrubbed(
            {
                "recording": recording.path,
                "number": recording.number,
                "choice_index": one.index,
                "role": one.role,
                "content": one.content,
                "reasoning": one.reasoning,
                "refusal": one.refusal,
                "finish_reason": one.finish,
                "tool_calls": [{"index": place, **made} for place, made in enumerate(one.calls)],
            }
        )
        for one in choices_of(recording)
    ]


def usage_of(done: dict[str, Any]) -> dict[str, int | None]:
    """The five counts, whatever a provider calls them."""
    usage: dict[str, Any] = {}
    for key in ("usage", "usage_metadata", "usageMetadata"):
        usage.update(done.get(key) or {})
    usage.update({key: done[key] for key in ("prompt_eval_count", "eval_count") if key in done})
    flat = {key: value for key, value in usage.items() if type(value) is int}
    for outer, inner in usage.items():
        if isinstance(inner, dict):
            flat.update(
                {f"{outer}.{key}": value for key, value in inner.items() if type(value) is int}
            )

    def first(*names: str) -> int | None:
        return next((flat[name] for name in names if name in flat), None)

    thoughts = first("thoughts_token_count", "thoughtsTokenCount", "total_thought_tokens")
    output = first(
        "completion_tokens", "output_tokens", "candidates_token_count", "candidatesTokenCount",
        "eval_count", "outputTokens", "tokens.output_tokens", "total_output_tokens",
    )  # fmt: skip
    if thoughts is not None:
        output = (output or 0) + thoughts
    return {
        "prompt_tokens": first(
            "prompt_tokens", "input_tokens", "prompt_token_count", "promptTokenCount",
            "prompt_eval_count", "inputTokens", "tokens.input_tokens", "total_input_tokens",
        ),
        "completion_tokens": output,
        "total_tokens": first("total_tokens", "total_token_count", "totalTokenCount", "totalTokens"),
        "cached_tokens": first(
            "prompt_tokens_details.cached_tokens", "input_tokens_details.cached_tokens",
            "cache_read_input_tokens", "cached_content_token_count", "cachedContentTokenCount",
            "cacheReadInputTokens", "total_cached_tokens", "prompt_cache_hit_tokens", "cached_tokens",
        ),
        "reasoning_tokens": first(
            "completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens",
            "output_tokens_details.thinking_tokens", "thoughts_token_count", "thoughtsTokenCount",
            "total_thought_tokens", "reasoning_tokens",
        ),
    }  # fmt: skip
