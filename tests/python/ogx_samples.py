"""Bodies of synthetic recordings: classes of the SDKs, right and wrong."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any

from types_samples import CHUNKS, COMPLETIONS, LOGPROBS, OTHERS, USAGE, chunk, delta

CHUNK = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk"
CHAT = "openai.types.chat.chat_completion.ChatCompletion"
MODEL = "openai.types.model.Model"
COMPLETION = "openai.types.completion.Completion"
EMBEDDINGS = "openai.types.create_embedding_response.CreateEmbeddingResponse"
MODERATION = "openai.types.moderation_create_response.ModerationCreateResponse"
RESPONSE = "openai.types.responses.response.Response"
OLLAMA = "ollama._types."

BIG = 10**30
TOOL_CALLS = [
    {"index": 0, "id": "c1", "function": {"name": "f", "arguments": '{"a"'}, "type": "function"},
    {"index": 1, "id": None, "function": None, "type": None},
    {"index": 2, "id": "c3", "type": "custom", "custom": {"name": "g", "input": "x"}},
    {"index": 0, "id": None, "function": {"name": None, "arguments": ": 1}"}, "type": "function"},
]

WRONG_CHUNKS: list[Any] = [
    {},
    [],
    None,
    "text",
    5,
    chunk(object=""),
    chunk(object=None),
    chunk(created=None),
    chunk(created="1700000000"),
    chunk(created=1700000000.0),
    chunk(created=1700000000.5),
    chunk(created=True),
    chunk(created=BIG),
    chunk(created=math.nan),
    chunk(id=1),
    chunk(id="\ud83d"),
    chunk(model=None),
    chunk(choices=None),
    chunk(choices={}),
    chunk(choices=[None]),
    chunk(choices=[[]]),
    chunk(choices=[delta(0, "not a reason", content="a")]),
    chunk(choices=[delta(True, content="a")]),
    chunk(choices=[{**delta(content="a"), "index": "0"}]),
    chunk(choices=[{**delta(content=5), "index": 1.0}]),
    chunk(choices=[{"delta": None, "index": 0, "finish_reason": None}]),
    chunk(choices=[{"index": 0}]),
    chunk(choices=[delta(content="a", role="robot")]),
    chunk(choices=[delta(content="\udc00 lone", reasoning={"deep": [{"x": [1, 1.0, True]}]})]),
    chunk(choices=[delta(tool_calls=TOOL_CALLS)]),
    chunk(choices=[delta(tool_calls=[{"function": {"arguments": "{}"}}])]),
    chunk(choices=[delta(tool_calls={"index": 0})]),
    chunk(choices=[{**delta(content="x"), "logprobs": {**LOGPROBS, "content": [{"token": 1}]}}]),
    chunk(
        choices=[{**delta(content="x"), "content_filter_results": {"hate": {"filtered": False}}}]
    ),
    chunk(service_tier="none of these"),
    chunk(usage={**USAGE, "total_tokens": "18"}),
    chunk(usage={**USAGE, "total_tokens": 18.0, "prompt_tokens": True}),
    chunk(usage={}),
    chunk(obfuscation="xyz", _private=1, model_extra=2, cls=3),
    chunk(_fields_set=["id"]),
    chunk(self=1, **{"": 1, "a b": 2, "é": 3, "\ud800": 4}),
]

WRONG_COMPLETIONS: list[Any] = [
    {**COMPLETIONS[0], "object": "", "created": 1.5},
    {**COMPLETIONS[0], "choices": [{"message": {"tool_calls": [{"type": "else", "id": 1}]}}]},
    {**COMPLETIONS[1], "choices": [{"message": {"tool_calls": [{"type": "custom"}]}}]},
    {**COMPLETIONS[2], "usage": None, "choices": None},
    {**COMPLETIONS[2], "metadata": {"a": 1}, "moderation": {"input": 1}},
]


def model(**changes: Any) -> dict[str, Any]:
    """An entry of a list of models."""
    return {"id": "m", "created": 1, "object": "model", "owned_by": "o", **changes}


def embeddings(*vectors: Any, **changes: Any) -> dict[str, Any]:
    """A response with these embeddings."""
    data = [
        {"embedding": vector, "index": index, "object": "embedding"}
        for index, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"data": data, "model": "m", "object": "list", "usage": usage, **changes}


def text_chunk(**changes: Any) -> dict[str, Any]:
    """A chunk of an older completion."""
    choice = {"finish_reason": None, "index": 0, "logprobs": None, "text": " a"}
    return {**OTHERS[2][1], "choices": [{**choice, **changes.pop("choice", {})}], **changes}


MODERATIONS = {
    "id": "modr-1",
    "model": "omni",
    "results": [
        {
            "categories": {"violence": False, "self-harm/intent": True},
            "category_scores": {"violence": 0.5, "self-harm/intent": 1},
            "category_applied_input_types": {"violence": ["text"], "sexual/minors": []},
            "flagged": False,
        }
    ],
}

RESPONSES = {
    "id": "resp_1",
    "created_at": 1.5,
    "model": "gpt-4o",
    "object": "response",
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {"a": "b"},
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [
        {"type": "function", "name": "f", "parameters": {"a": [1]}, "strict": True},
        {"type": "web_search_preview"},
        {"type": "not known", "x": 1},
    ],
    "output": [
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "status": "completed",
            "content": [
                {"type": "output_text", "text": "Hi", "annotations": [], "logprobs": None},
                {"type": "refusal", "refusal": "no"},
            ],
        },
        {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}", "id": "fc"},
        {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "s"}]},
        {"type": "unheard of", "id": 1},
    ],
    "temperature": 1,
    "top_p": 1.0,
    "text": {"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}}},
    "usage": {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 3,
    },
}

OLLAMA_MESSAGE = {
    "role": "assistant",
    "content": "Hi",
    "thinking": None,
    "images": None,
    "tool_name": None,
    "tool_calls": [{"function": {"name": "f", "arguments": {"a": [1, 1.5, {"b": None}]}}}],
}
OLLAMA_TIMES = {
    "model": "llama",
    "created_at": "1970-01-01T00:00:00.000000Z",
    "done": True,
    "done_reason": "stop",
    "total_duration": 0,
    "load_duration": None,
    "prompt_eval_count": 1,
    "prompt_eval_duration": 0,
    "eval_count": 2,
    "eval_duration": 0,
}
OLLAMA_DETAILS = {
    "parent_model": "",
    "format": "gguf",
    "family": "llama",
    "families": ["llama"],
    "parameter_size": "1B",
    "quantization_level": "Q4",
}
OLLAMA_RUNNING = {
    "model": "llama",
    "name": "llama",
    "digest": "abc",
    "expires_at": "2025-01-01T01:02:03.123456+02:00",
    "size": 123,
    "size_vram": 1536,
    "details": OLLAMA_DETAILS,
    "context_length": 4096,
}
OLLAMA_LISTED = {
    "model": "llama",
    "modified_at": "2025-01-01T01:02:03Z",
    "digest": "abc",
    "size": 1300000000,
    "details": OLLAMA_DETAILS,
}

#: Right data of each class, which tests change at will.
SDK: list[tuple[str, Any]] = [
    *((CHUNK, data) for data in CHUNKS),
    *((CHAT, data) for data in COMPLETIONS),
    (MODEL, model()),
    (MODEL, model(type="llm", shutdown_date=None)),
    (COMPLETION, OTHERS[2][1]),
    (COMPLETION, text_chunk(choice={"finish_reason": "stop"})),
    (EMBEDDINGS, embeddings([0.5, -1.25e-05], [1.0, 0.0])),
    (MODERATION, MODERATIONS),
    (RESPONSE, RESPONSES),
    (OLLAMA + "ChatResponse", {**OLLAMA_TIMES, "message": OLLAMA_MESSAGE, "logprobs": None}),
    (OLLAMA + "GenerateResponse", {**OLLAMA_TIMES, "response": "Hi", "context": [1, 2]}),
    (OLLAMA + "ProcessResponse", {"models": [OLLAMA_RUNNING]}),
    (OLLAMA + "ListResponse", {"models": [OLLAMA_LISTED, OLLAMA_LISTED]}),
]

#: Data that the classes refuse or bend.
WRONG: list[tuple[str, Any]] = [
    *((CHUNK, data) for data in WRONG_CHUNKS),
    *((CHAT, data) for data in WRONG_COMPLETIONS),
    (MODEL, model(created=None)),
    (MODEL, model(created=None, custom_metadata={"a": [1]}, object="")),
    (COMPLETION, text_chunk()),
    (COMPLETION, text_chunk(choice={"text": None, "logprobs": {"tokens": [1], "x": 1}})),
    (EMBEDDINGS, embeddings([0, 1, -0.0, 2**53 + 1, BIG, 1e400, math.nan], [])),
    (EMBEDDINGS, embeddings(["0.5", True, None])),
    (EMBEDDINGS, embeddings("AAAA", None)),
    (MODERATION, {**MODERATIONS, "results": [{"flagged": "yes"}]}),
    (RESPONSE, {**RESPONSES, "output": [{"type": "message", "content": [{"type": "x"}]}]}),
    (RESPONSE, {"output": None}),
    (OLLAMA + "ChatResponse", {**OLLAMA_TIMES, "message": {**OLLAMA_MESSAGE, "role": 1}}),
    (OLLAMA + "ChatResponse", {**OLLAMA_TIMES, "extra": [1]}),
    (OLLAMA + "ProcessResponse", {"models": [{**OLLAMA_RUNNING, "size": "no size"}]}),
    (OLLAMA + "ProcessResponse", {"models": [{**OLLAMA_RUNNING, "expires_at": "never"}]}),
    (OLLAMA + "ProcessResponse", {"models": [{**OLLAMA_RUNNING, "size_vram": "1.5KiB"}]}),
    (OLLAMA + "ListResponse", {"models": None}),
]

#: Names that give no class, or none that can be used.
NAMES: list[Any] = [
    "",
    ".",
    "x",
    ".x",
    "x.",
    "..x.y",
    "openai.types.Missing",
    "openai.types.missing.Missing",
    "openai.types.chat.chat_completion_chunk",
    "openai.types.chat.chat_completion_chunk.ChatCompletionChunk.Choice",
    "openai.types.chat.chat_completion_chunk.NotThere",
    "ogx_api.tools.ToolInvocationResult",
    "builtins.dict",
    "builtins.len",
    "json.loads",
    "os.path",
    "a\x00b.c",
    "\ud800.c",
    "é.ü",
    "a b.c",
    None,
    5,
    ["a", "b"],
    {"a": 1},
    True,
]


def changed(data: Any, change: Callable[[Any], Any]) -> Any:
    """A copy of some data with a change."""
    copied = copy.deepcopy(data)
    change(copied)
    return copied
