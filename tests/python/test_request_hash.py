"""Request hashes are those of the recorder: a few lines of Python are the reference, on requests
made to come close to everything that its rules tell apart."""

from __future__ import annotations

import collections
import enum
import json
import math
import random
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import hash_reference as reference
import pytest
from conftest import brackets_are_checked, fixture_recordings
from hypothesis import example, given, settings
from hypothesis import strategies as st

import deltafold
from deltafold.types.request import Request

URL = "https://api.example/v1/chat/completions"
TEST = "tests/test_a.py::test_b[c]"
UUID = "01234567-89ab-cdef-0123-456789abcdef"


def outcome(call: Callable[[], str]) -> object:
    """The hash, or the exception's class."""
    try:
        return call()
    except (TypeError, ValueError, RecursionError) as error:
        return TypeError if isinstance(error, TypeError) else ValueError


def agree(body: Any, url: str = URL, method: str = "POST", test_id: str | None = TEST) -> None:
    """All three hashes are the reference's, or fail as it does."""
    for theirs, ours in (
        (reference.request_hash, deltafold.request_hash),
        (reference.http_request_hash, deltafold.http_request_hash),
        (reference.tool_request_hash, deltafold.tool_request_hash),
    ):
        calls: list[Callable[[], str]] = []
        for function in (theirs, ours):
            if function.__name__ == "request_hash":
                calls.append(lambda f=function: f(method, url, {}, body, test_id=test_id))  # type: ignore[misc]
            elif function.__name__ == "http_request_hash":
                calls.append(lambda f=function: f(url, method, body, test_id=test_id))  # type: ignore[misc]
            else:
                calls.append(lambda f=function: f(url, method, body))  # type: ignore[misc]
        expected, got = map(outcome, calls)
        assert got == expected, (theirs.__name__, url, body)


DIGITS = "".join(
    chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd"
)
# Pieces of which texts are made that nearly match.
PIECES = [
    *"score: |attributes:|document_id:|<||>|{|}|,|,,|-|+|.|..|e|E|e-|x|\n|\r\n|\t|\x1c|\x1f|\x85|\xa0".split(
        "|"
    ),
    *"\u2003|\u200b|\ufeff|\ud800|\udc00|é|😀|1|0|12345|00001|.5|1.5|2.34565|0.015625|1e400".split(
        "|"
    ),
    *(UUID, UUID.upper(), UUID[:-1], UUID + "0", f"<|{UUID}|>", f"document_id: {UUID}"),
    *"٣|９|𝟘|²|Ⅷ|一|٠.١٢٣٤٥|attributes: {'a': 1}|, attributes:{}|score: -1.5e-7|score:".split("|"),
    "9" * 320,
    "|",
    " ",
]
near_matches = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
any_text = st.text(st.characters(exclude_categories=()), max_size=8)
texts = near_matches | any_text
keys = st.sampled_from(["extra_body", "extra_query", "project_id", "stream_options", "x"]) | texts
floats = (
    st.floats()
    | st.floats(-10, 10)
    | st.integers(-(10**12), 10**12).map(lambda n: n / 2**20)
    | st.sampled_from([-0.0, 1e16, 1e22, 0.000005, 2.5e-6, 1e-5, 123456789.123455, math.nan])
)
scalars = (
    st.none() | st.booleans() | st.integers() | st.integers(-(10**40), 10**40) | floats | texts
)
bodies = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=5)
    ),
    max_leaves=25,
)
hosts = st.sampled_from(
    "api.example|bedrock-runtime.us-west-2.amazonaws.com|BEDROCK.example|u@bedrock:1|[::1]:80|[::1|"
    "[v1.x]|[1.2.3.4]|[fe80::1%1]|a\uff0fb|bücher.example|".split("|")
)
paths = st.sampled_from([*reference.MODEL_LISTS, "/v1/v1/models", "/v1/chat;a=b", "/a;b/c", ""])
url_characters = st.text(st.sampled_from("htp:/?#;[]@%&=. \t\n\r\x00é1ab-+_"), max_size=16)
urls = (
    st.tuples(st.sampled_from(["https://", "HTTP://", "//", "", " \x1f"]), hosts, paths).map(
        "".join
    )
    | st.tuples(url_characters, hosts, paths, url_characters).map("".join)
    | url_characters
)
tests = st.none() | any_text | st.just(TEST)


@settings(max_examples=250)
@pytest.mark.parametrize("rules", ["ogx-1.0", "ogx-1.2", "ogx-1.5"])
@given(st.data())
def test_each_release_has_its_rules_for_model_lists(rules: Any, data: st.DataObject) -> None:
    hosts = (
        "https://a.b|http://localhost:1|//LOCALHOST|http://u@127.0.0.1|http://0.0.0.0|http://[::1]|"
    )
    paths = "/v1/models|/models|/v1/v1/models|/v1/openai/v1/models|/api/tags|/info|/v1/models;a|/x"
    url = data.draw(st.sampled_from(hosts.split("|"))) + data.draw(
        st.sampled_from(paths.split("|"))
    )
    for test_id in (None, TEST):
        expected = reference.request_hash("get", url, {}, {}, test_id=test_id, rules=rules)
        assert deltafold.request_hash("get", url, {}, {}, test_id=test_id, rules=rules) == expected


def test_unknown_rules_are_an_error() -> None:
    with pytest.raises(ValueError, match=r"one of 'ogx-1\.0', 'ogx-1\.2', 'ogx-1\.5', not '1'"):
        deltafold.request_hash("get", URL, {}, {}, rules="1")  # type: ignore[arg-type]


@given(bodies, urls, st.sampled_from(["POST", "get", "straße", "\ud800x"]), tests)
def test_any_request(body: Any, url: str, method: str, test_id: str | None) -> None:
    agree(body, url, method, test_id)


json_bodies = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=25,
)


@brackets_are_checked
@settings(max_examples=250)
@given(json_bodies, urls, tests, st.booleans())
def test_any_stored_request(body: Any, url: str, test_id: str | None, ascii: bool) -> None:
    for request in (
        {"method": "POST", "url": url, "headers": {}, "body": body, "endpoint": "/x"},
        {"test_id": test_id, "url": url, "method": "POST", "payload": body},
        {"test_id": "x", "provider": "p", "tool_name": url, "kwargs": body},
    ):
        stored = {"test_id": test_id, "request": request, "response": {"body": None}}
        text = json.dumps(stored, ensure_ascii=ascii)
        if "id_normalization_mapping" in text:
            continue
        recording = deltafold.loads(text)
        try:
            expected = reference.of_recording(json.loads(text))
        except ValueError:
            with pytest.raises(deltafold.RecordingError):
                recording.request_hash
            continue
        assert recording.request_hash == expected, text


@settings(max_examples=333)
@given(near_matches)
@example("1.attributes:{}23456")
@example("<|" * 3 + UUID + "|>")
@example(f"score:{' ' * 1000}")
def test_any_text(text: str) -> None:
    agree(text)


# A match of each pattern, and what is nearly one.
MATCHES = [
    *(f"document_id: {UUID}", f"document_id:{UUID}", f"document_id:\u2003\x1f{UUID}", UUID),
    *(f"<|{UUID}|>", f"<|{UUID}|", "<|<|", "|>", "document_id:", "attributes:", "score:"),
    *(
        "score: -1.5e-7",
        "score:٣.٤E+٥",
        "score: .5",
        "score:1.",
        "score: 1e",
        "score:\n+12345.67891",
    ),
    *(
        ", attributes: {'a': 1}",
        "attributes:{}",
        ",\x1c attributes:\x85{ \ud83d }",
        ",,attributes:{",
    ),
    *(
        "-1.23456",
        "1.234.56789",
        "٠.١٢٣٤٥",
        "2.5000050",
        "--0.0000001",
        "9" * 40 + ".0001",
        "-",
        "}",
    ),
]


def cut_and_overlapped(choose: random.Random) -> str:
    """Matches that are cut anywhere, each beginning within the one before, behind it or apart."""
    text = ""
    for _ in range(choose.randint(1, 6)):
        piece = choose.choice(MATCHES)
        if choose.random() < 0.6:
            start = choose.randint(0, len(piece))
            piece = piece[start : choose.randint(start, len(piece))]
        if choose.random() < 0.4:
            at = choose.randint(0, len(text))
            text = text[:at] + piece + text[at:]
        elif choose.random() < 0.5:
            text = text[: max(0, len(text) - choose.randint(0, 8))] + piece
        else:
            text += choose.choice(["", "", " ", ",", "0", "\n"]) + piece
    return text


def test_matches_that_are_cut_and_overlap() -> None:
    agree(f"document_id:{UUID[:-1]}document_id:{UUID}")
    choose = random.Random(20)
    normalized = 0
    for _ in range(60_000):
        text = cut_and_overlapped(choose)
        ours = deltafold.request_hash("POST", "/v1/models", {}, text)
        theirs = reference.request_hash("POST", "/v1/models", {}, text)
        assert ours == theirs, ascii(text)
        normalized += reference.text(text) != text
    assert normalized > 20_000


@settings(max_examples=333)
@given(floats)
def test_any_float(value: float) -> None:
    agree(value)
    if math.isfinite(value):
        agree(f"{value:f} and {value!r} and {abs(value):.20f}")


@brackets_are_checked
@settings(max_examples=333)
@given(urls)
def test_any_url(url: str) -> None:
    agree(None, url)


def test_every_digit_and_every_space_that_python_knows() -> None:
    for digit in DIGITS:
        agree(f"1{digit}.{digit * 5} score: {digit} score:.{digit}e{digit}")
    for code in range(sys.maxunicode + 1):
        if chr(code).isspace():
            agree(
                f"score:{chr(code)}1 x,{chr(code)}attributes:{chr(code)}{{}} document_id:{chr(code)}{UUID}"
            )


@pytest.mark.parametrize("url", [URL, "https://bedrock.example/v1/chat", "https://a/bedrock"])
def test_options_and_project_ids_are_dropped_in_their_places_only(url: str) -> None:
    inner = {"project_id": 1, "stream_options": {"a": 1}}
    extra = {"extra_body": inner, "extra_query": {**inner, "extra_body": inner}, **inner}
    for body in (extra, [extra], [[extra]], {"x": extra}, {"x": [extra, (extra,)]}):
        agree(body, url)
    agree({"extra_body": [inner], "extra_query": "project_id"}, url)


def test_keys_as_json_dumps_has_them() -> None:
    for keyed in (
        {1: "a", 10: "b", 9: "c"},
        {True: 1.123456},
        {None: "score: 1"},
        {1.5: 1, 1: 2, -math.inf: 3},
        {"é": 1, "😀": 2, "\ud83d": 3, "\uffff": 4, "z": 5},
        {10**30: 1, 2: 3},
        {1: 2, "a": 3},
        {None: 1, "a": 2},
        {("a",): 1},
        {b"a": 1},
        {1: 2, "project_id": 3},
    ):
        agree(keyed)
        agree({"extra_body": keyed})


class Small(int):
    pass


class Place(NamedTuple):
    x: float
    y: float


class Colour(str, enum.Enum):
    RED = "score: 1"


class Rounds(float):
    def __round__(self, ndigits: Any = None) -> Any:
        return 7.123456789


class Lists(dict[str, Any]):
    def items(self) -> Any:
        return [("b", 1.1234567), ("a", 2)]


def test_subclasses_are_written_as_json_dumps_writes_them() -> None:
    numpy = pytest.importorskip("numpy")
    for value in (Small(5), Place(1.1234567, 2.0), Rounds(1), Lists(x=1), {Colour.RED: Colour.RED}):
        agree(value)
    agree(collections.OrderedDict(b=1, a=2.1234567))
    for number in (2.675005, 0.000015, 1.0000050001, 1e300, math.nan):
        agree({"x": numpy.float64(number)})


def test_what_json_cannot_write_is_a_type_error() -> None:
    for value in (object(), {1, 2}, b"bytes", 1j, [Path()], {"a": {"b": object()}}, lambda: 1):
        with pytest.raises(TypeError):
            deltafold.request_hash("POST", URL, {}, value)
        agree(value)
    # It is not looked at where it is dropped.
    agree({"extra_body": {"project_id": object()}, "stream_options": object()}, "//bedrock/")


def test_what_contains_itself_is_a_value_error() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ValueError, match="contains itself"):
        deltafold.request_hash("POST", URL, {}, endless)
    with pytest.raises(ValueError, match="url"):
        deltafold.request_hash("POST", "http://[::1/", {}, None)


def test_a_body_may_be_a_view() -> None:
    request = Request(body={"b": [1.1234567], "a": {"score": "score: 1"}})
    plain = {"body": {"b": [1.1234567], "a": {"score": "score: 1"}}}
    assert deltafold.tool_request_hash("p", "t", request) == reference.tool_request_hash(
        "p", "t", plain
    )


@pytest.mark.parametrize("path", fixture_recordings(), ids=lambda path: path.stem)
def test_the_hash_of_a_recording(path: Path) -> None:
    recording = deltafold.load(path)
    try:
        request = recording.request
    except deltafold.RecordingError:
        assert recording.request_hash is None
        return
    stored = recording.to_dict()
    if "mapped" in path.stem or not {"url", "tool_name"} & request.to_dict().keys():
        return
    stored["request"].setdefault("body", None)
    assert recording.request_hash == reference.of_recording(stored)


def test_the_hashes_of_real_recordings(corpus: list[Path]) -> None:
    named = 0
    for path in corpus:
        ours = deltafold.load(path).request_hash
        assert ours == reference.of_recording(json.loads(path.read_bytes())), path
        named += ours is not None and ours in path.stem
    # The others were edited after they had been named, or named by older rules.
    assert named > 0.9 * len(corpus)
