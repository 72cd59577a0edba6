"""A server of OGX in replay mode answers the same with deltafold as without it.

`make test-ogx-server` runs this. The servers are real processes of `ogx stack run`, and the client
is openai's, with the recorder's own hook that sends the test's id in a header. Nothing leaves the
machine: the recordings are written here, under the recorder's own hashes.
"""

from __future__ import annotations

import importlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

MODULE = "ogx.testing.api_recorder"
API = "https://api.example/v1"
TEST = "tests/integration/inference/test_calls.py::test_calls[a::b]"
START_SECONDS, POLL_SECONDS = 900, 0.2
REPLACED = 7

CONFIG = """
version: 2
distro_name: replay
apis: [inference]
providers:
  inference:
  - provider_id: openai
    provider_type: remote::openai
    config: {{api_key: k, base_url: {api}}}
storage:
  backends:
    kv_default: {{type: kv_sqlite, db_path: {place}/kv.db}}
    sql_default: {{type: sql_sqlite, db_path: {place}/sql.db}}
  stores:
    metadata: {{namespace: registry, backend: kv_default}}
    inference: {{table_name: inference_store, backend: sql_default}}
    conversations: {{table_name: conversations, backend: sql_default}}
    prompts: {{table_name: prompts, backend: sql_default}}
    connectors: {{table_name: connectors, backend: sql_default}}
registered_resources: {{models: []}}
server: {{host: 127.0.0.1, port: {port}}}
"""

USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def typed(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"__type__": f"openai.types.{name}", "__data__": data}


def chunk(index: int, content: str | None, **more: Any) -> dict[str, Any]:
    choice = {"index": index, "delta": {"content": content}, "finish_reason": None}
    data = {"id": "rec-1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    name = "chat.chat_completion_chunk.ChatCompletionChunk"
    return typed(name, {**data, "choices": [choice], "usage": None, **more})


def model(name: str, created: int | None) -> dict[str, Any]:
    data = {"id": name, "object": "model", "created": created, "owned_by": "x"}
    return typed("model.Model", data)


# The second chunk does not validate, which is logged; fields of providers are passed on.
STREAM = [
    chunk(0, "Oak "),
    chunk(1, "Elm", object=""),
    chunk(0, "é \ud83c\udf33", obfuscation="xy"),
    {**chunk(0, None), "__data__": {**chunk(0, None)["__data__"], "choices": [], "usage": USAGE}},
]
CHAT = typed(
    "chat.chat_completion.ChatCompletion",
    {
        "id": "rec-2",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Oak", "tool_calls": []},
                "finish_reason": "stop",
            }
        ],
        "usage": USAGE,
    },
)
BUSY = {
    "body": None,
    "is_streaming": False,
    "is_exception": True,
    "exception_data": {
        "category": "provider_sdk",
        "provider": "openai",
        "type": "RateLimitError",
        "message": "busy",
        "status_code": 429,
        "body": {"error": {"message": "busy"}},
    },
    "exception_message": "busy",
}


def question(text: str, **more: Any) -> dict[str, Any]:
    """What a client asks; the server's provider is asked the same."""
    return {"model": "m", "messages": [{"role": "user", "content": text}], "stream": False, **more}


ANSWERS: dict[str, tuple[dict[str, Any], dict[str, Any] | str]] = {
    "chat": (question("Name a tree."), {"body": CHAT, "is_streaming": False}),
    "stream": (
        question("Name trees.", n=2, stream=True),
        {"body": STREAM, "is_streaming": True},
    ),
    "exception": (question("Are you busy?"), BUSY),
    "no JSON": (question("What is this?"), "{no JSON"),
}


def recorder() -> Any:
    return importlib.import_module(MODULE)


def hashed(endpoint: str, body: dict[str, Any]) -> str:
    """The recorder's own hash of what the provider's client is asked."""
    url = f"{API}{endpoint}"
    found: str = recorder().normalize_inference_request("POST", url, {}, body)
    return found


def write_recordings(root: Path) -> None:
    """The test's recordings beside it, and two lists of models, one of them shared."""
    beside = root / "tests/integration/inference/recordings"
    shared = root / "tests/integration/common/recordings"
    for directory in (beside, shared):
        directory.mkdir(parents=True)
    for name, (sent, response) in ANSWERS.items():
        record: Any = response
        if not isinstance(response, str):
            request = {"endpoint": "/v1/chat/completions", "body": sent}
            record = json.dumps({"test_id": TEST, "request": request, "response": response})
        path = beside / f"{hashed('/v1/chat/completions', sent)}.json"
        assert not path.exists(), name
        path.write_text(record)
    for number, models in enumerate(([model("m", None), model("b", 5)], [model("a", 6)])):
        response = {"body": models, "is_streaming": False}
        record = {"request": {"endpoint": "/v1/models"}, "response": response}
        path = shared / f"models-{hashed('/v1/models', {})}-{number:08x}.json"
        path.write_text(json.dumps(record))


class Server:
    """A process of `ogx stack run` that replays, and its log."""

    def __init__(self, root: Path, place: Path, prefix: list[str], **more: str) -> None:
        place.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = place / "config.yaml"
        config.write_text(CONFIG.format(api=API, place=place, port=self.port))
        self.log_path = place / "log"
        left_out = ("DELTAFOLD_OGX", "DELTAFOLD_OGX_WARNINGS", "OGX_TEST_DEBUG")
        own = {name: value for name, value in os.environ.items() if name not in left_out}
        own |= {
            "HOME": str(place),
            # The default shows exceptions with rich, which takes many seconds for each.
            "OGX_LOG_FORMAT": "json",
            "OGX_TEST_INFERENCE_MODE": "replay",
            "OGX_TEST_RECORDING_DIR": str(root / "tests/integration/common"),
            **more,
        }
        ogx = str(Path(sys.executable).with_name("ogx"))
        command = [*prefix, ogx, "stack", "run", str(config), "--insecure"]
        with self.log_path.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=place, env=own, stdout=log, stderr=subprocess.STDOUT
            )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait(self) -> None:
        """Until it answers."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/v1/health", timeout=10):
                    return
            except OSError:
                time.sleep(POLL_SECONDS)
        raise AssertionError(f"not started after {START_SECONDS} s: {self.log()}")

    def log(self) -> str:
        return self.log_path.read_text()

    def reported(self) -> list[str]:
        """What deltafold says of itself when the process imports the recorder."""
        return [line for line in self.log().splitlines() if line.startswith("deltafold.ogx: ")]

    def client(self) -> Any:
        import openai

        http = recorder().build_test_id_http_client()
        base = f"http://127.0.0.1:{self.port}/v1"
        return openai.OpenAI(base_url=base, api_key="k", max_retries=0, http_client=http)


def models(client: Any) -> Any:
    # `created` is the time when the server registered them.
    return [{**each.model_dump(), "created": None} for each in client.models.list()]


def asked(name: str) -> Callable[[Any], Any]:
    def ask(client: Any) -> Any:
        sent = ANSWERS[name][0]
        made = client.chat.completions.create(**{**sent, "model": f"openai/{sent['model']}"})
        return [each.model_dump() for each in made] if sent["stream"] else made.model_dump()

    return ask


CALLS: dict[str, Callable[[Any], Any]] = {
    "models": models,
    "missing": lambda client: client.chat.completions.create(
        model="openai/m", messages=[{"role": "user", "content": "not recorded"}]
    ),
    **{name: asked(name) for name in ANSWERS},
}


def seen(server: Server, call: Callable[[Any], Any]) -> Any:
    """What a call gives, or the status and text of what it raises."""
    import openai

    with server.client() as client:
        try:
            return call(client)
        except openai.APIStatusError as error:
            return error.status_code, str(error)


RUN = [sys.executable, "-m", "deltafold.ogx"]
#: How each server is started: what is before its command, and the value of DELTAFOLD_OGX.
WAYS: dict[str, tuple[list[str], str]] = {
    "plain": ([], ""),
    "variable": ([], "openai"),
    "lazy": ([*RUN, "--objects=lazy", "--"], ""),
    "deltafold": ([], "deltafold"),
}
SAME = ["variable", "lazy"]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Server]]:
    """One for each way; they start at the same time, since each takes many seconds."""
    root = tmp_path_factory.mktemp("repository")
    context = importlib.import_module("ogx.core.testing_context")
    token = context.set_test_context(TEST)
    with ExitStack() as stack:
        stack.callback(context.reset_test_context, token)
        write_recordings(root)
        found = {}
        for name, (prefix, objects) in WAYS.items():
            place = tmp_path_factory.mktemp("servers") / name
            server = Server(root, place, prefix, DELTAFOLD_OGX=objects)
            found[name] = stack.enter_context(server)
        for server in found.values():
            server.wait()
        yield found


@pytest.fixture(autouse=True)
def test_id() -> Iterator[None]:
    """Fixtures of a session are in another context than the tests."""
    context = importlib.import_module("ogx.core.testing_context")
    token = context.set_test_context(TEST)
    yield
    context.reset_test_context(token)


def test_the_server_replays_what_is_recorded(servers: dict[str, Server]) -> None:
    plain = servers["plain"]
    assert not plain.reported()
    assert [each["id"] for each in seen(plain, models)] == ["openai/a", "openai/b", "openai/m"]
    answer = seen(plain, CALLS["chat"])
    assert answer["choices"][0]["message"]["content"] == "Oak", answer
    chunks = seen(plain, CALLS["stream"])
    texts = [each["delta"]["content"] for one in chunks for each in one["choices"]]
    assert texts == ["Oak ", "Elm", "é \U0001f333"]
    assert chunks[2]["obfuscation"] == "xy"
    assert chunks[-1]["usage"]["total_tokens"] == USAGE["total_tokens"]
    assert seen(plain, CALLS["exception"])[0] == 429
    assert seen(plain, CALLS["missing"])[0] == 500
    assert "Recording not found for request hash" in plain.log()


@pytest.mark.parametrize("way", SAME)
def test_with_deltafold_the_answers_are_the_same(servers: dict[str, Server], way: str) -> None:
    for name, call in CALLS.items():
        if name == "no JSON":
            continue
        # A second time, when the server has read the files before.
        for _ in range(2):
            assert seen(servers[way], call) == seen(servers["plain"], call), name


@pytest.mark.parametrize("way", [*SAME, "deltafold"])
def test_the_server_reports_that_its_functions_are_replaced(
    servers: dict[str, Server], way: str
) -> None:
    # One line for each process that imports the recorder.
    (line,) = servers[way].reported()
    objects = way if way in ("lazy", "deltafold") else "openai"
    start, _, replaced = line.partition(": replaced ")
    assert start == f"deltafold.ogx: {MODULE}, objects={objects}"
    assert len(replaced.split(", ")) == REPLACED
    assert "kept" not in line


@pytest.mark.parametrize("way", SAME)
def test_what_reads_in_the_server_is_deltafold(servers: dict[str, Server], way: str) -> None:
    """A file that is not JSON is an error in deltafold's own words, with the file's name."""
    name = hashed("/v1/chat/completions", ANSWERS["no JSON"][0])
    status, text = seen(servers[way], CALLS["no JSON"])
    assert status == 400
    assert f"{name}.json: expected a property name in double quotes: line 1 column 2" in text
    assert "expected a property name" not in seen(servers["plain"], CALLS["no JSON"])[1]


def test_what_does_not_validate_is_logged_alike(servers: dict[str, Server]) -> None:
    def logged(server: Server) -> int:
        before = server.log().count("Failed to deserialize object of type")
        seen(server, CALLS["stream"])
        return server.log().count("Failed to deserialize object of type") - before

    expected = logged(servers["plain"])
    assert expected > 0
    assert [logged(servers[way]) for way in SAME] == [expected] * len(SAME)


def test_the_server_itself_changes_answers_which_views_refuse(servers: dict[str, Server]) -> None:
    """As docs/ogx.md says: it assigns to the field `model` of what it replays."""
    server = servers["deltafold"]
    assert seen(server, models) == seen(servers["plain"], models)
    assert seen(server, CALLS["chat"])[0] == 500
    assert "immutable" in server.log()
