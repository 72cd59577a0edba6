"""What the kinds of recordings have: classes, times, and a completion or a reason for none."""

from __future__ import annotations

import json
from typing import Any

import pytest

import deltafold


def test_a_class_that_is_not_mirrored_is_shown_with_its_name() -> None:
    typed = {"__type__": "grove.trees.Oak", "__data__": {"height": 12, "rings": [1, 2]}}
    alone = deltafold.loads(json.dumps({"response": {"body": typed}}))
    assert (alone.kind, alone.response.type_name) == ("typed", "grove.trees.Oak")
    assert (alone.response.body.height, alone.response.body.to_dict()) == (12, typed["__data__"])
    several = deltafold.loads(json.dumps({"response": {"body": [typed, typed]}}))
    assert several.response.type_name == "grove.trees.Oak"
    assert [tree.rings[1] for tree in several.response.body] == [2, 2]
    assert deltafold.loads('{"response": {"body": {"a": 1}}}').response.type_name is None


def aiperf(*responses: dict[str, Any]) -> bytes:
    record = {
        "metadata": {"session_num": 0, "x_request_id": "a"},
        "payload": {"model": "oak-1"},
        "start_perf_ns": 1_000,
        "end_perf_ns": 9_000,
        "timestamp_ns": 5,
        "status": 200,
        "responses": list(responses),
    }
    return json.dumps(record).encode() + b"\n"


def message(came: int, data: str) -> dict[str, Any]:
    return {"perf_ns": came, "packets": [{"name": "data", "value": data}]}


def chunk(index: int, content: str) -> str:
    return json.dumps(
        {
            "object": "chat.completion.chunk",
            "choices": [{"index": index, "delta": {"content": content}}],
        }
    )


def test_times_of_chunks_and_choices() -> None:
    """The first chunk of choice 0 has no text: its first token is in the second."""
    data = aiperf(
        message(2_000, chunk(0, "")),
        message(3_000, chunk(0, "An")),
        message(3_500, chunk(1, "A")),
        message(4_500, chunk(0, " oak")),
        message(4_600, "[DONE]"),
    )
    recording = deltafold.loads(data)
    assert [chunk.t_ns for chunk in recording.chunks] == [2_000, 3_000, 3_500, 4_500]
    timing = recording.timing
    assert timing is not None
    assert list(timing) == [0, 1]
    assert timing[0].time_to_first_token_ns == 2_000
    assert timing[0].inter_token_gaps_ns == (1_500,)
    assert (timing[1].time_to_first_token_ns, timing[1].inter_token_gaps_ns) == (2_500, ())
    assert [choice.message.content for choice in recording.chat.choices] == ["An oak", "A"]


def test_formats_without_times_have_none() -> None:
    body = [json.loads(chunk(0, "An"))]
    recording = deltafold.loads(json.dumps({"response": {"body": body, "is_streaming": True}}))
    assert recording.chunks[0].t_ns is None
    assert recording.timing is None


def test_the_family_may_be_set() -> None:
    """No item tells it here."""
    merged = deltafold.merge([{"response": "An oak.", "x": 1}], family="ollama.generate")
    assert merged.response == "An oak."
    with pytest.raises(ValueError, match=r"expected a family .*anthropic.*found 'oak'"):
        deltafold.merge([], family="oak")  # type: ignore[call-overload]


def test_what_tells_nothing_yet_is_merged_when_it_is_known() -> None:
    accumulator = deltafold.Accumulator()
    accumulator.push({"type": "ping"})
    accumulator.push({"error": {"message": "slow"}})
    assert accumulator.snapshot().choices == []
    start = {"type": "message_start", "message": {"id": "m", "role": "assistant"}}
    accumulator.push(start)
    message = accumulator.finish()
    assert isinstance(message, deltafold.types.anthropic.Message)
    assert message.id == "m"
    assert message.merge_info.error == {"message": "slow"}


CHUNK = {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}}]}
CHAT = {"id": "c", "object": "chat.completion", "choices": [{"index": 0, "message": {}}]}


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("litellm.types.utils.ModelResponse", CHAT, "chat"),
        ("litellm.types.utils.ModelResponseStream", [CHUNK], "chat.stream"),
        ("ogx_api.inference.models.OpenAIChatCompletion", CHAT, "chat"),
        ("llama_stack.apis.inference.OpenAIChatCompletionChunk", [CHUNK, CHUNK], "chat.stream"),
        ("openai.types.chat.parsed_chat_completion.ParsedChatCompletion[NoneType]", CHAT, "chat"),
        ("ogx_api.OpenAICompletion", {"object": "text_completion", "choices": []}, "completion"),
        ("llama_stack.OpenAIResponseObject", {"object": "response", "output": []}, "responses"),
        ("litellm.Message", {"type": "message", "role": "assistant", "content": []}, "anthropic"),
        ("a.Event", [{"type": "message_start", "message": {}}], "anthropic.stream"),
        ("a.Chunk", [{"candidates": []}], "genai.stream"),
        ("a.Embeddings", {"object": "list", "data": [{"object": "embedding"}]}, "embeddings"),
        ("a.Models", {"object": "list", "data": [{"object": "model"}]}, "models"),
        ("a.Model", [{"object": "model", "id": "m"}], "models"),
        ("a.Health", {"error": "none", "status": "ok"}, "typed"),
        ("a.Tree", {"height": 12}, "typed"),
        ("a.Tree", [{"height": 12}], "typed"),
    ],
)
def test_what_an_object_of_an_unknown_class_is_is_seen_in_its_content(
    name: str, data: Any, kind: str
) -> None:
    one = isinstance(data, dict)
    body = [{"__type__": name, "__data__": item} for item in ([data] if one else data)]
    recording = deltafold.loads(json.dumps({"response": {"body": body[0] if one else body}}))
    assert recording.kind == kind
    if kind.startswith("chat"):
        assert recording.chat.id == "c"


@pytest.mark.parametrize("body", [[], {"object": "list", "data": []}])
def test_an_empty_list_is_of_models_if_models_were_asked_for(body: Any) -> None:
    def kind(**request: str) -> str:
        return deltafold.loads(json.dumps({"request": request, "response": {"body": body}})).kind

    for path in ("/v1/models", "/v1/openai/v1/models", "/models"):
        assert kind(endpoint=path) == kind(url=f"https://a.example{path}?x=1") == "models"
    for path in ("/v1/chat/completions", "/v1/models/m", "/x?/models", ""):
        assert kind(endpoint=path) == kind(url=f"https://a.example{path}")
        assert kind(endpoint=path) == ("empty" if body == [] else "json")
