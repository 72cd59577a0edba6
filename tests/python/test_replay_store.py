"""Looking up requests in a store of recordings."""

from __future__ import annotations

import asyncio
import json
import pickle
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import conftest
import pytest
from conftest import TOO_DEEP
from hypothesis import given
from hypothesis import strategies as st

import deltafold
from deltafold.replay import RecordingNotFound, RecordingStore, Request
from deltafold.replay._match import is_same_test
from deltafold.replay._request import of_http, of_recording

CHAT = "https://api.example/v1/chat/completions"
TEXTS = st.text(max_size=8)
BODIES = st.dictionaries(
    st.sampled_from(["model", "messages", "temperature", "stop", "tools", "user", "n"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    ),
)


def recording(text: str, body: Any, **more: Any) -> dict[str, Any]:
    """A recording of a chat that answers with a text."""
    answer = {"object": "chat.completion", "choices": [{"index": 0, "message": {"content": text}}]}
    request = {"method": "POST", "url": CHAT, "body": body, **more.pop("request", {})}
    return {"request": request, "response": {"body": answer, "is_streaming": False}, **more}


def write(folder: Path, **recordings: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, one in recordings.items():
        (folder / f"{name}.json").write_text(json.dumps(one))
    return folder


def asked(body: Any = None, url: str = CHAT, **more: Any) -> Request:
    return of_http("POST", url, json.dumps(body or ASK).encode(), **more)


def text_of(found: deltafold.Recording) -> str:
    return str(found.chat.choices[0].message.content)


def texts(store: RecordingStore, *requests: Request) -> list[str]:
    return [text_of(store.find(request)) for request in requests]


ASK = {"model": "oak", "messages": [{"role": "user", "content": "Name a tree."}]}
OTHER = {"model": "oak", "messages": [{"role": "user", "content": "Name a bird."}]}


# Requests


@given(BODIES)
def test_what_a_client_changes_does_not_matter(body: dict[str, Any]) -> None:
    """A body that goes through a client is the one that was recorded."""
    kwargs = {**body, "extra_headers": {"a": "b"}, "timeout": 3, "extra_body": {"top_k": 2}}
    request = {
        "method": "POST",
        "url": "https://a.example/v1/v1/chat/completions",
        "endpoint": "/v1/chat/completions",
        "body": {**kwargs, "stop": None},
    }
    recorded = {"request": request, "response": {"body": None}}
    body.pop("stop", None)
    sent = dict(reversed([*body.items(), ("top_k", 2.0)]))
    of_file = of_recording(deltafold.loads(json.dumps(recorded)))
    assert of_file is not None
    assert asked({**sent, "stream": False}).text == of_file.text


@given(BODIES, BODIES)
def test_requests_are_equal_if_they_are(one: dict[str, Any], other: dict[str, Any]) -> None:
    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items() if each is not None}
        return [plain(each) for each in value] if isinstance(value, list) else value

    def form(body: dict[str, Any]) -> str:
        kept = {key: plain(each) for key, each in body.items() if plain(each) not in ([], {}, None)}
        # 1.0 and 1 are one number, True is none.
        as_float = json.loads(json.dumps(kept), parse_int=float)
        return json.dumps(as_float, sort_keys=True)

    same = Request("POST", CHAT, one).text == Request("POST", CHAT, other).text
    assert same == (form(one) == form(other))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a/v1/chat/completions", "/chat/completions"),
        ("https://a/v1/v1/chat/completions", "/chat/completions"),
        ("https://a/openai/v1/chat/completions?x=/v3/y", "/chat/completions"),
        ("https://a/chat/completions", "/chat/completions"),
        ("https://a/openai/deployments/d/chat/completions?api-version=1", "/chat/completions"),
        ("https://a/api/chat", "/api/chat"),
        ("https://a/v1beta/models/m:generateContent", "/generate_content"),
        ("https://a/v1beta1/projects/p/models/m:streamGenerateContent", "/generate_content_stream"),
        ("vertexai:///generate_content", "/generate_content"),
        ("/v1/messages/", "/messages"),
    ],
)
def test_paths_begin_after_the_version(url: str, path: str) -> None:
    assert Request("POST", url, {"model": "m"}).path == path


def test_google_puts_the_model_into_the_path() -> None:
    sent = Request(
        "POST",
        "https://g/v1beta/models/m:generateContent",
        {
            "contents": [{"role": "user", "parts": [{"text": "Plant."}]}],
            "systemInstruction": {"role": "user", "parts": [{"text": "Be brief."}]},
            "generationConfig": {"maxOutputTokens": 5},
        },
    )
    config = {"max_output_tokens": 5.0, "system_instruction": "Be brief."}
    recorded = Request(
        "POST",
        "x:///generate_content",
        {"model": "publishers/google/models/m", "contents": "Plant.", "config": config},
    )
    assert sent.text == recorded.text


def test_a_text_may_be_sent_as_a_part() -> None:
    def ask(content: Any) -> str:
        return asked({"messages": [{"role": "user", "content": content}]}).text

    part = {"type": "text", "text": "Plant."}
    assert ask([part]) == ask("Plant.")
    others = [[part, part], [{**part, "cache_control": {"type": "a"}}], [{"type": "image"}], []]
    assert len({ask("Plant."), *map(ask, others)}) == 5


def test_a_body_that_is_no_json_is_compared_as_text() -> None:
    one, other = (of_http("POST", CHAT, body) for body in (b"\xff{", b"\xff{"))
    assert one.text == other.text != of_http("POST", CHAT, b"{").text


# Matching


def test_a_request_is_answered_by_its_recording(tmp_path: Path) -> None:
    store = RecordingStore(write(tmp_path, a=recording("A", ASK), b=recording("B", OTHER)))
    assert texts(store, asked(OTHER), asked(ASK)) == ["B", "A"]
    assert (store.hits, store.misses, store.unused(), len(store)) == (2, 0, [], 2)


def test_equal_requests_are_answered_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path, **{f"r{n}": recording(str(n), ASK) for n in (1, 2, 3)})
    assert texts(RecordingStore(folder), *[asked()] * 5) == ["1", "2", "3", "3", "3"]
    store = RecordingStore(folder, exhausted="error")
    assert texts(store, *[asked()] * 3) == ["1", "2", "3"]
    with pytest.raises(RecordingNotFound, match="has answered already"):
        store.find(asked())


def test_a_client_that_tries_again_gets_the_same(tmp_path: Path) -> None:
    store = RecordingStore(write(tmp_path, a=recording("1", ASK), b=recording("2", ASK)))
    again = asked(again=True)
    assert texts(store, asked(), again, again, asked()) == ["1", "1", "1", "2"]


def test_ogx_hashes_leave_out_what_changes(tmp_path: Path) -> None:
    def ask(score: str) -> dict[str, Any]:
        return {**ASK, "messages": [{"role": "user", "content": f"score: {score}"}]}

    folder = write(tmp_path, a=recording("A", ask("0.25")))
    other = asked({**ask("0.75"), "stream_options": {"include_usage": True}})
    assert texts(RecordingStore(folder, match="ogx"), other) == ["A"]
    assert texts(RecordingStore(folder), other) == ["A"]
    with pytest.raises(RecordingNotFound):
        RecordingStore(folder, match="request").find(other)


def test_tests_have_recordings_of_their_own(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        a=recording("A", ASK, test_id="t::one"),
        b=recording("B", ASK, test_id="t::two"),
        c=recording("C", OTHER, test_id="t::two"),
        d=recording("D", OTHER),
    )
    store = RecordingStore(folder)
    two = store.for_test("t::two")
    assert texts(two, asked(), asked(), asked(OTHER)) == ["B", "B", "C"]
    # Recordings of others are better than none.
    assert texts(store.for_test("t::three"), asked(OTHER)) == ["C"]
    assert (store.hits, two.hits, store.unused()) == (
        4,
        4,
        [str(folder / n) for n in ("a.json", "d.json")],
    )
    # The order of each test begins anew.
    assert texts(store.for_test("t::two"), asked()) == ["B"]

    by_test = RecordingStore(folder, match="test")
    assert texts(by_test.for_test("t::one"), asked(OTHER)) == ["A"]
    assert texts(by_test.for_test("t::two"), asked(OTHER), asked(ASK)) == ["C", "B"]
    for unknown in (by_test, by_test.for_test("t::three")):
        with pytest.raises(RecordingNotFound):
            unknown.find(asked())


@pytest.mark.parametrize(
    ("recorded", "asked_by", "is_same"),
    [
        ("tests/test_a.py::test_b", "tests/test_a.py::test_b", True),
        ("tests/test_a.py::test_b", "test_a.py::test_b", True),
        ("test_a.py::TestA::test_b", "project/tests/test_a.py::TestA::test_b", True),
        ("test_a.py::test_b", "my_test_a.py::test_b", False),
        ("one/test_a.py::test_b", "other/test_a.py::test_b", False),
        ("test_a.py::test_b", "test_a.py::test_c", False),
        ("test_a.py::test_b[REDACTED-1]", "test_a.py::test_b[sk-aB(c]-1]", True),
        ("test_a.py::test_b[REDACTED-1]", "test_a.py::test_b[sk-aBc-2]", False),
        ("test_a.py::test_b[REDACTED]", "test_a.py::test_c[sk-1]", False),
        (None, "test_a.py::test_b", False),
    ],
)
def test_ids_of_tests_are_the_same_from_every_folder(
    recorded: str | None, asked_by: str, is_same: bool, tmp_path: Path
) -> None:
    assert is_same_test(recorded, asked_by) is is_same
    # What is not the test's own is used only if there is nothing of its own.
    write(tmp_path, a=recording("other", ASK), b=recording("own", ASK, test_id=recorded))
    found = RecordingStore(tmp_path).for_test(asked_by).find(asked())
    assert text_of(found) == ("own" if is_same else "other")


def test_the_exact_id_comes_before_one_that_ends_alike(tmp_path: Path) -> None:
    names = {"a": "x/test_a.py::test_b", "b": "test_a.py::test_b", "c": "y/x/test_a.py::test_b"}
    write(tmp_path, **{key: recording(key, ASK, test_id=name) for key, name in names.items()})
    for key, name in names.items():
        assert text_of(RecordingStore(tmp_path).for_test(name).find(asked())) == key


def test_a_sequence_is_answered_in_order(tmp_path: Path) -> None:
    folder = write(tmp_path, b=recording("B", ASK), a=recording("A", OTHER))
    assert texts(RecordingStore(folder, match="sequence"), *[asked()] * 3) == ["A", "B", "B"]


def test_a_function_gives_the_key(tmp_path: Path) -> None:
    folder = write(tmp_path, a=recording("A", ASK), b=recording("B", {"model": "elm"}))

    def last_letter(request: Request) -> str | None:
        return request.model[-1] if request.model else None

    store = RecordingStore(folder, match=last_letter)
    assert texts(store, asked({"model": "palm"}), asked({"model": "k"})) == ["B", "A"]
    with pytest.raises(RecordingNotFound):
        store.find(asked({"n": 1}))
    both = RecordingStore(folder, match=("request", last_letter))
    assert texts(both, asked({"model": "palm"}), asked()) == ["B", "A"]


@pytest.mark.parametrize("match", ["none", (), ("auto", "none")])
def test_unknown_ways_of_matching_are_refused(match: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected match"):
        RecordingStore(tmp_path, match=match)
    with pytest.raises(ValueError, match="exhausted"):
        RecordingStore(tmp_path, exhausted="never")  # type: ignore[arg-type]


def test_fallbacks_answer_what_the_others_do_not(tmp_path: Path) -> None:
    first = write(tmp_path / "first", a=recording("A", ASK))
    shared = write(tmp_path / "shared", a=recording("X", ASK), b=recording("Y", OTHER))
    more = write(tmp_path / "more", b=recording("Z", OTHER), c=recording("W", {"model": "elm"}))
    store = RecordingStore(first, fallbacks=[shared, more])
    found = texts(store, asked(), asked(OTHER), asked({"model": "elm"}))
    assert found == ["A", "Y", "W"]


def test_lists_of_models_are_united(tmp_path: Path) -> None:
    def models(*names: str, url: str = "https://a/v1/v1/models", **more: Any) -> dict[str, Any]:
        listed = [{"id": name, "object": "model", "created": None, **more} for name in names]
        body = [{"__type__": "openai.types.model.Model", "__data__": model} for model in listed]
        request = {"method": "POST", "url": url, "endpoint": "/v1/models", "body": {}}
        return {"request": request, "response": {"body": body, "is_streaming": False}}

    folder = write(tmp_path / "a", a=models("oak", "elm"), b=models("elm", "ash", owned_by="b"))
    other = write(tmp_path / "b", a=models("oak", "fir", owned_by="c"))
    store = RecordingStore(folder, fallbacks=other, match="sequence")
    body = store.find(Request("GET", "https://x/v1/models")).to_dict()["response"]["body"]
    assert [model["id"] for model in body["data"]] == ["ash", "elm", "fir", "oak"]
    owners = [model.get("owned_by") for model in body["data"]]
    assert owners == ["b", "b", "c", None]
    one = store.find(Request("GET", "https://x/v1/models/fir")).to_dict()
    assert one["response"]["body"]["id"] == "fir"
    with pytest.raises(RecordingNotFound):
        store.find(Request("GET", "https://x/v1/models/palm"))
    assert store.unused() == []


# Files


def test_broken_files_are_named_and_the_others_served(tmp_path: Path) -> None:
    folder = write(tmp_path, a=recording("A", ASK))
    (folder / "b.json").write_text('{"response": oops}')
    store = RecordingStore(folder)
    assert texts(store, asked()) == ["A"]
    [error] = store.errors
    assert isinstance(error, deltafold.ParseError) and error.path == str(folder / "b.json")
    with pytest.raises(deltafold.ParseError, match=r"b\.json"):
        RecordingStore(folder, strict=True)


def test_requests_that_cannot_be_read_are_errors(tmp_path: Path) -> None:
    deep: Any = []
    for _ in range(TOO_DEEP):
        deep = [deep]
    broken = recording("C", ASK, request={"url": "http://[", "endpoint": None})
    folder = write(tmp_path, a=recording("A", ASK), c=broken)
    body = json.dumps(recording("B", ASK)).replace(
        '"Name a tree."', "[" * TOO_DEEP + "]" * TOO_DEEP
    )
    (folder / "b.json").write_text(body)
    store = RecordingStore(folder)
    assert texts(store, asked()) == ["A"]
    names = [(type(error), str(error).partition(": ")[0]) for error in store.errors]
    expected = [str(folder / "b.json"), str(folder / "c.json")]
    assert names == [(deltafold.RecordingError, name) for name in expected]
    with pytest.raises(ValueError, match="nested too deep"):
        Request("POST", CHAT, {"messages": deep})


def test_files_with_many_recordings_are_served(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    lines = [json.dumps(recording(str(n), {"model": "oak", "n": n})) for n in range(200)]
    path.write_text("\n".join(lines))
    store = RecordingStore(path)
    assert texts(store, asked({"model": "oak", "n": 7})) == ["7"]
    assert store.unused()[:8] == [f"{path}[{n}]" for n in (*range(7), 8)]


def test_recordings_without_a_request_are_a_sequence() -> None:
    formats = conftest.FIXTURES / "formats"
    store = RecordingStore(formats / "streams.sse", match="sequence")
    kinds = {store.find(asked()).number for _ in range(2)}
    assert kinds == {0, 1}
    # Logs have no URL, but the kind of a response tells which API it is of.
    logged = next(deltafold.scan([formats / "aiperf.jsonl"]))
    request = of_recording(logged)
    assert request is not None and request.path == "/chat/completions"


def test_all_fixtures_are_found_by_what_was_recorded() -> None:
    paths = [*conftest.fixture_recordings(), *conftest.real_recordings()]
    store = RecordingStore(paths, match="request")
    count = 0
    for one in deltafold.scan(paths):
        request = of_recording(one)
        if request is not None and not request.path.endswith(("/models", "/api/tags")):
            found = of_recording(store.for_test(one.test_id or "").find(request))
            assert found is not None and found.text == request.text
            count += 1
    assert count > 40


def test_files_can_be_added(tmp_path: Path) -> None:
    folder = write(tmp_path, a=recording("A", ASK))
    store = RecordingStore(folder)
    assert texts(store, asked()) == ["A"]
    write(tmp_path, b=recording("B", OTHER))
    store.add(tmp_path / "b.json")
    assert texts(store, asked(OTHER)) == ["B"]
    write(tmp_path, b=recording("B2", {"model": "elm"}))
    store.add(tmp_path / "b.json")
    assert texts(store, asked({"model": "elm"})) == ["B2"]
    with pytest.raises(RecordingNotFound):
        store.find(asked(OTHER))
    assert len(store) == 2


def test_an_empty_folder_is_no_error(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    store = RecordingStore(tmp_path)
    with pytest.raises(RecordingNotFound, match=f"no recordings in {tmp_path}"):
        store.find(asked())
    assert (len(store), store.errors, list(recwarn)) == (0, [], [])


# Misses


def test_a_miss_names_the_nearest_and_what_differs(tmp_path: Path) -> None:
    folder = write(tmp_path, a=recording("A", ASK), b=recording("B", {**OTHER, "model": "elm"}))
    store = RecordingStore(folder)
    with pytest.raises(RecordingNotFound) as raised:
        store.find(asked({**ASK, "model": "ash"}))
    error = raised.value
    assert str(error).splitlines() == [
        "no recording answers POST /chat/completions (model ash)",
        "nearest of 2, with what is recorded → what is asked:",
        f"  {folder / 'a.json'}",
        '    body.model: "oak" → "ash"',
        "",
        f"  {folder / 'b.json'}",
        '    body.messages[0].content: "Name a bird." → "Name a tree."',
        '    body.model: "elm" → "ash"',
    ]
    assert error.key == "POST /chat/completions"
    assert error.nearest == (str(folder / "a.json"), str(folder / "b.json"))
    assert issubclass(RecordingNotFound, deltafold.Error)
    assert issubclass(RecordingNotFound, LookupError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), vars(again), str(again)) == (type(error), vars(error), str(error))
    assert (store.hits, store.misses) == (0, 1)
    assert store.get(asked({"n": 1})) is None and store.misses == 1


# Threads and tasks


def many(tmp_path: Path) -> RecordingStore:
    ones = {f"r{n:03}": recording(str(n), {"model": "oak", "n": n % 50}) for n in range(400)}
    return RecordingStore(write(tmp_path, **ones))


def expected_counts() -> Counter[str]:
    return Counter(str(n) for n in range(400))


class SlowTurns(dict[Any, int]):
    """Lets other threads run between reading a turn and ending it."""

    def get(self, place: Any, default: Any = None) -> Any:
        turn = super().get(place, default)
        time.sleep(0.0005)
        return turn


def test_threads_share_a_store(tmp_path: Path) -> None:
    store = many(tmp_path)
    store._turns = SlowTurns()
    barrier = threading.Barrier(16)

    def ask(first: int) -> Iterator[str]:
        barrier.wait()
        yield from (
            text_of(store.find(asked({"model": "oak", "n": n % 50}))) for n in range(first, 400, 16)
        )

    with ThreadPoolExecutor(16) as threads:
        found = Counter(
            text for each in threads.map(lambda n: list(ask(n)), range(16)) for text in each
        )
    assert found == expected_counts()
    assert (store.hits, store.unused()) == (400, [])


def test_tasks_share_a_store(tmp_path: Path) -> None:
    store = many(tmp_path)

    async def ask(n: int) -> list[str]:
        await asyncio.sleep(0)
        return texts(store, *[asked({"model": "oak", "n": n % 50})] * 2)

    async def all_of_them() -> list[list[str]]:
        return await asyncio.gather(*(ask(n) for n in range(200)))

    found = asyncio.run(all_of_them())
    assert Counter(text for each in found for text in each) == expected_counts()


# Imports


def test_replay_is_imported_when_it_is_used() -> None:
    code = (
        "import sys, deltafold; assert 'deltafold.replay' not in sys.modules;"
        "import deltafold.replay; found = {'httpx', 'httpx2', 'http.server'} & set(sys.modules);"
        "assert not found, found"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
