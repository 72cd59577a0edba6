"""`deltafold serve`, as other processes see it."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import conftest
import pytest
from conftest import TOO_DEEP
from hostile import passes

import deltafold
from deltafold._core import cli_main
from deltafold.replay import RecordingStore, ReplayServer

CHAT = conftest.RECORDINGS / "chat.json"
STREAM = conftest.RECORDINGS / "chat-stream-two-choices.json"
PATH = "/v1/chat/completions"


def body_of(path: Path) -> bytes:
    return json.dumps(deltafold.load(path).request.to_dict()["body"]).encode()


def request(
    server: ReplayServer | str, method: str, path: str, body: Any = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    place = urlsplit(server if isinstance(server, str) else server.url)
    connection = http.client.HTTPConnection(place.netloc)
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response, data


@contextmanager
def served(*args: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server in a process of its own, and its URL."""
    command = [sys.executable, "-m", "deltafold", "serve", *args]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


def stopped(process: subprocess.Popen[str], how: int = signal.SIGINT) -> tuple[str, str]:
    process.send_signal(how)
    return process.communicate(timeout=60)


# The command


def test_the_command_prints_its_url_and_serves() -> None:
    with served(str(conftest.RECORDINGS), "--match", "test", "--pieces", "byte") as (url, process):
        assert url.startswith("http://127.0.0.1:")
        test = "tests/test_garden.py::test_chat"
        response, data = request(url, "POST", PATH, b'{"model":"m"}', x_deltafold_test=test)
        assert (response.status, response.getheader("content-type")) == (200, "application/json")
        text = json.loads(data)["choices"][0]["message"]["content"]
        assert text == deltafold.load(CHAT).chat.choices[0].message.content
        out, err = stopped(process)
        assert out == ""
        assert err.splitlines() == [
            "deltafold: serving 52 recordings; Ctrl-C ends it",
            "deltafold: 1 answered, 0 not found, 51 recordings not used",
        ]
        # As a shell expects of a program that Ctrl-C ended.
        assert process.returncode == -signal.SIGINT


def test_a_miss_is_shown_where_the_server_runs() -> None:
    with served(str(CHAT)) as (url, process):
        body = json.loads(body_of(CHAT)) | {"model": "oak"}
        response, data = request(url, "POST", PATH, json.dumps(body))
        error = json.loads(data)["error"]
        assert (response.status, error["code"]) == (404, "recording_not_found")
        assert response.getheader("x-should-retry") == "false"
        assert 'body.model: "linden-1" → "oak"' in error["message"]
        _, err = stopped(process, signal.SIGTERM)
        assert f"deltafold: {error['message']}" in err and "1 not found" in err
        assert process.returncode == 128 + signal.SIGTERM


def test_broken_files_are_named_and_the_others_served(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(CHAT.read_bytes())
    (tmp_path / "b.json").write_text('{"response": oops}')
    with served(str(tmp_path)) as (url, process):
        assert request(url, "POST", PATH, body_of(CHAT))[0].status == 200
        _, err = stopped(process)
    assert err.startswith(f"deltafold: {tmp_path / 'b.json'}: expected a value")


def test_a_port_that_is_taken_is_an_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "deltafold", "serve", "--port", port, str(tmp_path)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"deltafold: 127.0.0.1:{port}: " in run.stderr


def test_only_this_machine_can_connect_unless_told_otherwise() -> None:
    with ReplayServer(RecordingStore(CHAT)) as server:
        assert server.server_address[0] == "127.0.0.1"
    with pytest.raises(OSError):
        ReplayServer(RecordingStore(CHAT), host="203.0.113.1")


def test_no_address_is_not_every_address() -> None:
    """As of a variable that is not set: sockets take it for all networks."""
    with pytest.raises(ValueError, match="expected an address"):
        ReplayServer(RecordingStore(CHAT), host="")
    assert cli_main(["deltafold", "serve", str(CHAT), "--host", ""]) == 2


def test_a_body_without_a_known_end_is_no_request() -> None:
    with ReplayServer(RecordingStore(CHAT)) as server:
        client = http.client.HTTPConnection(str(urlsplit(server.url).netloc), timeout=30)
        headers = {"transfer-encoding": "gzip, chunked"}
        client.request("POST", "/v1/chat/completions", b"2\r\n{}\r\n0\r\n\r\n", headers)
        response = client.getresponse()
        assert response.status == 400
        assert "transfer encoding" in response.read().decode()
        client.close()


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_the_address_may_be_of_ipv6(host: str) -> None:
    try:
        server = ReplayServer(RecordingStore(CHAT), host=host)
    except OSError:
        pytest.skip("no IPv6 here")
    with server:
        assert server.url.startswith("http://[::1]:")
        assert request(server, "POST", PATH, body_of(CHAT))[0].status == 200


# HTTP


ORIGINS = {
    "http://localhost:3000": True,
    "http://127.0.0.1:5173": True,
    "https://[::1]": True,
    "https://example.org": False,
    "https://localhost.example.org": False,
    "null": False,
    "http://[": False,
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_pages_of_this_machine_may_ask(origin: str) -> None:
    """What a browser lets a page do: it asks with OPTIONS first, and reads only what says so."""
    wanted = "authorization,content-type,x-stainless-lang"
    asked = {
        "origin": origin,
        "access_control_request_method": "POST",
        "access_control_request_headers": wanted,
    }
    with ReplayServer(RecordingStore(CHAT)) as server:
        before, nothing = request(server, "OPTIONS", PATH, **asked)
        answer, _ = request(server, "POST", PATH, body_of(CHAT), origin=origin)
        miss, _ = request(server, "POST", PATH, b"{}", origin=origin)
    assert (before.status, nothing) == (204, b"")
    assert before.headers["content-length"] is None
    assert (answer.status, miss.status) == (200, 404)
    allowed = origin if ORIGINS[origin] else None
    for response in (before, answer, miss):
        assert response.headers["access-control-allow-origin"] == allowed
    assert before.headers["access-control-allow-headers"] == (wanted if allowed else None)
    assert ("POST" in (before.headers["access-control-allow-methods"] or "")) is (
        allowed is not None
    )


def test_methods_that_no_api_has_are_refused() -> None:
    with ReplayServer(RecordingStore(CHAT)) as server:
        options, _ = request(server, "OPTIONS", PATH)
        head, nothing = request(server, "HEAD", PATH)
        place = urlsplit(server.url)
        connection = http.client.HTTPConnection(place.netloc)
        # The connection is of use afterwards.
        for method, status in [("HEAD", 405), ("OPTIONS", 204), ("HEAD", 405)]:
            connection.request(method, PATH)
            response = connection.getresponse()
            assert (response.status, response.read()) == (status, b"")
        connection.request("POST", PATH, body_of(CHAT))
        assert connection.getresponse().status == 200
        connection.close()
        assert server.store.misses == 0
    assert (options.status, head.status, nothing) == (204, 405, b"")
    assert (
        head.headers["allow"]
        == options.headers["allow"]
        == "GET, POST, PUT, PATCH, DELETE, OPTIONS"
    )


def test_connections_are_kept() -> None:
    with ReplayServer(RecordingStore([CHAT, STREAM])) as server:
        connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
        for path in (CHAT, STREAM, CHAT):
            connection.request("POST", PATH, body_of(path))
            own = connection.sock
            response = connection.getresponse()
            assert response.status == 200 and response.read()
            assert connection.sock is own is not None
        connection.close()


def test_bodies_may_come_in_chunks() -> None:
    body = body_of(STREAM)
    with ReplayServer(RecordingStore(STREAM)) as server:
        pieces = (body[at : at + 7] for at in range(0, len(body), 7))
        response, data = request(server, "POST", PATH, pieces)
    assert response.status == 200 and data.endswith(b"data: [DONE]\n\n")
    merging = deltafold.Accumulator()
    merging.feed(data)
    assert merging.finish() == deltafold.load(STREAM).completion


def test_clients_may_wait_before_they_send_the_body() -> None:
    with ReplayServer(RecordingStore(CHAT)) as server:
        place = urlsplit(server.url)
        content = body_of(CHAT)
        head = f"POST {PATH} HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: {len(content)}\r\n\r\n"
        with socket.create_connection((place.hostname, place.port), timeout=30) as client:
            client.sendall(head.encode())
            assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
            client.sendall(content)
            assert client.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: x",
        b"Content-Length: -1",
        b"Content-Length: 999999999999",
        b"Transfer-Encoding: chunked",
    ],
)
def test_bodies_that_cannot_be_read_are_refused(head: bytes) -> None:
    with ReplayServer(RecordingStore(CHAT)) as server:
        data = exchange(server, b"POST /v1/x HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\nzz\r\n")
    assert data.startswith(b"HTTP/1.1 400 ") and b"the body cannot be read" in data


def test_requests_that_cannot_be_read_are_refused() -> None:
    with ReplayServer(RecordingStore(CHAT)) as server:
        body = b'{"messages": ' + b"[" * TOO_DEEP + b"]" * TOO_DEEP + b"}"
        response, data = request(server, "POST", PATH, body)
        assert response.status == 400 and b"nested too deep" in data
        data = exchange(server, b"POST http://[ HTTP/1.0\r\n\r\n")
        assert data.startswith(b"HTTP/1.1 400 ")
        assert request(server, "POST", PATH, body_of(CHAT))[0].status == 200


def exchange(server: ReplayServer, data: bytes) -> bytes:
    """What comes back until the server closes the connection."""
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(data)
        found = b""
        while piece := connection.recv(1 << 16):
            found += piece
    return found


def test_older_clients_get_streams_until_the_connection_ends() -> None:
    body = body_of(STREAM)
    head = b"POST %b HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % (PATH.encode(), len(body))
    with ReplayServer(RecordingStore(STREAM)) as server:
        data = exchange(server, head + body)
    assert b"transfer-encoding" not in data.lower() and data.endswith(b"data: [DONE]\n\n")


def test_a_client_that_leaves_does_no_harm() -> None:
    logged: list[str] = []
    body = body_of(STREAM)
    head = b"POST %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (PATH.encode(), len(body))
    with ReplayServer(RecordingStore(STREAM), pieces="byte", log=logged.append) as server:
        place = urlsplit(server.url)
        for _ in range(5):
            with socket.create_connection((place.hostname, place.port)) as connection:
                connection.sendall(head + body)
                connection.recv(10)
        assert request(server, "POST", PATH, body)[0].status == 200
    assert logged == []


def test_a_lost_connection_is_lost_again() -> None:
    path = conftest.RECORDINGS / "exception-chunks.json"
    with (
        ReplayServer(RecordingStore(path)) as server,
        pytest.raises(http.client.IncompleteRead) as raised,
    ):
        request(server, "POST", PATH, body_of(path))
    assert b"data: {" in raised.value.partial


def test_another_api_is_an_error_that_says_so() -> None:
    logged: list[str] = []
    with ReplayServer(RecordingStore(CHAT, match="sequence"), log=logged.append) as server:
        response, data = request(server, "POST", "/v1/messages", b'{"model": "m"}')
    message = json.loads(data)["error"]["message"]
    assert response.status == 500 and "kind chat, but POST /messages asks for anthropic" in message
    assert logged == [message]


def test_many_clients_at_once() -> None:
    """200 connections that are open at once, each with a whole stream."""
    body = body_of(STREAM)
    head = b"POST %b HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (PATH.encode(), len(body))

    async def one(place: Any, began: asyncio.Barrier | None) -> bytes:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        if began is not None:
            await began.wait()
        writer.write(head + body)
        data = await reader.readuntil(b"\r\n0\r\n\r\n")
        writer.close()
        return data

    async def everyone(place: Any) -> list[bytes]:
        # Barriers are of Python 3.11.
        began = asyncio.Barrier(200) if sys.version_info >= (3, 11) else None
        return await asyncio.gather(*(one(place, began) for _ in range(200)))

    store = RecordingStore(STREAM)
    with ReplayServer(store, pieces="random") as server:
        found = asyncio.run(everyone(urlsplit(server.url)))
    assert store.hits == 200
    for data in found:
        merging = deltafold.Accumulator()
        merging.feed(unframed(data.partition(b"\r\n\r\n")[2]))
        assert merging.finish() == deltafold.load(STREAM).completion


def unframed(data: bytes) -> bytes:
    """The body in the frames of HTTP."""
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            return body
        body, data = body + data[:length], data[length + 2 :]


def test_help_teaches() -> None:
    for args, expected in (("--help", "serve"), ("serve --help", "--fallback")):
        command = [sys.executable, "-m", "deltafold", *args.split()]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
        assert expected in run.stdout


@pytest.mark.parametrize(
    "response",
    [
        {"is_streaming": True},
        {"is_streaming": True, "body": {"id": "a", "object": "chat.completion"}},
        {"__data__": [], "body": None},
    ],
)
def test_recordings_of_odd_shapes_are_errors_that_say_so(
    response: dict[str, Any], tmp_path: Path
) -> None:
    body = {"model": "a", "messages": []}
    asked = {"method": "POST", "url": "http://x/v1/chat/completions", "body": body}
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"request": asked, "response": response}))
    with ReplayServer(RecordingStore(tmp_path)) as server:
        answer, data = request(server, "POST", "/v1/chat/completions", json.dumps(body))
        if response.get("is_streaming"):
            assert answer.status >= 400
            assert b"response.body" in data
        # It serves on.
        answer, _ = request(server, "POST", "/v1/chat/completions", "{}")
        assert answer.status >= 400


def test_a_server_without_descriptors_waits_for_some() -> None:
    passes(
        f"""
        import os, resource, socket, threading, time
        from deltafold.replay import RecordingStore, ReplayServer
        had = resource.getrlimit(resource.RLIMIT_NOFILE)
        with ReplayServer(RecordingStore({str(CHAT)!r})) as server, socket.socket() as client:
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, had[1]))
            client.connect(server.server_address)
            client.sendall(b"OPTIONS / HTTP/1.1\\r\\n\\r\\n")
            before = time.process_time()
            time.sleep(1)
            used = time.process_time() - before
            resource.setrlimit(resource.RLIMIT_NOFILE, had)
            assert client.recv(12) == b"HTTP/1.1 204"
            assert used < 0.3, used
        """
    )


def test_a_store_that_had_no_descriptors_reads_again() -> None:
    told = passes(
        f"""
        import resource
        from deltafold.replay import RecordingStore, Request
        store = RecordingStore({str(CHAT.parent)!r}, match="sequence")
        had = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, had[1]))
        for _ in range(2):
            try:
                store.find(Request("POST", "https://api.example/v1/chat/completions"))
            except OSError as error:
                print(error.strerror)
        resource.setrlimit(resource.RLIMIT_NOFILE, had)
        assert len(store) > 1
        store.find(Request("POST", "https://api.example/v1/chat/completions"))
        """
    )
    assert told == "Too many open files\n" * 2
