"""The pytest plugin: clients that are recorded once, and answered from the recordings then."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

# Imported here, since what runs in this process forgets what it imports.
import anthropic  # noqa: F401
import httpx  # noqa: F401
import openai  # noqa: F401
import pytest
from conftest import ROOT
from replay_upstream import check_file

import deltafold.replay._transport  # noqa: F401

pytest_plugins = ["pytester"]

#: An API that counts its answers, and that only recording may ask.
CONFTEST = """
import json
import httpx2
import pytest

answers = iter(range(1, 1000))

def answer(request):
    number = next(answers)
    print(f"API call {number}")
    if "messages" in request.url.path:
        content = [{"type": "text", "text": f"oak {number}"}]
        return httpx2.Response(200, json={
            "id": "msg_1", "type": "message", "role": "assistant", "model": "oak-1",
            "content": content, "stop_reason": "end_turn", "usage": {},
        })
    message = {"role": "assistant", "content": f"oak {number}"}
    if json.loads(request.content).get("stream"):
        chunks = [
            {"object": "chat.completion.chunk", "id": "c", "created": 5,
             "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}
            for delta, reason in [(message, None), ({}, "stop")]
        ]
        data = "".join(f"data: {json.dumps(chunk)}\\n\\n" for chunk in chunks)
        return httpx2.Response(
            200, headers={"content-type": "text/event-stream"}, text=data + "data: [DONE]\\n\\n"
        )
    return httpx2.Response(200, json={
        "object": "chat.completion", "id": "c", "created": 5, "model": "oak-1",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    })

@pytest.fixture
def llm_upstream():
    return httpx2.MockTransport(answer)
"""

HELPERS = """
import asyncio
import pytest

def ask(client, text="A tree?", **more):
    messages = [{"role": "user", "content": text}]
    answer = client.chat.completions.create(model="oak-1", messages=messages, **more)
    if more.get("stream"):
        return "".join(chunk.choices[0].delta.content or "" for chunk in answer)
    return answer.choices[0].message.content
"""

ALL_CLIENTS = (
    HELPERS
    + """
def test_openai(openai_replay):
    assert ask(openai_replay) == "oak 1"
    assert ask(openai_replay, stream=True) == "oak 2"

def test_async_openai(async_openai_replay):
    messages = [{"role": "user", "content": "A bush?"}]
    create = async_openai_replay.chat.completions.create
    answer = asyncio.run(create(model="oak-1", messages=messages))
    assert answer.choices[0].message.content == "oak 3"

def test_anthropic(anthropic_replay):
    messages = [{"role": "user", "content": "A tree?"}]
    answer = anthropic_replay.messages.create(model="oak-1", max_tokens=9, messages=messages)
    assert answer.content[0].text == "oak 4"

def test_async_anthropic(async_anthropic_replay):
    messages = [{"role": "user", "content": "A bush?"}]
    create = async_anthropic_replay.messages.create
    answer = asyncio.run(create(model="oak-1", max_tokens=9, messages=messages))
    assert answer.content[0].text == "oak 5"

def test_transport(llm_transport, llm_recordings):
    import httpx
    client = httpx.Client(transport=llm_transport)
    assert "oak 6" in client.post("https://api.example/v1/chat/completions", json={}).text
"""
)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\naddopts = --strict-markers --strict-config -p no:cacheprovider\n")
    return pytester


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other plugin is there in a process of its own: those that are installed take a second each time."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", "deltafold._pytest_plugin")


def run(suite: pytest.Pytester, *args: str, **outcomes: int) -> str:
    """The output of a run that ends with these outcomes."""
    result = suite.runpytest_inprocess(*args)
    result.assert_outcomes(**outcomes)
    return result.stdout.str()


def summary(output: str) -> str | None:
    found = re.search("^llm recordings: (.*)$", output, re.MULTILINE)
    return found[1] if found else None


def recordings(suite: pytest.Pytester, folder: str = "recordings") -> list[Path]:
    return sorted((suite.path / folder).glob("*.json"))


@pytest.mark.parametrize("record", ["once", "new", "all"])
@pytest.mark.parametrize("mode", ["prepend", "importlib"])
def test_recorded_and_then_replayed(suite: pytest.Pytester, record: str, mode: str) -> None:
    suite.makepyfile(ALL_CLIENTS)
    output = run(suite, f"--llm-record={record}", f"--import-mode={mode}", "-s", passed=5)
    assert summary(output) == "0 hits, 0 misses, 0 unused, 6 recorded"
    assert output.count("API call") == 6
    for path in recordings(suite):
        assert check_file(path).test_id.startswith("test_recorded_and_then_replayed.py::test_")  # type: ignore[union-attr]
    assert len(recordings(suite)) == 6

    output = run(suite, f"--import-mode={mode}", "-s", "--llm-fail-unused", passed=5)
    assert summary(output) == "6 hits, 0 misses, 0 unused"
    assert "API call" not in output


def test_a_call_without_a_recording_fails_and_is_not_sent(suite: pytest.Pytester) -> None:
    suite.makepyfile(ALL_CLIENTS)
    output = run(suite, "-s", failed=5)
    assert "API call" not in output
    assert "RecordingNotFound" in output
    assert "POST /chat/completions" in output
    assert summary(output) == "0 hits, 5 misses, 0 unused; --llm-record=new records what is missing"


def one(text: str) -> str:
    """A suite with one test, which asks this."""
    return f"{HELPERS}\ndef test_one(openai_replay):\n    print(ask(openai_replay, {text!r}))\n"


@pytest.mark.parametrize(
    ("record", "asked", "files"),
    [
        # A test that has a recording is only replayed, so this call fails.
        ("once", None, ["old"]),
        ("new", 1, ["new", "old"]),
        # Of a test that passes, nothing is left of former calls.
        ("all", 1, ["new"]),
        ("none", None, ["old"]),
    ],
)
def test_what_is_recorded(
    suite: pytest.Pytester, record: str, asked: int | None, files: list[str]
) -> None:
    suite.makepyfile(one("old"))
    run(suite, "--llm-record=once", passed=1)
    before = recordings(suite)[0].read_bytes()
    suite.makepyfile(one("new"))
    outcome = "passed" if asked else "failed"
    output = run(suite, f"--llm-record={record}", "-s", **{outcome: 1})
    assert output.count("API call") == (asked or 0)
    found = {path.read_bytes() for path in recordings(suite)}
    texts = sorted(json.loads(each)["request"]["body"]["messages"][0]["content"] for each in found)
    assert texts == files
    assert (before in found) is ("old" in files)


def test_a_test_that_fails_keeps_its_former_recordings(suite: pytest.Pytester) -> None:
    suite.makepyfile(one("old"))
    run(suite, "--llm-record=once", passed=1)
    suite.makepyfile(one("new") + "    assert False\n")
    run(suite, "--llm-record=all", failed=1)
    assert len(recordings(suite)) == 2


def test_equal_calls_of_several_tests(suite: pytest.Pytester) -> None:
    """Each test has its own answers, in whatever order and with whichever others it runs."""
    suite.makepyfile(
        HELPERS
        + """
@pytest.mark.parametrize("number", [1, 3, 5])
def test_one(openai_replay, number):
    assert ask(openai_replay) == f"oak {number}"
    assert ask(openai_replay) == f"oak {number + 1}"
"""
    )
    run(suite, "--llm-record=all", passed=3)
    run(suite, passed=3)
    run(suite, "-k", "5", passed=1, deselected=2)


def test_the_marker(suite: pytest.Pytester) -> None:
    suite.makepyfile(
        HELPERS
        + """
pytestmark = pytest.mark.llm_replay(path="tapes", mode="once")

def test_module(openai_replay):
    assert ask(openai_replay) == "oak 1"

@pytest.mark.llm_replay(path="more", match="sequence")
def test_own(openai_replay):
    assert ask(openai_replay) == "oak 2"

class TestClass:
    pytestmark = pytest.mark.llm_replay(path=["more", "tapes"], match=["request", "sequence"])

    def test_several(self, openai_replay):
        assert ask(openai_replay, temperature=0.5) == "oak 3"
"""
    )
    run(suite, passed=3)
    assert [len(recordings(suite, folder)) for folder in ("tapes", "more")] == [1, 2]
    output = run(suite, "-s", "--llm-record=none", passed=3)
    assert "API call" not in output
    # The command line takes precedence.
    output = run(suite, "-s", "--llm-record=all", passed=3)
    assert output.count("API call") == 3


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        ("llm_replay(mode='sometimes')", "one of none, once, new, all, not 'sometimes'"),
        ("llm_replay('tapes')", "expected llm_replay(path=, match=, mode=, denied=)"),
        ("llm_replay(folder='tapes')", "expected llm_replay(path=, match=, mode=, denied=)"),
        ("llm_replay(match='nearly')", "match"),
        ("llm_replay(path=5)", "expected the path of llm_replay to be a folder or a list of"),
        ("llm_replay(path=['a', None])", "expected the path of llm_replay to be a folder or"),
    ],
)
def test_markers_that_are_wrong(suite: pytest.Pytester, marker: str, message: str) -> None:
    suite.makepyfile(f"{HELPERS}\n@pytest.mark.{marker}\ndef test_one(openai_replay): pass\n")
    assert message in run(suite, errors=1)


def test_recordings_are_found_from_every_folder(suite: pytest.Pytester) -> None:
    """Ids of tests begin at pytest's root folder, which is another where a part is run by itself."""
    tests = suite.mkdir("tests")
    # Equal calls, so that only the ids tell whose answer is whose.
    code = HELPERS + "\n".join(
        f"def test_{name}(openai_replay):\n    assert ask(openai_replay) == 'oak {number}'"
        for number, name in enumerate(["one", "two"], 1)
    )
    (tests / "test_a.py").write_text(code)
    run(suite, "--llm-record=once", passed=2)
    assert len(recordings(suite, "tests/recordings")) == 2
    for args in (["-k", "two"], []):
        command = (f"--rootdir={tests}", *args, str(tests))
        output = run(suite, *command, passed=1 if args else 2, deselected=1 if args else 0)
        found = summary(output)
        assert found is not None and found.endswith("0 misses, 0 unused")
    # They have recordings already.
    for record in ("once", "new"):
        assert "API call" not in run(
            suite, f"--rootdir={tests}", f"--llm-record={record}", passed=2
        )
    # What is recorded anew takes the place of what had the other id.
    (tests / "test_a.py").write_text(re.sub("oak [0-9]", "oak", code).replace(" == ", " > "))
    run(suite, f"--rootdir={tests}", "--llm-record=all", passed=2)
    assert len(recordings(suite, "tests/recordings")) == 2


def test_parameters_that_look_like_keys(suite: pytest.Pytester) -> None:
    """They are in the ids of tests, and redacted where the id is recorded."""
    suite.makepyfile(
        HELPERS
        + """
@pytest.mark.parametrize("key", ["sk-proj-a1b2c3d4e5f6g7h8i9j0k1l2", "none"])
def test_one(openai_replay, key):
    ask(openai_replay)
"""
    )
    run(suite, "--llm-record=once", passed=2)
    ids = [json.loads(path.read_text())["test_id"] for path in recordings(suite)]
    assert sorted(one.partition("[")[2] for one in ids) == ["REDACTED]", "none]"]
    for args in (["--llm-record=once"], ["--llm-fail-unused"]):
        output = run(suite, "-s", *args, passed=2)
        assert summary(output) == "2 hits, 0 misses, 0 unused"
        assert "API call" not in output


def test_a_refusal_is_recorded_if_that_is_what_is_tested(suite: pytest.Pytester) -> None:
    suite.makeconftest(
        CONFTEST.replace("    number = next", "    return httpx2.Response(401)\n    number = next")
    )
    code = """
import openai
def test_one(openai_replay):
    with pytest.raises(openai.AuthenticationError):
        ask(openai_replay)
"""
    suite.makepyfile(HELPERS + code)
    run(suite, "--llm-record=once", passed=1)
    assert recordings(suite) == []
    suite.makepyfile(HELPERS + code.replace("def ", "@pytest.mark.llm_replay(denied=True)\ndef "))
    run(suite, "--llm-record=once", passed=1)
    assert len(recordings(suite)) == 1
    assert summary(run(suite, passed=1)) == "1 hit, 0 misses, 0 unused"


@pytest.mark.usefixtures("alone")
def test_unused_recordings(suite: pytest.Pytester) -> None:
    two = "def test_one(openai_replay):\n    ask(openai_replay)\n    ask(openai_replay, {!r})\n"
    other = "def test_other(openai_replay):\n    ask(openai_replay)\n"
    gone = "def test_gone(openai_replay):\n    ask(openai_replay)\n"
    suite.makepyfile(HELPERS + two.format("old") + other + gone)
    run(suite, "--llm-record=all", passed=3)
    assert summary(run(suite, "--llm-fail-unused", passed=3)) == "4 hits, 0 misses, 0 unused"

    suite.makepyfile(HELPERS + two.format("A tree?") + other)
    result = suite.runpytest_subprocess("--llm-fail-unused")
    result.assert_outcomes(passed=2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["llm recordings: 3 hits, 0 misses, 2 unused", "  unused: recordings/*"]
    )
    # Without the option, they are counted.
    result = suite.runpytest_subprocess()
    assert (result.ret, summary(result.stdout.str())) == (0, "3 hits, 0 misses, 2 unused")

    # What belongs to tests that were left out is not known to be unused.
    for args in (["-k", "other"], ["test_unused_recordings.py::test_other"]):
        output = run(suite, *args, passed=1, deselected=1 if "-k" in args else 0)
        assert summary(output) == "1 hit, 0 misses, 0 unused"


def test_tests_that_are_skipped_use_nothing(suite: pytest.Pytester) -> None:
    test = "@pytest.mark.skipif({}, reason='')\ndef test_one(openai_replay): ask(openai_replay)\n"
    other = "def test_other(openai_replay): ask(openai_replay, 'other')\n"
    suite.makepyfile(HELPERS + test.format("False") + other)
    run(suite, "--llm-record=all", passed=2)
    suite.makepyfile(HELPERS + test.format("True") + other)
    output = run(suite, "--llm-fail-unused", passed=1, skipped=1)
    assert summary(output) == "1 hit, 0 misses, 0 unused"


#: Without an SDK, which each process would import.
ASK_ALONE = """
import pytest

def ask(transport, text):
    import httpx2
    client = httpx2.Client(transport=transport)
    return client.post("https://api.example/v1/chat/completions", json={"input": text}).text
"""


@pytest.mark.parametrize("args", [["-n2"], ["-n2", "--dist=loadgroup"]])
def test_processes_of_xdist(suite: pytest.Pytester, args: list[str]) -> None:
    suite.makepyfile(
        ASK_ALONE
        + """
@pytest.mark.xdist_group("trees")
@pytest.mark.parametrize("number", range(8))
def test_one(llm_transport, number):
    assert "oak" in ask(llm_transport, f"{number}?")
"""
    )
    output = run(suite, "--llm-record=once", *args, passed=8)
    assert summary(output) == "0 hits, 0 misses, 0 unused, 8 recorded"
    assert all("@" not in str(check_file(path).test_id) for path in recordings(suite))
    output = run(suite, "--llm-fail-unused", *args, passed=8)
    assert summary(output) == "8 hits, 0 misses, 0 unused"
    # Recorded and replayed with and without processes, it is the same.
    assert summary(run(suite, passed=8)) == "8 hits, 0 misses, 0 unused"


def test_an_unused_recording_among_processes(suite: pytest.Pytester) -> None:
    test = "@pytest.mark.parametrize('number', range(4))\ndef test_one(llm_transport, number):\n"
    asks = "    ask(llm_transport, f'{number}?')\n"
    suite.makepyfile(ASK_ALONE + test + asks + "    ask(llm_transport, f'{number}!')\n")
    run(suite, "--llm-record=once", passed=4)
    suite.makepyfile(ASK_ALONE + test + asks)
    result = suite.runpytest_subprocess("-n2", "--llm-fail-unused")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert summary(result.stdout.str()) == "4 hits, 0 misses, 4 unused"


def test_keys_of_the_environment_are_in_no_file(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "opaque-key-of-openai")
    suite.makeconftest(
        CONFTEST
        + """
@pytest.fixture
def llm_redaction():
    from deltafold.replay import Redaction
    return Redaction(texts=["oak 1"])
"""
    )
    suite.makepyfile(one("my key is opaque-key-of-openai"))
    run(suite, "--llm-record=once", passed=1)
    (path,) = recordings(suite)
    assert "opaque-key" not in path.read_text()
    assert check_file(path).chat.choices[0].message.content == "REDACTED"
    # The request has the key again, and is found nevertheless.
    assert "REDACTED" in run(suite, "-s", passed=1)


def test_recording_without_a_key(suite: pytest.Pytester) -> None:
    """It would record that the API refuses."""
    suite.makeconftest("")
    suite.makepyfile(one("A tree?"))
    for record in ("once", "new", "all"):
        output = run(suite, f"--llm-record={record}", failed=1)
        assert "OPENAI_API_KEY is not set, and recording needs it" in output
        assert recordings(suite) == []


def test_no_key_is_needed_for_what_is_recorded(suite: pytest.Pytester) -> None:
    suite.makepyfile(one("A tree?"))
    run(suite, "--llm-record=once", passed=1)
    suite.makeconftest("")
    for record in ("once", "new"):
        assert (
            summary(run(suite, f"--llm-record={record}", passed=1)) == "1 hit, 0 misses, 0 unused"
        )


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("end", ["pytest.skip()", "pytest.xfail()", "raise KeyboardInterrupt"])
def test_a_test_that_does_not_reach_its_end_keeps_its_recordings(
    suite: pytest.Pytester, end: str
) -> None:
    code = f"{HELPERS}\ndef test_one(openai_replay):\n    ask(openai_replay)\n"
    suite.makepyfile(f"{code}    ask(openai_replay, 'A bush?')\n")
    run(suite, "--llm-record=all", passed=1)
    suite.makepyfile(f"{code}    {end}\n    ask(openai_replay, 'A bush?')\n")
    suite.runpytest_subprocess("--llm-record=all")
    assert len(recordings(suite)) == 2
    suite.makepyfile(code)
    run(suite, "--llm-record=all", passed=1)
    assert len(recordings(suite)) == 1


def test_asynchronous_clients_close_their_connections(suite: pytest.Pytester) -> None:
    """Each event loop has connections of its own, and none is left open."""
    suite.makeconftest(
        CONFTEST.replace("def llm_upstream", "def api")
        + """
@pytest.fixture(autouse=True)
def server(monkeypatch):
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            content = self.rfile.read(int(self.headers["content-length"]))
            response = answer(httpx2.Request("POST", f"http://api{self.path}", content=content))
            self.send_response(200)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", url)
    yield
    server.shutdown()
    server.server_close()
"""
    )
    suite.makepyfile(
        HELPERS
        + """
import gc

def test_both(async_openai_replay, async_anthropic_replay):
    messages = [{"role": "user", "content": "A tree?"}]
    for create in (
        async_openai_replay.chat.completions.create, async_anthropic_replay.messages.create
    ):
        for model in ("oak-1", "oak-2"):
            assert asyncio.run(create(model=model, max_tokens=9, messages=messages)).id

def test_all_is_closed():
    gc.collect()
"""
    )
    result = suite.runpytest_subprocess("--llm-record=once", "-Werror")
    result.assert_outcomes(passed=2)
    assert summary(result.stdout.str()) == "0 hits, 0 misses, 0 unused, 4 recorded"
    run(suite, passed=2)


def test_a_run_without_llm_calls(suite: pytest.Pytester) -> None:
    """Nothing is said."""
    suite.makepyfile("def test_nothing(): pass")
    suite.makeconftest("")
    for args in ([], ["--llm-fail-unused"], ["-n1"]):
        output = run(suite, *args, passed=1)
        assert "llm rec" not in output
        assert "unused" not in output


def test_the_beginning_of_the_docs(suite: pytest.Pytester) -> None:
    text = (ROOT / "docs" / "replay.md").read_text(encoding="utf-8")
    found = re.search("```python\n(.*?)```.*?```console\n(.*?)```", text, re.DOTALL)
    assert found is not None
    suite.makepyfile(test_app=found[1].replace("willow", "oak"))
    record, replay, last = found[2].splitlines()
    assert "pytest --llm-record=once " in record
    assert replay.startswith("$ pytest ")
    run(suite, "--llm-record=once", passed=1)
    assert last == f"llm recordings: {summary(run(suite, passed=1))}"


def test_what_the_plugin_imports() -> None:
    """What takes time to import is left for the fixtures."""
    code = (
        "import sys, pytest; before = set(sys.modules); import deltafold._pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    core = {"deltafold", "deltafold._core", "deltafold._errors", "deltafold._events"}
    assert set(found.stdout.split()) == {*core, "deltafold._pytest_plugin"}


def test_help_and_markers(suite: pytest.Pytester) -> None:
    output = suite.runpytest_subprocess("--help").stdout.str()
    assert "--llm-record={none,once,new,all}" in output
    assert "--llm-fail-unused" in output
    assert "@pytest.mark.llm_replay(" in suite.runpytest_subprocess("--markers").stdout.str()
    output = suite.runpytest_subprocess("--fixtures").stdout.str()
    for name in ("llm_recordings", "llm_transport", "llm_upstream", "llm_redaction"):
        assert name in output
