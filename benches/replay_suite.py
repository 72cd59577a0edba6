"""Measures pytest suites whose LLM calls are replayed: deltafold, vcrpy, cassetter, pytest-httpx2.

Each suite has the same tests: a quarter asks openai's client for a whole answer, a quarter for a
stream of 62 chunks, and half do the same asynchronously. All are recorded from a server in this
process, which is gone when they are replayed. deltafold makes a client for each test, which is what
its fixtures do; the others are measured with a client for each test, and with one for all.

What all suites need is measured, too: tests that ask nothing, and tests whose transport makes the
answers itself. Of each suite the fastest of several runs counts, in seconds of processor time.

It needs an environment with deltafold, pytest, openai, pytest-recording, cassetter and pytest-httpx2;
what is not installed is left out:

    python benches/replay_suite.py [--calls 500] [--rounds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

WORDS = [f"word{number} " for number in range(60)]
KINDS = ("whole", "stream", "async_whole", "async_stream")


def chunk(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_760_000_000,
        "model": "oak-1",
        "service_tier": "default",
        "system_fingerprint": "fp_1",
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}],
    }


def answer(question: str, is_stream: bool) -> tuple[str, bytes]:
    text = f"{question}: {''.join(WORDS)}"
    if not is_stream:
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        whole = {**chunk({}), "object": "chat.completion", "choices": [choice]}
        return "application/json", json.dumps(whole).encode()
    pieces = [f"{question}: ", *WORDS]
    chunks = [*(chunk({"content": piece}) for piece in pieces), chunk({}, "stop")]
    data = "".join(f"data: {json.dumps(each)}\n\n" for each in chunks)
    return "text/event-stream", f"{data}data: [DONE]\n\n".encode()


class Api(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        kind, data = answer(asked["messages"][0]["content"], asked.get("stream", False))
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def api() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()


SUITE = """
import asyncio, json, os
from pathlib import Path
import openai, pytest

BASE = os.environ["OPENAI_BASE_URL"]
{before}
def question(number):
    return {{"model": "oak-1", "messages": [{{"role": "user", "content": f"question {{number}}"}}]}}

def check(text, number):
    assert text.startswith(f"question {{number}}: word0 ")

@pytest.mark.parametrize("number", range({calls}))
{mark}
def test_whole({sync}, number):
    {prepare_whole}
    answer = {sync}.chat.completions.create(**question(number))
    check(answer.choices[0].message.content, number)

@pytest.mark.parametrize("number", range({calls}))
{mark}
def test_stream({sync}, number):
    {prepare_stream}
    answer = {sync}.chat.completions.create(**question(number), stream=True)
    check("".join(chunk.choices[0].delta.content or "" for chunk in answer), number)

@pytest.mark.parametrize("number", range({calls}))
{mark}
def test_async_whole({async_}, number):
    {prepare_whole}
    answer = asyncio.run({async_}.chat.completions.create(**question(number)))
    check(answer.choices[0].message.content, number)

@pytest.mark.parametrize("number", range({calls}))
{mark}
def test_async_stream({async_}, number):
    {prepare_stream}
    async def ask():
        answer = await {async_}.chat.completions.create(**question(number), stream=True)
        return [chunk.choices[0].delta.content or "" async for chunk in answer]
    check("".join(asyncio.run(ask())), number)
"""
CLIENTS = """
@pytest.fixture(scope="{scope}")
def client():
    return openai.OpenAI(api_key="none")

@pytest.fixture(scope="{scope}")
def async_client():
    return openai.AsyncOpenAI(api_key="none")
"""
# What the SDK itself takes.
MADE_HERE = """
import httpx2
ANSWERS = Path(__file__).with_name("answers")
WHOLE, STREAM = (ANSWERS / "0.json").read_bytes(), (ANSWERS / "0.sse").read_bytes()

def made(request):
    asked = json.loads(request.content)
    kind, data = ("text/event-stream", STREAM) if "stream" in asked else ("application/json", WHOLE)
    data = data.replace(b"question 0", asked["messages"][0]["content"].encode())
    return httpx2.Response(200, headers={"content-type": kind}, content=data)

@pytest.fixture
def client():
    http_client = httpx2.Client(transport=httpx2.MockTransport(made))
    return openai.OpenAI(api_key="none", http_client=http_client)

@pytest.fixture
def async_client():
    http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(made))
    return openai.AsyncOpenAI(api_key="none", http_client=http_client)
"""
NOTHING = """
import openai, pytest

@pytest.mark.parametrize("number", range({calls}))
@pytest.mark.parametrize("kind", range(4))
def test_nothing(number, kind):
    pass
"""
MOCKED = """
    body = Path(__file__).with_name("answers").joinpath(f"{{number}}.{suffix}").read_bytes()
    httpx2_mock.post(BASE + "/chat/completions").respond(
        content=body, headers={{"content-type": "{type}"}}
    )
"""


def suites(calls: int) -> dict[str, tuple[str, list[str], list[str]]]:
    """For each contender the suite, the arguments for pytest, and those for recording."""

    def suite(before: str, **more: str) -> str:
        usual = {"sync": "client", "async_": "async_client", "mark": ""}
        prepared = {"prepare_whole": "pass", "prepare_stream": "pass"}
        return SUITE.format(**{**usual, **prepared, **more}, before=before, calls=calls)

    def without(*plugins: str) -> list[str]:
        return [arg for name in plugins for arg in ("-p", f"no:{name}")]

    # Of plugins with the same options, only one can be there.
    alone = without("vcr", "recording", "cassetter")
    record = ["--record-mode=once"]
    found = {
        "nothing": (NOTHING.format(calls=calls), alone, []),
        "made here": (suite(MADE_HERE), alone, []),
        "deltafold": (
            suite("", sync="openai_replay", async_="async_openai_replay"),
            alone,
            ["--llm-record=once"],
        ),
    }
    mocked = {
        f"prepare_{kind}": MOCKED.format(suffix=suffix, type=type_).strip()
        for kind, suffix, type_ in (
            ("whole", "json", "application/json"),
            ("stream", "sse", "text/event-stream"),
        )
    }
    for scope, about in (("function", ""), ("session", ", one client")):
        clients = CLIENTS.format(scope=scope)
        cassettes = suite(clients, mark="@pytest.mark.vcr")
        of_mock = suite(clients, **mocked).replace(
            "client, number):", "client, number, httpx2_mock):"
        )
        found[f"vcrpy{about}"] = cassettes, without("vcr", "cassetter"), record
        found[f"cassetter{about}"] = cassettes, without("vcr", "recording"), record
        found[f"pytest-httpx2{about}"] = of_mock, alone, []
    return found


MODULES = {
    "vcrpy": "pytest_recording",
    "cassetter": "cassetter",
    "pytest-httpx2": "pytest_httpx2",
}


def run(folder: Path, base: str, args: list[str], tests: int) -> float:
    """The processor time of a run of pytest."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**ENVIRONMENT, "OPENAI_BASE_URL": base},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if f"{tests} passed" not in done.stdout:
        raise SystemExit(f"{folder.name}: {done.stdout[-3000:]}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_suites(root: Path, calls: int, rounds: int, left_out: str) -> dict[str, float]:
    each = calls // len(KINDS)
    found = {
        name: suite
        for name, suite in suites(each).items()
        if find_spec(MODULES.get(name.partition(",")[0], "deltafold"))
        and not (left_out and name.startswith(tuple(left_out.split(","))))
    }
    with api() as base:
        for name, (text, args, recording) in found.items():
            folder = root / name
            (folder / "answers").mkdir(parents=True)
            (folder / "test_suite.py").write_text(text)
            (folder / "pytest.ini").write_text("[pytest]\n")
            if "httpx2" in name or name == "made here":
                for number in range(each):
                    for suffix, is_stream in (("json", False), ("sse", True)):
                        data = answer(f"question {number}", is_stream)[1]
                        (folder / "answers" / f"{number}.{suffix}").write_bytes(data)
            run(folder, base, [*args, *recording], each * 4)
    seconds: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, (_, args, _) in found.items():
            seconds[name].append(run(root / name, base, args, each * 4))
    return {name: min(times) for name, times in seconds.items()}


def timed(work: Any) -> float:
    """Milliseconds of processor time, the best of five."""
    times = []
    for _ in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1_000


def measure_opening(folder: Path, copies: int) -> tuple[int, int, float, float, float]:
    """How many files of how many bytes; milliseconds to open a store, and to read them with json."""
    from deltafold.replay import RecordingStore, Request

    target = folder.with_name("many")
    target.mkdir()
    paths = list(folder.glob("*.json"))
    for copy in range(copies):
        for path in paths:
            data = path.read_bytes().replace(b'"question ', f'"question {copy}.'.encode())
            (target / f"{copy}-{path.name}").write_bytes(data)
    files = list(target.iterdir())
    asked = Request("POST", "https://api.example/v1/chat/completions", {"model": "none"})
    opened = timed(lambda: RecordingStore(target).get(asked))
    read = timed(lambda: [json.loads(path.read_bytes()) for path in files])
    store = RecordingStore(target)
    store.get(asked)
    body = json.loads(files[0].read_bytes())["request"]["body"]
    found = Request("POST", "https://api.example/v1/chat/completions", body)
    find = timed(lambda: [store.find(found) for _ in range(100)]) / 100
    return len(files), sum(path.stat().st_size for path in files), opened, read, find


def measure_import() -> float:
    """Milliseconds of processor time that the plugin adds to pytest's start, the best of seven."""
    code = (
        "import pytest, time; start = time.process_time(); import deltafold._pytest_plugin;"
        "print(time.process_time() - start)"
    )
    command = [sys.executable, "-c", code]
    taken = (float(subprocess.check_output(command, env=ENVIRONMENT)) for _ in range(7))
    return min(taken) * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", default="", help="contenders, such as cassetter,pytest-httpx2")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        seconds = measure_suites(root, chosen.calls, chosen.rounds, chosen.without)
        ours = seconds["deltafold"]
        print(f"| {chosen.calls} tests | s | relative | beyond nothing | beyond made here |")
        print("|---|---|---|---|---|")
        for name, taken in seconds.items():
            beyond = [
                "" if taken <= seconds[less] else f"{taken - seconds[less]:.2f}"
                for less in ("nothing", "made here")
            ]
            print(f"| {name} | {taken:.2f} | {taken / ours:.2f} | {' | '.join(beyond)} |")
        count, size, opened, read, find = measure_opening(root / "deltafold" / "recordings", 8)
        print(
            f"\n{count} recordings, {size / 1e6:.0f} MB: a store opens in {opened:.0f} ms", end=""
        )
        print(f" and finds in {find * 1000:.0f} µs; json reads them in {read:.0f} ms")
    print(f"import of the plugin: {measure_import():.1f} ms")


ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    # Modules are compiled once, as they are where packages are installed.
    if not name.startswith(("OPENAI_", "PYTEST_", "PYTHONDONTWRITE"))
}

if __name__ == "__main__":
    main()
