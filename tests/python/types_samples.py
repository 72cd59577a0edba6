"""Chat data written for the tests of the mirrored types: `(class name, dict)` pairs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deltafold._core import Field, Sequence, View, field
from deltafold.types.chat import ChatCompletionChunk

USAGE = {
    "completion_tokens": 7,
    "prompt_tokens": 11,
    "total_tokens": 18,
    "completion_tokens_details": {"reasoning_tokens": 2, "accepted_prediction_tokens": None},
    "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 1, "vendor": "x"},
}

LOGPROBS = {
    "content": [
        {
            "token": "Hé",
            "bytes": [72, 195, 169],
            "logprob": -0.25,
            "top_logprobs": [{"token": "Ho", "bytes": None, "logprob": -1.5}],
        },
        {"token": "!", "bytes": [], "logprob": -9999.0, "top_logprobs": []},
    ],
    "refusal": None,
}


def chunk(**changes: Any) -> dict[str, Any]:
    """A chunk as recorders store it: with a null for each unset field."""
    return {
        "id": "chatcmpl-9",
        "choices": [
            {
                "delta": {
                    "content": 'Grüße \U0001f600 "quoted" \\ / \x7f\u2028',
                    "function_call": None,
                    "refusal": None,
                    "role": "assistant",
                    "tool_calls": None,
                },
                "finish_reason": None,
                "index": 0,
                "logprobs": None,
            }
        ],
        "created": 1700000000,
        "model": "model-a",
        "object": "chat.completion.chunk",
        "service_tier": None,
        "system_fingerprint": "fp_1",
        "usage": None,
        **changes,
    }


def delta(index: int = 0, finish_reason: str | None = None, **members: Any) -> dict[str, Any]:
    """A choice of a chunk with these members in its delta."""
    return {"delta": members, "index": index, "finish_reason": finish_reason}


CHUNKS: list[dict[str, Any]] = [
    chunk(),
    chunk(choices=[]),
    chunk(choices=[delta(), delta(1, "stop", content="")], usage=USAGE),
    chunk(
        choices=[delta(0, content="a", reasoning="because", token_ids=[1, 2])],
        x_vendor={"a": [None]},
    ),
    chunk(
        choices=[
            delta(
                tool_calls=[
                    {"index": 0, "id": "call_1", "function": {"name": "f", "arguments": ""}},
                    {
                        "index": 1,
                        "function": {"arguments": '{"a": 1}'},
                        "type": "function",
                        "extra": 1,
                    },
                ]
            )
        ],
        service_tier="flex",
    ),
    chunk(choices=[{**delta(content="Hé!"), "logprobs": LOGPROBS}]),
    chunk(choices=[delta(function_call={"name": "f", "arguments": None}, refusal="no")]),
    chunk(
        moderation={
            "input": {"type": "error", "code": "c", "message": "m"},
            "output": {
                "type": "moderation_results",
                "model": "m",
                "results": [
                    {
                        "categories": {"violence": False},
                        "category_applied_input_types": {"violence": ["text"]},
                        "category_scores": {"violence": 0.001},
                        "flagged": False,
                        "model": "m",
                        "type": "moderation_result",
                    }
                ],
            },
        }
    ),
]


def completion(message: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A completion with one choice."""
    choice = {"finish_reason": "stop", "index": 0, "message": {"role": "assistant", **message}}
    return {
        "id": "chatcmpl-9",
        "choices": [choice],
        "created": 1700000000,
        "model": "model-a",
        "object": "chat.completion",
        **changes,
    }


COMPLETIONS: list[dict[str, Any]] = [
    completion({"content": "Hi", "refusal": None}, usage=USAGE),
    completion(
        {
            "content": None,
            "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                {"id": "2", "type": "custom", "custom": {"name": "g", "input": "x"}},
            ],
        }
    ),
    completion(
        {
            "content": "See",
            "annotations": [
                {
                    "type": "url_citation",
                    "url_citation": {"end_index": 3, "start_index": 0, "title": "T", "url": "u"},
                }
            ],
            "audio": {"id": "a", "data": "AAAA", "expires_at": 5, "transcript": "t"},
            "function_call": {"name": "f", "arguments": "{}"},
            "reasoning_content": "because",
        },
        prompt_filter_results=[{"a": 1}],
    ),
]

OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("model.Model", {"id": "m", "created": 1, "object": "model", "owned_by": "o", "type": "llm"}),
    (
        "create_embedding_response.CreateEmbeddingResponse",
        {
            "data": [{"embedding": [0.5, -1.25e-05], "index": 0, "object": "embedding"}],
            "model": "m",
            "object": "list",
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        },
    ),
    (
        "completion.Completion",
        {
            "id": "c",
            "choices": [
                {
                    "finish_reason": "length",
                    "index": 0,
                    "logprobs": {
                        "text_offset": [0],
                        "token_logprobs": [-0.5],
                        "tokens": ["a"],
                        "top_logprobs": [{"a": -0.5}],
                    },
                    "text": "a",
                }
            ],
            "created": 1,
            "model": "m",
            "object": "text_completion",
            "usage": None,
        },
    ),
]


class Holder(View):
    """A list of chunks, declared as a user would."""

    __slots__ = ()

    chunks: Field[Sequence[ChatCompletionChunk]] = field(items=ChatCompletionChunk)


SAMPLES: list[tuple[str, dict[str, Any]]] = [
    *(("chat.chat_completion_chunk.ChatCompletionChunk", data) for data in CHUNKS),
    *(("chat.chat_completion.ChatCompletion", data) for data in COMPLETIONS),
    *OTHERS,
]


def typed_items(paths: list[Path]) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """The items of these recordings that are of openai's types, with the type's name."""
    for path in paths:
        body = json.loads(path.read_bytes()).get("response", {}).get("body")
        for item in body if isinstance(body, list) else [body]:
            if isinstance(item, dict) and "__data__" in item:
                name = item["__type__"].removeprefix("openai.types.")
                if name != item["__type__"]:
                    yield path, name, item["__data__"]
