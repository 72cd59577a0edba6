"""Measures replay: opening a store, finding recordings in it, and what answers cost.

    python benches/replay.py [--files 3900] [--calls 2000]

The corpus is generated, unless DELTAFOLD_CORPUS names a directory. Times are the best of five rounds, with
a warm page cache; `served` are requests a second that the server answers, with clients in another
process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import deltafold
from deltafold.replay import RecordingNotFound, RecordingStore, ReplayServer, Request
from deltafold.replay._request import of_http
from deltafold.replay._wire import answer

ROUNDS = 5


def best(run: Callable[[], Any]) -> float:
    """Seconds of the fastest round."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--files", type=int, default=3900)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--load", nargs=3, metavar=("URL", "REQUEST", "CLIENTS"))
    args = parser.parse_args()
    if args.load:
        url, request, clients = args.load
        asyncio.run(load(urlsplit(url), Path(request).read_bytes(), int(clients), args.calls))
        return
    with tempfile.TemporaryDirectory() as folder:
        corpus = os.environ.get("DELTAFOLD_CORPUS")
        if corpus is None:
            from generate import write_corpus

            corpus = folder
            write_corpus(Path(corpus), args.files)
        measure(Path(corpus), args.calls)


def measure(corpus: Path, calls: int) -> None:
    size = sum(path.stat().st_size for path in corpus.rglob("*.json"))
    store = RecordingStore(corpus)
    print(f"{len(store)} recordings, {size / 1e6:.0f} MB")
    print(f"open {best(lambda: len(RecordingStore(corpus))) * 1e3:.0f} ms")
    asked = [body for recording in deltafold.scan(corpus) if (body := chat_of(recording))]
    url = "https://api.example/v1/chat/completions"

    def find() -> None:
        for body in asked:
            store.find(of_http("POST", url, body))

    print(f"find, request read and recording loaded: {best(find) / len(asked) * 1e6:.1f} µs")

    def miss() -> None:
        try:
            store.find(Request("POST", url, {"model": "none"}))
        except RecordingNotFound:
            return
        raise AssertionError

    miss()
    print(f"miss, with the nearest: {best(miss) * 1e3:.1f} ms")
    recording = deltafold.load("examples/two-choices.json")
    chunks = len(recording.chunks)
    request = Request("POST", url, {"stream": True})
    print(f"answer: {best(lambda: answer(recording, request)) / chunks * 1e6:.1f} µs a chunk")
    example = RecordingStore("examples/two-choices.json", match="sequence")
    with ReplayServer(example) as server, tempfile.NamedTemporaryFile() as file:
        body = b'{"stream": true}'
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        Path(file.name).write_bytes(head.encode() + body)
        for clients in ("1", "16", "200"):
            command = [sys.executable, __file__, "--calls", str(calls)]
            subprocess.run([*command, "--load", server.url, file.name, clients], check=True)


def chat_of(recording: deltafold.Recording) -> bytes | None:
    """The body of a recorded request for a chat."""
    request = recording.request.to_dict()
    is_chat = str(request.get("url")).endswith("/chat/completions")
    return json.dumps(request["body"]).encode() if is_chat else None


async def load(place: Any, request: bytes, clients: int, calls: int) -> None:
    """Asks a server as fast as it answers, with connections that are kept."""
    left = calls

    async def client() -> None:
        nonlocal left
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        while left > 0:
            left -= 1
            writer.write(request)
            await reader.readuntil(b"\r\n0\r\n\r\n")
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    rate = calls / (time.perf_counter() - started)
    print(f"served to {clients} clients: {rate:.0f} streams of 28 chunks a second", flush=True)


if __name__ == "__main__":
    main()
