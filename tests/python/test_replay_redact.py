"""Redaction: nothing of a key is in any file, and nothing else is changed."""

from __future__ import annotations

import base64
import copy
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx2
import pytest
from conftest import fixture_recordings
from hypothesis import example, given
from hypothesis import strategies as st
from linear import linear
from replay_upstream import SSE, Pieces, Recording, Upstream, chat, chunks, events, files

import deltafold
from deltafold.replay import Recorder, RecordingStore, Redaction, ReplayTransport

ALNUM = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
bodies = st.text(ALNUM, min_size=20, max_size=40).filter(
    lambda text: not text.isalpha() or not text.islower()
)

#: Keys that are known by their form, wherever they are.
shaped = st.one_of(
    bodies.map("sk-{}".format),
    bodies.map("sk-proj-{}".format),
    bodies.map("sk-ant-api03-{}".format),
    bodies.map("gsk_{}".format),
    bodies.map("xai-{}".format),
    bodies.map("hf_{}".format),
    bodies.map("AIza{}".format),
    bodies.map("ghp_{}".format),
    st.text("ABCDEFGHJK234567", min_size=16, max_size=16).map("AKIA{}".format),
    bodies.map(lambda text: f"eyJ{text}.eyJ{text}.{text}"),
)
#: Keys without a form, which are only known from where they are sent.
opaque = st.text(ALNUM + '/+=!"\\ü-_.~', min_size=12, max_size=40).map("q{}7".format)
words = st.text(ALNUM + " .,:\n", max_size=30)


def split(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)])]


def spelled(key: str) -> list[str]:
    in_json = [json.dumps(key)[1:-1], json.dumps(key, ensure_ascii=False)[1:-1]]
    return [key, quote(key, safe=""), *in_json, json.dumps(in_json[0])[1:-1]]


@given(
    key=st.one_of(shaped, opaque.filter(str.isascii)),
    place=st.sampled_from(
        ["authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie", "basic", "query"]
    ),
    around=words,
    cuts=st.lists(st.integers(0, 99), max_size=5),
    form=st.sampled_from(["chat", "chat.stream", "lines", "text", "error"]),
)
@example(
    key="sk-0123456789abcdefghijkl", place="authorization", around="", cuts=[1, 2, 9], form="lines"
)
@example(key='q"\\quoted-key7', place="query", around="", cuts=[4], form="chat.stream")
def test_no_file_has_a_key_that_was_sent(
    key: str,
    place: str,
    around: str,
    cuts: list[int],
    form: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Neither from where it is sent, nor from a body, nor from an answer that repeats it."""
    folder = tmp_path_factory.mktemp("keys")
    echo = f"{around} {key} {around}"
    pieces = split(echo, cuts)
    deltas = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        for piece in pieces
    ]
    answers: dict[str, tuple[int, dict[str, str], Any]] = {
        "chat": (200, {}, chat(echo)),
        "chat.stream": (200, SSE, Pieces(events(chunks(*pieces)))),
        "lines": (200, SSE, Pieces(events([*deltas, {"type": "message_stop"}], done=False))),
        "text": (200, {"content-type": "text/plain"}, echo.encode()),
        "error": (400, {}, {"error": {"message": f"wrong key: {key}"}}),
    }
    headers = {
        "authorization": {"authorization": f"Bearer {key}"},
        "cookie": {"cookie": f"session={key}; theme=dark"},
        "basic": {"authorization": "Basic " + base64.b64encode(f"u:{key}".encode()).decode()},
    }.get(place, {place: key})
    url = "https://api.example/v1/chat/completions"
    if place == "query":
        url += f"?alt=sse&key={quote(key, safe='')}"
        headers = {}
    body = {
        "model": "oak-1",
        "messages": [{"role": "user", "content": echo}],
        "metadata": {key: "1", "api_key": key},
        "tools": [{"type": "mcp", "authorization": key, "headers": {"X-Api-Key": key}}],
        "arguments": json.dumps({"q": echo}),
    }
    if place == "cookie" and ";" in key:
        return
    recorder = Recorder(folder, "record", Upstream(lambda _: answers[form]))
    client = httpx2.Client(transport=Recording(recorder))
    client.post(url, json=body, headers=headers)
    (path,) = recorder.written
    text = path.read_text()
    for found in spelled(key):
        assert found not in text
        assert found not in path.name
    recording = deltafold.load(path)
    assert recording.request_hash == path.stem
    if form in ("chat.stream", "lines"):
        assert key not in json.dumps(recording.completion.model_dump(), ensure_ascii=False)
    assert "REDACTED" in text
    headers_of = json.loads(text)["request"]["headers"]
    assert headers_of == {}


@given(key=st.one_of(shaped, opaque), before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_keys_in_base64_are_found(key: str, before: bytes, after: bytes) -> None:
    redaction = Redaction().for_request({"x-api-key": key}, "https://api.example")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = redaction.text(encode(before + key.encode() + after).decode())
        assert "REDACTED" in text
        left = text.replace("REDACTED", "")
        # Digits at the ends belong to what is around the key, too.
        assert len(left) <= len(encode(before + after)) + 4


@given(name=st.sampled_from(["client_secret", "password", "X-Api-Key"]), key=opaque)
def test_fields_of_forms_are_known_by_their_name(
    name: str, key: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    transport = ReplayTransport(
        RecordingStore(folder), mode="record", upstream=Upstream(lambda _: (200, {}, chat("oak")))
    )
    asked: list[dict[str, Any]] = [
        {"data": {"a": "1", name: key, "b": "&"}},
        {"data": {"a": "1", name: key}, "files": {"file": ("oak.txt", b"An oak.")}},
    ]
    with httpx2.Client(transport=transport) as client:
        for how in asked:
            client.post("https://api.example/token", **how)
    for path in files(folder):
        text = path.read_text()
        assert "REDACTED" in text
        assert all(found not in text for found in [*spelled(key), quote_plus(key)])
    with httpx2.Client(transport=ReplayTransport(RecordingStore(folder))) as client:
        for how in asked:
            assert client.post("https://api.example/token", **how).status_code == 200


@given(key=shaped, before=words, after=words, placeholder=st.sampled_from(["REDACTED", "***"]))
def test_keys_are_known_by_their_form(key: str, before: str, after: str, placeholder: str) -> None:
    redaction = Redaction(placeholder=placeholder)
    text = redaction.text(f"{before} {key} {after}")
    assert key not in text
    assert placeholder in text
    assert redaction.text(text) == text


@pytest.mark.parametrize(
    "name",
    (
        "api_key apiKey OPENAI_API_KEY x-api-key Authorization access_token token client_secret "
        "password refresh-token aws_secret_access_key Set-Cookie"
    ).split(),
)
def test_fields_are_known_by_their_name(name: str) -> None:
    redaction = Redaction()
    hidden = {name: "oak"}
    assert redaction.value({"a": [hidden]}) == {"a": [{name: "REDACTED"}]}
    assert (
        redaction.value(json.dumps({"a": hidden})) == json.dumps({"a": hidden}) or name != "token"
    )
    if name != "token":
        assert "oak" not in redaction.text(json.dumps({"a": hidden}))
        assert "oak" not in redaction.text(json.dumps(json.dumps({"a": hidden})))
    # What is no text is no credential: a schema may describe a field of this name.
    schema = {name: {"type": "string"}, "required": [name]}
    assert redaction.value(schema) == schema


def test_credentials_of_other_services_that_a_request_names() -> None:
    source = {"parameters": {"authentication": {"type": "api_key", "key": "oak"}, "key": "tree"}}
    assert Redaction().value(source) == {
        "parameters": {"authentication": {"type": "api_key", "key": "REDACTED"}, "key": "tree"}
    }


@pytest.mark.parametrize("path", fixture_recordings(), ids=lambda path: path.stem)
def test_recordings_without_keys_stay_as_they_are(path: Path) -> None:
    check_unchanged(json.loads(path.read_bytes()))


def test_real_recordings_stay_as_they_are(corpus: list[Path]) -> None:
    for path in corpus:
        check_unchanged(json.loads(path.read_bytes()))


def check_unchanged(record: Any) -> None:
    before = copy.deepcopy(record)
    assert Redaction().value(record) == before
    if isinstance(record, dict) and isinstance(
        body := record.get("response", {}).get("body"), list
    ):
        assert Redaction().stream(body) == body
    assert record == before


@given(st.lists(words, max_size=6), st.lists(st.integers(0, 9), max_size=4))
def test_texts_without_keys_stay_as_they_are(texts: list[str], cuts: list[int]) -> None:
    items: list[Any] = chunks(*[piece for text in texts for piece in split(text, cuts)])
    assert Redaction().stream(items) == items
    lines = b"".join(events(items)).decode().split("\n")
    assert Redaction().stream(lines) == lines


@given(shaped, st.lists(st.integers(1, 60), min_size=1, max_size=4), words)
def test_choices_do_not_hide_what_another_says(key: str, cuts: list[int], other: str) -> None:
    """A key comes in pieces, between those of another choice."""
    pieces = split(f"a {key} b", cuts)
    items: list[Any] = []
    for piece in pieces:
        items += chunks(piece)[:1] + chunks(other, index=1)[:1]
    merged = deltafold.merge(Redaction().stream(items), family="chat")
    found = [choice.message.content for choice in merged.choices]
    assert found == ["a REDACTED b", other * len(pieces)]


@pytest.mark.parametrize(
    "text",
    [
        "tests/test_app.py::test_no_key_is_needed_for_what_is_recorded",
        "get_key_of_the_first_customer(pk_of_the_customer)",
        "ant-colony-optimization with sk-learn-and-others",
    ],
)
def test_names_that_begin_like_keys_stay(text: str) -> None:
    assert Redaction().text(text) == text


def test_urls() -> None:
    redaction = Redaction()
    for url, expected in [
        ("https://u:p@api.example/v1?key=1&alt=sse", "https://api.example/v1?key=REDACTED&alt=sse"),
        ("https://api.example/v1?api-key=1#key=2", "https://api.example/v1?api-key=REDACTED#key=2"),
        (
            "https://a.example/?X-Amz-Signature=0&n=2",
            "https://a.example/?X-Amz-Signature=REDACTED&n=2",
        ),
        ("https://a.example/v1/chat?alt=sse&top=5", "https://a.example/v1/chat?alt=sse&top=5"),
        ("https://a.example/v1/sk-0123456789abcdef/chat", "https://a.example/v1/REDACTED/chat"),
    ]:
        assert redaction.url(url) == expected


def test_rules_can_be_added() -> None:
    redaction = Redaction(
        names=iter(["Tenant-Id"]), patterns=["acct-[0-9]+"], texts=["oak.example"]
    )
    assert redaction.value({"tenant_id": "7", "x": "acct-12 at oak.example", "y": "acct-"}) == {
        "tenant_id": "REDACTED",
        "x": "REDACTED at REDACTED",
        "y": "acct-",
    }
    assert redaction.url("https://oak.example/?tenant_id=1") == (
        "https://REDACTED/?tenant_id=REDACTED"
    )
    with pytest.raises(re.error):
        Redaction(patterns=["("])


@pytest.mark.parametrize(
    "piece",
    ["\\", "eyJ-", "sk-", "key_", "-key_", '; name="a"\r\n', "sk-0123456789abc ", "a", '"'],
)
def test_redaction_is_linear(piece: str) -> None:
    def work(pieces: list[str]) -> None:
        Redaction().text("".join(pieces))

    linear(work, lambda _: piece)


def test_redaction_of_pieces_is_linear() -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": "sk-0123456789abc "}}]}
    linear(lambda items: Redaction().stream(items), lambda _: chunk)


@pytest.mark.parametrize("depth", [100, 400, 800])
def test_what_is_nested_deeply_is_redacted(depth: int) -> None:
    def nested(inner: Any) -> Any:
        for level in range(depth):
            inner = {"a": inner} if level % 2 else [inner]
        return inner

    value = nested({"api_key": "oak-tree", "text": "my sk-0123456789abc"})
    clean = nested({"api_key": "REDACTED", "text": "my REDACTED"})
    assert json.dumps(Redaction().value(value)) == json.dumps(clean)
    assert json.dumps(Redaction().stream([value])) == json.dumps([clean])
    line = f"data: {json.dumps(value)}"
    assert json.loads(Redaction().stream([line])[0][5:]) == clean


def test_an_event_that_is_nested_too_deeply_is_text() -> None:
    line = "data: " + "[" * 100_000 + '"sk-0123456789abc"'
    assert Redaction().stream([line]) == [line.replace("sk-0123456789abc", "REDACTED")]


def test_tokens_and_forms_of_any_length_are_found() -> None:
    token = "eyJ" + "a" * 9_000 + "." + "b" * 9_000 + ".c"
    assert Redaction().text(f"a {token} b") == "a REDACTED b"
    lines = "".join(f"x-header-{number}: a\r\n" for number in range(90))
    form = f'; name="api_key"\r\n{lines}\r\noak-tree'
    assert Redaction().text(form) == form.replace("oak-tree", "REDACTED")
