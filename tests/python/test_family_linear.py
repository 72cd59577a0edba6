"""Google's, Ollama's and older completions' streams with very much of one thing cost what their
length is, and come out whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from linear import MANY, linear

import deltafold


def merged(make: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    """`MANY` chunks, merged in linear time."""
    many = linear(deltafold.merge, lambda at: json.dumps(make(at)))
    found: dict[str, Any] = deltafold.merge(many).to_dict()
    return found


def part(at: int) -> dict[str, Any]:
    return {"text": f"word{at} "}


def thoughts(at: int) -> dict[str, Any]:
    return {"text": "word ", "thought": at % 2 == 0}


def whole_calls(at: int) -> dict[str, Any]:
    return {"function_call": {"name": "f", "args": {"at": at}}}


def name_at(at: int) -> dict[str, Any]:
    return {} if at else {"name": "f"}


def argument(at: int) -> dict[str, Any]:
    pieces = [{"json_path": "$.text", "string_value": "word "}]
    return {"function_call": {**name_at(at), "partial_args": pieces, "will_continue": True}}


def argument_list(at: int) -> dict[str, Any]:
    pieces = [{"json_path": f"$.list[{at}].word", "number_value": at}]
    return {"function_call": {**name_at(at), "partial_args": pieces, "will_continue": True}}


def many_names(at: int) -> dict[str, Any]:
    pieces = [{"json_path": f"$.word{at}", "bool_value": True}]
    return {"function_call": {**name_at(at), "partial_args": pieces, "will_continue": True}}


def chunk_of(part: dict[str, Any]) -> dict[str, Any]:
    return {"candidates": [{"content": {"parts": [part], "role": "model"}}]}


@pytest.mark.parametrize("make", [part, thoughts, whole_calls, argument, argument_list, many_names])
def test_very_many_parts_merge(make: Callable[[int], dict[str, Any]]) -> None:
    found = merged(lambda at: chunk_of(make(at)))["candidates"][0]["content"]["parts"]
    args = found[0].get("function_call", {}).get("args", {})
    counts: dict[Callable[[int], dict[str, Any]], Callable[[], int]] = {
        part: lambda: len(found[0]["text"].split()),
        thoughts: lambda: len(found),
        whole_calls: lambda: len(found),
        argument: lambda: len(args["text"].split()),
        argument_list: lambda: len(args["list"]),
        many_names: lambda: len(args),
    }
    assert counts[make]() == MANY


def test_very_many_candidates_and_citations_merge() -> None:
    """Citations come anew in each chunk, as they are new."""

    def chunk(at: int) -> dict[str, Any]:
        citations = {"citations": [{"start_index": at}]}
        return {"candidates": [{"index": at % 1000, "citation_metadata": citations}]}

    found = merged(chunk)["candidates"]
    assert len(found) == 1000
    assert sum(len(one["citation_metadata"]["citations"]) for one in found) == MANY


def chat_text(at: int) -> dict[str, Any]:
    return {"created_at": f"t{at}", "message": {"role": "assistant", "content": "word "}}


def chat_call(at: int) -> dict[str, Any]:
    call = {"function": {"name": f"f{at}", "arguments": {"at": at}}}
    return {"created_at": "t", "message": {"role": "assistant", "tool_calls": [call]}}


def generated_text(at: int) -> dict[str, Any]:
    return {"created_at": f"t{at}", "response": "word ", "logprobs": [{"token": "word "}]}


@pytest.mark.parametrize("make", [chat_text, chat_call, generated_text])
def test_very_many_chunks_of_ollama_merge(make: Callable[[int], dict[str, Any]]) -> None:
    whole = merged(lambda at: {"model": "m", "done": False, **make(at)})
    message = whole.get("message", {})
    found: dict[Callable[[int], dict[str, Any]], Callable[[], int]] = {
        chat_text: lambda: len(message["content"].split()),
        chat_call: lambda: len(message["tool_calls"]),
        generated_text: lambda: len(whole["response"].split()) + len(whole["logprobs"]) - MANY,
    }
    assert found[make]() == MANY


def test_very_many_chunks_of_older_completions_merge() -> None:
    choice = {"text": "word ", "logprobs": {"tokens": ["word "]}}

    def chunk(at: int) -> dict[str, Any]:
        return {"object": "text_completion", "choices": [{"index": at % 100, **choice}]}

    found = merged(chunk)["choices"]
    assert len(found) == 100
    assert sum(len(choice["text"].split()) for choice in found) == MANY
    assert sum(len(choice["logprobs"]["tokens"]) for choice in found) == MANY
