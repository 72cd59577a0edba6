"""Real recordings against json and openai's own accumulator."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import fixture_recordings
from openai.lib.streaming.chat import ChatCompletionStreamState
from openai.types.chat import ChatCompletion, ChatCompletionChunk

import deltafold


@pytest.fixture(scope="module")
def paths(corpus: list[Path]) -> list[Path]:
    return corpus + fixture_recordings()


def chat_streams(paths: list[Path]) -> Iterator[deltafold.Recording]:
    for path in paths:
        recording = deltafold.load(path)
        if recording.kind == "chat.stream":
            yield recording


def test_the_dict_is_what_json_reads_and_the_text_what_json_writes(paths: list[Path]) -> None:
    for path in paths:
        theirs = json.loads(path.read_bytes())
        recording = deltafold.load(path)
        assert recording.to_dict() == theirs, path
        assert recording.to_json() == json.dumps(theirs, indent=2) + "\n", path


def test_chunks_are_what_openai_reads(paths: list[Path]) -> None:
    for recording in chat_streams(paths):
        document = recording.to_dict()
        items = document["response"]["body"]
        if document.get("id_normalization_mapping") or "__data__" not in items[0]:
            continue
        for chunk, item in zip(recording.chunks, items, strict=True):
            assert chunk.to_dict() == item["__data__"]
            theirs = ChatCompletionChunk.construct(**item["__data__"])
            assert chunk.model_dump() == theirs.model_dump(), recording.path


def merged_by_openai(items: list[dict[str, Any]]) -> ChatCompletion | None:
    state = ChatCompletionStreamState()
    try:
        for item in items:
            state.handle_chunk(ChatCompletionChunk.model_validate(item["__data__"]))
    except (RuntimeError, TypeError, AssertionError, IndexError, ValueError):
        return None
    return state.current_completion_snapshot


def told(completion: Any) -> list[Any]:
    """What all accumulators agree on."""
    return [
        (
            choice.message.content,
            choice.finish_reason,
            [
                (call.id, call.function.name, call.function.arguments)
                for call in choice.message.tool_calls or []
            ],
        )
        for choice in completion.choices
    ]


def test_merging_agrees_with_openai_where_that_does_not_raise(corpus: list[Path]) -> None:
    compared = 0
    for recording in chat_streams(corpus):
        theirs = merged_by_openai(recording.to_dict()["response"]["body"])
        if theirs is not None:
            assert told(recording.chat) == told(theirs), recording.path
            compared += 1
    assert compared > 50


def test_complete_streams_validate_as_openai_completions(paths: list[Path]) -> None:
    complete = 0
    for recording in chat_streams(paths):
        completion = recording.chat
        if not completion.merge_info.complete:
            continue
        complete += 1
        theirs = ChatCompletion.model_validate(completion.model_dump())
        assert completion.to_openai() == theirs, recording.path
        assert completion.model_dump() == theirs.model_dump(), recording.path
    assert complete > 50


def test_pushing_chunk_by_chunk_agrees_with_loading(paths: list[Path]) -> None:
    for recording in chat_streams(paths):
        assert deltafold.merge(recording.chunks) == recording.completion


def test_recordings_survive_pickling(paths: list[Path]) -> None:
    for path in paths[::5]:
        recording = deltafold.load(path)
        again = pickle.loads(pickle.dumps(recording))
        assert again == recording
        assert (again.path, again.kind) == (recording.path, recording.kind)


def test_stored_completions_are_given_as_stored(paths: list[Path]) -> None:
    stored = 0
    for path in paths:
        recording = deltafold.load(path)
        if recording.kind in ("chat", "completion"):
            body = recording.to_dict()["response"]["body"]
            assert recording.completion.to_dict() == body.get("__data__", body), path
            assert recording.completion is recording.completion
            stored += 1
    assert stored > 2
