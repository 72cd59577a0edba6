"""Python's json is the oracle: what it reads, we read to equal values; what it refuses, we refuse;
and what it writes, we write byte for byte."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import deltafold

# Any str, lone surrogates included.
texts = st.text(st.characters(exclude_categories=()), max_size=12)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
layouts = st.sampled_from(
    [
        {"indent": 2},
        {"indent": 0},
        {"indent": "\t"},
        {},
        {"separators": (",", ":")},
        {"separators": (" ,\r\n", " :\t")},
    ]
)


def wrapped(text: str) -> str:
    return f'{{"response": {{"body": {text}}}}}'


def same(ours: Any, theirs: Any) -> bool:
    """Equal in value and type; NaN equals NaN, and -0.0 is not 0.0."""
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, dict):
        return list(ours) == list(theirs) and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, float):
        if math.isnan(ours) or math.isnan(theirs):
            return math.isnan(ours) and math.isnan(theirs)
        return ours == theirs and math.copysign(1, ours) == math.copysign(1, theirs)
    return bool(ours == theirs)


def agree(text: bytes) -> None:
    """Both read `text` to the same value, or both refuse it."""
    try:
        theirs = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        with pytest.raises(deltafold.ParseError):
            deltafold.loads(text)
        return
    if not isinstance(theirs, dict) or not isinstance(theirs.get("response"), dict):
        with pytest.raises(deltafold.RecordingError):
            deltafold.loads(text)
        return
    recording = deltafold.loads(text)
    assert same(recording.to_dict(), theirs)
    assert recording.to_json() == json.dumps(theirs, indent=2) + "\n"
    assert recording.to_json_bytes() == recording.to_json().encode()


@given(value=values, layout=layouts, ascii_only=st.booleans())
@settings(max_examples=200, deadline=None)
def test_what_json_writes_is_read_and_written_alike(
    value: Any, layout: dict[str, Any], ascii_only: bool
) -> None:
    text = json.dumps({"response": {"body": value}}, ensure_ascii=ascii_only, **layout)
    # What UTF-8 cannot hold can only be read from its escapes.
    agree(text.encode("utf-8", "backslashreplace"))


@given(value=values, layout=layouts)
@settings(max_examples=100, deadline=None)
def test_a_str_is_read_as_its_bytes_are(value: Any, layout: dict[str, Any]) -> None:
    text = json.dumps({"response": {"body": value}}, ensure_ascii=True, **layout)
    assert same(deltafold.loads(text).to_dict(), json.loads(text))


PIECES = [
    *'{}[],:"\\ntfu01-+.eE /',
    '"a"', "\\u12", "\\ud83d", "\\ude00", "null", "true", "NaN", "Infinity", "-Infinity", "1e400",
    "-0", "-0.0", "00", "1.", ".5", "1e5", "\ufeff", "\u00e9", "\x00", "\x7f", "\n", "\t", "'",
]  # fmt: skip


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=12))
@settings(max_examples=500, deadline=None)
@example(["[", "1", ",", "]"])
@example(["0", "1"])
def test_json_like_text_is_read_or_refused_alike(pieces: list[str]) -> None:
    agree(wrapped("".join(pieces)).encode())


@given(value=values, at=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=400, deadline=None)
def test_damaged_bytes_are_read_or_refused_alike(value: Any, at: int, byte: int, cut: bool) -> None:
    text = bytearray(json.dumps({"response": {"body": value}}, indent=2).encode())
    at %= len(text)
    text[at : at + 1 if not cut else None] = bytes([byte])
    agree(bytes(text))


@pytest.mark.parametrize(
    "body",
    [
        "1e400", "-1e400", "-0.0", "-0", "1E5", "1e-5", "1e16", "123456789012345678901234567890",
        "[NaN, Infinity, -Infinity]", '"\\ud83d"', '"\\ude00\\ud83d"', '"\\ud83d\\ude00"',
        '{"a": 1, "b": 2, "a": 3}', '{"a": 1, "\\u0061": 2}', '"\\u0000\\u001f\\u007f\\u2028"',
        "1" * 4300, '"\x7f"', "{}", "[]", "[[], {}]", '"/\\/"',
    ],
)  # fmt: skip
def test_odd_values_are_read_and_written_alike(body: str) -> None:
    agree(wrapped(body).encode())
    agree(b"\xef\xbb\xbf" + wrapped(body).encode())


@pytest.mark.parametrize("digits", [4301, 100_000])
def test_integers_too_long_for_python_are_refused(digits: int) -> None:
    with pytest.raises(deltafold.ParseError, match="4300 digits"):
        deltafold.loads(wrapped("1" * digits))


def test_duplicates_of_the_envelope_itself_resolve_as_in_a_dict() -> None:
    agree(b'{"response": {"body": [1]}, "x": 0, "response": {"body": [{"a": 1, "a": 2}]}}')


@pytest.mark.parametrize("depth", [1, 100, 900])
def test_deep_nesting_is_read(depth: int) -> None:
    text = wrapped("[" * depth + "]" * depth)
    assert deltafold.loads(text).to_dict() == json.loads(text)


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"b":'])
def test_deeper_nesting_is_refused_with_its_place(opening: str) -> None:
    with pytest.raises(deltafold.ParseError, match="nested deeper than 1000 levels"):
        deltafold.loads(wrapped(opening * 100_000))


#: Raw halves of surrogate pairs among what they may stand beside.
HALVES = [
    *'"\\{}[],:u',
    "\\u12",
    "\\ud83d",
    "\\ude00",
    "a",
    "\ud83d",
    "\ude00",
    "\ud800",
    "\udfff",
    "\n",
    "é",
    "\ufffd",
]

#: A pair of which a half at least is raw: Python keeps the halves apart, we put them together.
PAIR = re.compile(r"(?:[\ud800-\udbff]|\\u[dD][89abAB]..)(?:[\udc00-\udfff]|\\u[dD][c-fC-F]..)")


def agree_on_text(text: str) -> None:
    """Both read `text` to the same value, or both refuse it."""
    try:
        theirs = json.loads(text)
    except json.JSONDecodeError:
        with pytest.raises(deltafold.ParseError):
            deltafold.loads(text)
        return
    assert same(deltafold.loads(text).to_dict(), theirs)


@given(pieces=st.lists(st.sampled_from(HALVES), max_size=8), quoted=st.booleans())
@settings(max_examples=500, deadline=None)
@example(["\\", "\udc00"], True)
@example(["\\", "\\", "\udc00"], True)
@example(["\\", "\\", "\\", "\udc00"], True)
@example(["\udc00"], False)
def test_lone_surrogates_of_a_str_are_read_or_refused_alike(
    pieces: list[str], quoted: bool
) -> None:
    body = "".join(pieces)
    assume(not PAIR.search(body))
    agree_on_text(wrapped(f'"{body}"' if quoted else body))


#: What the recorder's own reader makes of a text.
def mapped(text: str) -> Any:
    record = json.loads(text)
    if pairs := record.get("id_normalization_mapping"):
        text = json.dumps(record)
        for new, old in pairs.items():
            text = text.replace(old, new)
        record = json.loads(text)
    return record


ids = st.text(st.sampled_from('ab1"{[:,\\ \udc00é'), max_size=3)


@given(
    pairs=st.dictionaries(ids, ids, max_size=3), text=st.text(st.sampled_from("ab1 "), max_size=6)
)
@settings(max_examples=300, deadline=None)
@example({"": "a"}, "a")
@example({"a": ""}, "b")
@example({" ": ""}, "b")
@example({"\udc00": "a"}, "a")
def test_ids_are_mapped_as_the_recorder_does(pairs: dict[str, str], text: str) -> None:
    file = json.dumps({"response": {"body": [[text], 1]}, "id_normalization_mapping": pairs})
    try:
        record = mapped(file)
    except ValueError:
        with pytest.raises(
            deltafold.ParseError, match="in the text with id_normalization_mapping applied"
        ):
            deltafold.loads(file)
        return
    if not isinstance(record, dict) or not isinstance(record.get("response"), dict):
        with pytest.raises(deltafold.RecordingError):
            deltafold.loads(file)
        return
    body = record["response"].get("body")
    if isinstance(body, list) and not all(isinstance(item, dict | str) for item in body):
        assert deltafold.loads(file).response.body == body
