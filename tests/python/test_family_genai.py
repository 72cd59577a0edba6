"""Google's streams: made of the SDK's own types, split at random, and merged back."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from google.genai import types
from hypothesis import given, settings
from hypothesis import strategies as st
from pieces import camel_keys, cut, cut_text, dices, has_no_halves, interleave

import deltafold
from deltafold._core import _merge_info

texts = st.text(max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | texts,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=2)
        | st.dictionaries(st.text("ab.'", min_size=1, max_size=3), inner, min_size=1, max_size=2)
    ),
    max_leaves=5,
)
arguments = st.dictionaries(st.text("ab", min_size=1, max_size=3), values, max_size=3)
calls = st.builds(
    types.FunctionCall,
    name=st.sampled_from(["f", "g"]),
    args=arguments,
    id=st.none() | st.just("i"),
)
parts = st.one_of(
    st.builds(types.Part, text=texts, thought=st.sampled_from([None, True])),
    st.builds(types.Part, text=texts, thought_signature=st.binary(min_size=1, max_size=4)),
    st.builds(types.Part, function_call=calls),
    st.builds(
        types.Part,
        inline_data=st.builds(
            types.Blob, data=st.binary(max_size=4), mime_type=st.just("image/png")
        ),
    ),
    st.builds(
        types.Part,
        executable_code=st.builds(
            types.ExecutableCode, code=texts, language=st.sampled_from([types.Language.PYTHON])
        ),
    ),
    st.builds(
        types.Part,
        code_execution_result=st.builds(
            types.CodeExecutionResult, outcome=st.just(types.Outcome.OUTCOME_OK), output=texts
        ),
    ),
)


def apart(parts: list[types.Part]) -> list[types.Part]:
    """Without parts that go on with the text of the one before, as no merged list has them."""
    kept: list[types.Part] = []
    for part in parts:
        if kept and kept[-1].text is not None and part.text is not None:
            last = kept[-1]
            if not last.thought_signature and last.thought == part.thought:
                continue
        kept.append(part)
    return kept


logprobs = st.builds(types.LogprobsResultCandidate, token=texts, log_probability=st.floats(-9, 0))
candidates = st.builds(
    types.Candidate,
    content=st.builds(
        types.Content,
        parts=st.lists(parts, min_size=1, max_size=5).map(apart),
        role=st.just("model"),
    ),
    finish_reason=st.sampled_from([types.FinishReason.STOP, types.FinishReason.MAX_TOKENS]),
    finish_message=st.none() | texts,
    avg_logprobs=st.none() | st.floats(-9, 0),
    token_count=st.none() | st.integers(0, 99),
    citation_metadata=st.none()
    | st.builds(
        types.CitationMetadata,
        citations=st.lists(
            st.builds(types.Citation, start_index=st.integers(0, 99)),
            min_size=1,
            max_size=4,
            unique_by=lambda citation: citation.start_index,
        ),
    ),
    logprobs_result=st.none()
    | st.builds(types.LogprobsResult, chosen_candidates=st.lists(logprobs, min_size=1, max_size=4)),
    safety_ratings=st.none()
    | st.just([types.SafetyRating(category=types.HarmCategory.HARM_CATEGORY_HARASSMENT)]),
    grounding_metadata=st.none()
    | st.builds(
        types.GroundingMetadata,
        web_search_queries=st.lists(texts, min_size=1),
        google_maps_widget_context_token=st.none() | texts,
    ),
)
responses = st.builds(
    types.GenerateContentResponse,
    candidates=st.lists(candidates, min_size=1, max_size=3).map(
        lambda found: [one.model_copy(update={"index": at}) for at, one in enumerate(found)]
    ),
    create_time=st.none() | st.datetimes(timezones=st.just(None)),
    model_version=st.just("gemini"),
    response_id=st.none() | st.text("ab", min_size=1),
    usage_metadata=st.builds(
        types.GenerateContentResponseUsageMetadata,
        prompt_token_count=st.integers(0, 99),
        candidates_token_count=st.none() | st.integers(0, 99),
        total_token_count=st.none() | st.integers(0, 99),
        traffic_type=st.none() | st.just(types.TrafficType.ON_DEMAND),
    ),
)


def dump(response: types.GenerateContentResponse) -> dict[str, Any]:
    whole: dict[str, Any] = response.model_dump(mode="json", exclude_none=True)
    return whole


def partial_args(dice: random.Random, path: str, value: Any) -> list[dict[str, Any]]:
    """The pieces of an argument, each with the path to where it belongs."""
    if isinstance(value, str):
        return [{"json_path": path, "string_value": text} for text in cut_text(dice, value)]
    if isinstance(value, dict):
        quoted = [(key.replace("'", "\\'"), item) for key, item in value.items()]
        within = [partial_args(dice, f"{path}['{key}']", item) for key, item in quoted]
        return interleave(dice, within)
    if isinstance(value, list):
        within = [partial_args(dice, f"{path}[{at}]", item) for at, item in enumerate(value)]
        return interleave(dice, within)
    if value is None:
        return [{"json_path": path, "null_value": "NULL_VALUE"}]
    kind = "bool_value" if isinstance(value, bool) else "number_value"
    return [{"json_path": path, kind: value}]


def part_pieces(dice: random.Random, part: dict[str, Any]) -> list[dict[str, Any]]:
    if "text" in part:
        *firsts, last = cut_text(dice, part["text"])
        unsigned = {key: value for key, value in part.items() if key != "thought_signature"}
        return [{**unsigned, "text": text} for text in firsts] + [{**part, "text": last}]
    call = part.get("function_call")
    if call is None or dice.random() < 0.5:
        return [part]
    first = {key: value for key, value in call.items() if key != "args"}
    steps = [partial_args(dice, f"$.{key}", value) for key, value in call["args"].items()]
    pieces = [
        {"partial_args": piece} for piece in cut(dice, [arg for step in steps for arg in step])
    ]
    calls = [{**piece, "will_continue": True} for piece in [first, *pieces]]
    return [
        {"function_call": call} for call in [*calls, dice.choice([{}, {"will_continue": False}])]
    ]


def candidate_pieces(dice: random.Random, whole: dict[str, Any]) -> list[dict[str, Any]]:
    grown = [piece for part in whole["content"]["parts"] for piece in part_pieces(dice, part)]
    entries = [{"content": {"parts": parts, "role": "model"}} for parts in cut(dice, grown)]
    citations = whole.get("citation_metadata", {}).get("citations", [])
    so_far: list[Any] = []
    for new in cut(dice, citations) if citations else []:
        so_far += new
        # Some send what is new, some all so far.
        entries.append({"citation_metadata": {"citations": dice.choice([new, list(so_far)])}})
    logprobs = whole.get("logprobs_result", {}).get("chosen_candidates", [])
    for new in cut(dice, logprobs) if logprobs else []:
        entries.append({"logprobs_result": {"chosen_candidates": new}})
    grows = ("content", "citation_metadata", "logprobs_result", "index")
    rest = {key: value for key, value in whole.items() if key not in grows}
    return [{**entry, "index": whole["index"]} for entry in [*entries, rest]]


def split(dice: random.Random, whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The chunks that a server could send for the response."""
    mixed = interleave(dice, [candidate_pieces(dice, one) for one in whole["candidates"]])
    rest = {
        key: value for key, value in whole.items() if key not in ("candidates", "usage_metadata")
    }
    usage = whole["usage_metadata"]
    early = {key: 1 if key == "prompt_token_count" else value for key, value in usage.items()}
    head = {**rest, "sdk_http_response": {"headers": {}}}
    chunks = [
        {**head, "candidates": entries, "usage_metadata": dice.choice([early, usage])}
        for entries in cut(dice, mixed)
    ]
    return [*chunks, {**head, "candidates": [], "usage_metadata": usage}]


@given(response=responses, dice=dices, on_wire=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_split_response_merges_back(
    response: types.GenerateContentResponse, dice: random.Random, on_wire: bool
) -> None:
    whole = dump(response)
    chunks = split(dice, whole)
    if on_wire:
        whole, chunks = camel_keys(whole), camel_keys(chunks)
    merged = deltafold.merge(chunks)
    assert merged.to_dict() == whole
    assert list(merged.to_dict()) == list(whole)
    assert _merge_info(merged).complete
    assert not _merge_info(merged).warnings
    assert types.GenerateContentResponse.model_validate(merged.to_dict()) == response
    recorded = deltafold.loads(json.dumps({"response": {"body": chunks}}))
    assert recorded.kind == "genai.stream"
    assert recorded.completion.to_dict() == whole


@given(response=responses, dice=dices)
@settings(max_examples=100, deadline=None)
def test_objects_of_the_sdk_merge_as_their_dumps(
    response: types.GenerateContentResponse, dice: random.Random
) -> None:
    dumps = [chunk for chunk in split(dice, dump(response)) if has_no_halves(chunk)]
    chunks = [types.GenerateContentResponse.model_validate(chunk) for chunk in dumps]
    merged = types.GenerateContentResponse.model_validate(deltafold.merge(dumps).to_dict())
    assert types.GenerateContentResponse.model_validate(deltafold.merge(chunks).to_dict()) == merged
    assert deltafold.merge([response]).to_dict() == dump(response)


names = st.sampled_from(
    "candidates content parts text thought thought_signature function_call functionCall args name "
    "partial_args json_path string_value will_continue index finish_reason usage_metadata "
    "citation_metadata logprobs_result response_id error role x".split()
)
finite = st.floats(allow_nan=False, allow_infinity=False)
garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | finite | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


@given(chunks=st.lists(st.dictionaries(names, garbage, max_size=4), max_size=5), candidate=garbage)
@settings(max_examples=150, deadline=None)
def test_any_values_merge(chunks: list[dict[str, Any]], candidate: Any) -> None:
    start = {"candidates": [{"index": 0, "content": {"parts": [candidate]}}, candidate]}
    merged = deltafold.merge([start, *chunks, start])
    text = merged.to_json()
    assert json.dumps(json.loads(text)) == json.dumps(merged.to_dict())


def test_huge_indexes_take_no_room() -> None:
    huge = 2**62
    argument = {"json_path": f"$.a[{huge}]", "number_value": 1}
    call = {"name": "f", "partial_args": [argument]}
    candidate = {"index": huge, "content": {"parts": [{"function_call": call}]}}
    found = deltafold.merge([{"candidates": [candidate]}]).to_dict()["candidates"]
    assert [one["index"] for one in found] == [huge]
    assert found[0]["content"]["parts"] == [{"function_call": {"args": {"a": [1]}, "name": "f"}}]


def test_real_streams_are_the_concatenation_of_their_parts(corpus: list[Path]) -> None:
    compared = 0
    for path in corpus:
        recording = deltafold.load(path)
        if recording.kind != "genai.stream":
            continue
        compared += 1
        texts: list[str] = []
        calls: list[Any] = []
        for item in recording.to_dict()["response"]["body"]:
            for candidate in item.get("__data__", item)["candidates"]:
                for part in candidate["content"]["parts"]:
                    texts.append(part.get("text") or "")
                    calls += [part["function_call"]] if part.get("function_call") else []
        merged = recording.completion
        assert merged is not None
        parts = merged.to_dict()["candidates"][0]["content"]["parts"]
        assert "".join(part.get("text", "") for part in parts) == "".join(texts), path
        assert [part["function_call"] for part in parts if "function_call" in part] == calls, path
        assert _merge_info(merged).complete, path
        assert deltafold.merge(recording.chunks) == merged, path
        types.GenerateContentResponse.model_validate(merged.to_dict())
    assert compared >= 5
