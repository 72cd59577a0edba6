"""The chunks of one generated chat stream, like those that providers send."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

CHUNK_TYPE = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
# fmt: off
WORDS = [
    " the", " a", " lantern", "s", " at", " dusk", ",", ".", " and", " count", "ing", " slowly",
    " green", " it", "\n\n", " was", " is", " of", " to", ' "so"', " amber", " river", "bank",
    " twelve", " 42", ":", " -", "**", " caf\u00e9", " \u2014", " we", " walked", " along",
    " harbour", " because", "\u2019s", " you", " can", " I", " in", " on", " not", " letters",
    " forty", " windows", "\n", " questions",
]
ARGUMENTS = [
    '{"', "place", '":"', "north", " bank", '","', "count", '":', "12", ',"', "notes", '":["',
    "dry", '","', "windy", " and", " cold", '"],"',
]
# fmt: on
FUNCTIONS = ("look_up", "get_tide_table", "count_windows")


@dataclass
class Shape:
    """The features of one recording."""

    chunks: int
    choices: int = 1
    tools: bool = False
    calls: int = 1
    logprobs: bool = False
    top_logprobs: int = 0
    reasoning: bool = False
    azure: bool = False
    obfuscation: bool = True
    usage: bool = True
    whole_calls: bool = False
    repeats_role: bool = False
    repeats_type: bool = False
    ascii: bool = False
    model: str = "gpt-4o-2024-08-06"
    extras: Json = field(default_factory=dict)

    @classmethod
    def draw(cls, rng: random.Random, length: int) -> Shape:
        """A shape whose features are as frequent as in a test corpus with several providers."""
        provider = rng.choices(("openai", "azure", "local", "engine", "cloud"), (38, 24, 24, 7, 7))[
            0
        ]
        shape = cls(length, usage=rng.random() < 0.8, ascii=rng.random() < 0.75)
        # Streams of tool calls are short: most arguments are a word or two.
        shape.tools = rng.random() < (0.5 if length < 40 else 0.08)
        shape.calls = 2 if rng.random() < 0.2 else 1
        shape.obfuscation = provider in ("openai", "azure")
        shape.azure = provider == "azure"
        if provider == "local":
            shape.model, shape.repeats_role, shape.whole_calls = "local:3b", True, True
        elif provider == "engine":
            shape.model, shape.reasoning = "engine/small-0.6", True
        elif provider == "cloud":
            shape.model, shape.repeats_type = "cloud/70b-instruct", True
            shape.extras = {"model_id": shape.model, "model_version": "3.3.0"}
            shape.extras["created_at"] = "1970-01-01T00:00:00.000000Z"
        elif length < 80 and rng.random() < 0.11:
            # Only in short streams, because openai's state takes quadratic time for logprobs, which
            # must not decide the comparison.
            shape.logprobs, shape.tools = True, False
            shape.top_logprobs = 3 if rng.random() < 0.1 else 0
        if rng.random() < 0.04:
            shape.choices = min(rng.choice((2, 2, 2, 2, 3, 4, 5, 8)), max(2, length // 3))
        return shape

    def pieces(self) -> list[str]:
        """The texts for deltas."""
        return ARGUMENTS if self.tools else self.words()

    def words(self) -> list[str]:
        """The texts for prose."""
        return [word for word in WORDS if word.isascii() or not self.ascii]

    def messages(self, rng: random.Random) -> list[Json]:
        """The messages of the request."""
        said = "".join(rng.choice(self.words()) for _ in range(rng.choice((8, 20, 60, 150, 400))))
        return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": said}]

    def tool_definitions(self) -> list[Json]:
        """The tools of the request."""
        place = {"type": "string", "description": "where to look"}
        schema = {"type": "object", "properties": {"place": place}, "required": ["place"]}
        return [
            {"type": "function", "function": {"name": name, "parameters": schema}}
            for name in FUNCTIONS
        ]


def letters(rng: random.Random, count: int) -> str:
    """A string of ``count`` random letters and digits."""
    return "".join(rng.choices(LETTERS, k=count))


def chunks(rng: random.Random, shape: Shape, ident: str, *, turns: bool = False) -> Iterator[Json]:
    """The chunks of a stream, their choices interleaved at random or (``turns``) in turn."""
    inner = shape.chunks - shape.azure - shape.usage
    order = turn_order(rng, max(inner, 2 * shape.choices), shape.choices, turns=turns)
    if shape.azure:
        yield azure_opening(ident)
    seen = [0] * shape.choices
    left = [order.count(index) for index in range(shape.choices)]
    for index in order:
        left[index] -= 1
        choice = make_choice(rng, shape, index, seen[index], last=not left[index])
        seen[index] += 1
        yield envelope(rng, shape, ident, [choice], None)
    if shape.usage:
        yield envelope(rng, shape, ident, [], make_usage(rng, shape))


def turn_order(rng: random.Random, count: int, choices: int, *, turns: bool) -> list[int]:
    """The choice of each chunk; each choice has at least two chunks, and they begin in order."""
    opening = list(range(choices))
    order = [number % choices for number in range(count - choices)]
    if choices > 1 and not turns:
        rng.shuffle(order)
    return opening + order


def envelope(
    rng: random.Random, shape: Shape, ident: str, choices: list[Json], usage: Json | None
) -> Json:
    """A chunk with these choices; unset fields are null."""
    chunk: Json = {
        "id": ident,
        "choices": choices,
        "created": 0,
        "model": shape.model,
        "object": "chat.completion.chunk",
        "service_tier": "default" if shape.obfuscation and not shape.azure else None,
        "system_fingerprint": "fp_" + ident[-10:],
        "usage": usage,
    }
    chunk.update(shape.extras)
    if shape.obfuscation:
        chunk["obfuscation"] = letters(rng, rng.randint(1, 16))
    return chunk


def azure_opening(ident: str) -> Json:
    """The first chunk of an Azure stream: empty headers, and the prompt's filter results."""
    results: Json = {
        kind: {"filtered": False, "severity": "safe"}
        for kind in ("hate", "self_harm", "sexual", "violence")
    }
    results["jailbreak"] = {"detected": False, "filtered": False}
    return {
        "id": ident,
        "choices": [],
        "created": 0,
        "model": "",
        "object": "",
        "service_tier": None,
        "system_fingerprint": None,
        "usage": None,
        "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": results}],
    }


def make_choice(rng: random.Random, shape: Shape, index: int, at: int, *, last: bool) -> Json:
    """One choice of one chunk: the ``at``-th delta of that choice."""
    delta: Json = {
        "content": None,
        "function_call": None,
        "refusal": None,
        "role": "assistant" if at == 0 or shape.repeats_role else None,
        "tool_calls": None,
    }
    choice: Json = {"delta": delta, "finish_reason": None, "index": index, "logprobs": None}
    if shape.azure:
        choice["content_filter_results"] = {}
    if last:
        choice["finish_reason"] = "tool_calls" if shape.tools else "stop"
    elif shape.tools:
        delta["tool_calls"] = tool_deltas(rng, shape, at)
    elif shape.reasoning and at < 0.6 * shape.chunks:
        delta["reasoning"] = rng.choice(shape.pieces())
    elif at == 0 and not shape.repeats_role:
        delta["content"] = ""
    else:
        # Mostly a word; some providers send a few at once.
        words = rng.choices((1, 2, 6), (86, 10, 4))[0]
        delta["content"] = "".join(rng.choices(shape.pieces(), k=words))
        if shape.logprobs:
            choice["logprobs"] = make_logprobs(rng, shape, delta["content"])
    return choice


def tool_deltas(rng: random.Random, shape: Shape, at: int) -> list[Json] | None:
    """The tool calls of the ``at``-th delta of a choice: a head, then fragments of arguments."""
    per_call = max((shape.chunks // shape.choices - 2) // shape.calls, 1)
    number, place = min(at // per_call, shape.calls - 1), at % per_call
    if shape.whole_calls:
        if at >= shape.calls:
            return None
        return [tool_delta(rng, at, '{"place":"' + letters(rng, 8) + '"}', head=True)]
    head = place == 0 and at == number * per_call
    call = tool_delta(rng, number, "" if head else rng.choice(ARGUMENTS), head=head)
    if shape.repeats_type:
        call["type"] = "function"
    return [call]


def tool_delta(rng: random.Random, number: int, arguments: str, *, head: bool) -> Json:
    """One entry; id, type and name are null except on the head."""
    return {
        "index": number,
        "id": "call_" + letters(rng, 24) if head else None,
        "function": {"arguments": arguments, "name": rng.choice(FUNCTIONS) if head else None},
        "type": "function" if head else None,
    }


def make_logprobs(rng: random.Random, shape: Shape, token: str) -> Json:
    """The log probabilities of one token."""
    entry = {"token": token, "bytes": list(token.encode()), "logprob": -rng.expovariate(2)}
    others = [
        {"token": other, "bytes": list(other.encode()), "logprob": -rng.expovariate(0.3)}
        for other in rng.sample(WORDS, shape.top_logprobs)
    ]
    return {"content": [{**entry, "top_logprobs": others}], "refusal": None}


def make_usage(rng: random.Random, shape: Shape) -> Json:
    """The usage of the last chunk, cumulative."""
    prompt = rng.randint(20, 900)
    detailed = shape.obfuscation
    return {
        "completion_tokens": shape.chunks,
        "prompt_tokens": prompt,
        "total_tokens": shape.chunks + prompt,
        "completion_tokens_details": {
            "accepted_prediction_tokens": 0,
            "audio_tokens": 0,
            "reasoning_tokens": 0,
            "rejected_prediction_tokens": 0,
        }
        if detailed
        else None,
        "prompt_tokens_details": {"audio_tokens": 0, "cached_tokens": 0} if detailed else None,
    }
