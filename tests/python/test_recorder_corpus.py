"""Real recordings, replayed to the real clients that asked for them, with deltafold and without.

Each is stored under the hash that the tested release's recorder computes for its request.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import ogx_recorders
import ogx_session as session
import pytest
from ogx_compare import assert_same
from ogx_recorders import running
from test_recorder_replay import MODES, as_data

from deltafold import ogx

# The oldest release has other storage, and keeps the functions that read.
pytestmark = [ogx_recorders.needed, ogx_recorders.all_known]

BASE = "tests/integration/common"


class Asked:
    """The request of a recording, and how its client sends it."""

    def __init__(self, path: Path, record: dict[str, Any]) -> None:
        self.path, self.record = path, record
        self.request = record["request"]
        self.endpoint = self.request.get("endpoint")
        self.url = self.request.get("url") or ""
        self.test_id = record.get("test_id")
        self.is_streaming = bool(record["response"].get("is_streaming"))

    def hashed(self, recorder: Any) -> str:
        request = self.request
        if "payload" in request:
            given = (self.url, "POST", request["payload"])
            return str(recorder.normalize_http_request(*given))
        if "tool_name" in request:
            given = (request["provider"], request["tool_name"], request["kwargs"])
            return str(recorder.normalize_tool_request(*given))
        return str(recorder.normalize_inference_request("POST", self.url, {}, request["body"]))

    def store(self, recorder: Any, root: Path) -> None:
        """Where the recorder of this release looks for it."""
        test = str(self.test_id or f"{BASE}/test.py").split("::")[0]
        place = root / Path(test).parent / "recordings"
        with running(self.test_id):
            name = self.hashed(recorder)
        if self.endpoint in ("/v1/models", "/api/tags"):
            name = f"models-{name}-{self.path.stem.rpartition('-')[2]}"
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.path, place / f"{name}.json")

    async def send(self, clients: session.Clients) -> Any:
        """What the client that recorded it gives."""
        if "payload" in self.request:
            return await self._post(clients)
        if "tool_name" in self.request:
            from ogx.providers.remote.tool_runtime.tavily_search import (  # type: ignore[import-not-found,unused-ignore]
                tavily_search,
            )

            tool = object.__new__(tavily_search.TavilySearchToolRuntimeImpl)
            return await tool.invoke_tool(self.request["tool_name"], self.request["kwargs"])
        body = self.request["body"]
        if self.url.startswith("vertexai:"):
            from google.genai import models

            client: Any = object.__new__(models.AsyncModels)
            call = client.generate_content_stream if self.is_streaming else client.generate_content
            made = await call(**body)
        else:
            made = await self._openai(clients, body)
        return await session.every(made) if hasattr(made, "__aiter__") else made

    async def _openai(self, clients: session.Clients, body: dict[str, Any]) -> Any:
        client = clients.openai.with_options(base_url=self.url.removesuffix(self.endpoint))
        resources = {
            "/v1/chat/completions": client.chat.completions,
            "/v1/completions": client.completions,
            "/v1/embeddings": client.embeddings,
        }
        if self.endpoint == "/v1/models":
            return client.models.list(**body)
        return await resources[self.endpoint].create(**body)

    async def _post(self, clients: session.Clients) -> Any:
        payload = self.request["payload"]
        if not self.is_streaming:
            made = await clients.http.post(self.url, json=payload)
            return made.status_code, made.json()
        async with clients.http.stream("POST", self.url, json=payload) as made:
            return [line async for line in made.aiter_lines()]


def usable(paths: list[Path]) -> list[Asked]:
    found = []
    for path in paths:
        try:
            record = json.loads(path.read_bytes())
        except ValueError:
            continue
        if not isinstance(record, dict) or "response" not in record or "request" not in record:
            continue
        asked = Asked(path, record)
        is_ollamas = str(asked.endpoint).startswith("/api/")
        is_other = asked.request.get("provider") not in (None, "tavily")
        is_hidden = asked.url.startswith("__")
        if not (is_ollamas or is_other or is_hidden):
            found.append(asked)
    return found


def replayed(
    recorder: Any, root: Path, every: list[Asked], objects: Any, caplog: pytest.LogCaptureFixture
) -> list[tuple[Any, Any]]:
    """For each request what its client got, and what was logged meanwhile."""
    installed = nullcontext() if objects is None else ogx.installed(objects, module=recorder)

    async def run() -> list[tuple[Any, Any]]:
        clients = session.Clients()
        found = []
        with installed, recorder.api_recording("replay", root / BASE):
            for asked in every:
                caplog.clear()
                with running(asked.test_id):
                    try:
                        given = await asked.send(clients)
                    except Exception as error:
                        given = session.raised(error)
                found.append((given, session.texts(caplog.records)))
        assert not clients.sent
        return found

    return asyncio.run(run())


def logged(asked: Asked, logs: list[Any]) -> Any:
    """Outside of tests the original reads the files of a list twice, and logs the same twice."""
    is_read_twice = asked.endpoint == "/v1/models" and not asked.test_id
    return set(logs) if is_read_twice else logs


def test_real_recordings_are_replayed_alike(
    recorder: Any,
    corpus: list[Path],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger(recorder.__name__).propagate = True
    every = usable(corpus)
    for asked in every:
        asked.store(recorder, tmp_path)
    with session.without_network(monkeypatch):
        expected = replayed(recorder, tmp_path, every, None, caplog)
        missing = [
            f"{asked.path}: {given}"
            for asked, (given, _) in zip(every, expected)
            if "Recording not found" in str(given)
        ]
        assert not missing
        for objects in MODES:
            found = replayed(recorder, tmp_path, every, objects, caplog)
            for asked, theirs, ours in zip(every, expected, found):
                here = f"{objects}, {asked.path}"
                if objects == "deltafold":
                    assert_same(as_data(ours[0]), as_data(theirs[0]), here)
                else:
                    assert_same(ours[0], theirs[0], here)
                    assert logged(asked, ours[1]) == logged(asked, theirs[1]), here
    print(f"{len(every)} requests, {sum(bool(logs) for _, logs in expected)} with warnings")
