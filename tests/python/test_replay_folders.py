"""Folders of recordings that change, that are broken, or that cannot be written to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anthropic
import httpx
import httpx2
import openai
import pytest
from replay_upstream import URL, Upstream, chat, files

import deltafold
from deltafold.replay import RecordingNotFound, RecordingStore, ReplayTransport


def ask(sdk: str, transport: ReplayTransport) -> Any:
    """A call of an SDK, which by itself would try again after an error."""
    if sdk == "openai":
        client = openai.OpenAI(api_key="no-key", http_client=httpx2.Client(transport=transport))
        return client.chat.completions.create(model="oak-1", messages=[])
    other = anthropic.Anthropic(api_key="no-key", http_client=httpx2.Client(transport=transport))
    return other.messages.create(model="oak-1", max_tokens=9, messages=[])


def recording(folder: Path) -> tuple[ReplayTransport, Upstream]:
    upstream = Upstream(lambda _: (200, {}, chat("An oak.")))
    return ReplayTransport(RecordingStore(folder), mode="record", upstream=upstream), upstream


@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_a_file_that_is_gone_is_an_error_that_names_it(tmp_path: Path, sdk: str) -> None:
    ask(sdk, recording(tmp_path)[0])
    store = RecordingStore(tmp_path)
    assert len(store) == 1
    (path,) = files(tmp_path)
    path.unlink()
    with pytest.raises(deltafold.RecordingError, match=path.name):
        ask(sdk, ReplayTransport(store))
    assert store.hits == 1


@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_a_folder_that_cannot_be_written_is_asked_for_once(tmp_path: Path, sdk: str) -> None:
    transport, upstream = recording(tmp_path / "file" / "recordings")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(deltafold.RecordingError, match="the recording cannot be written"):
        ask(sdk, transport)
    assert len(upstream.requests) == 1


def test_a_miss_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "merged.json").write_text("<<<<<<< HEAD\n{}\n")
    transport = ReplayTransport(RecordingStore(tmp_path))
    with pytest.raises(RecordingNotFound, match=r"cannot be read: 1; the first: .*merged.json"):
        httpx.Client(transport=transport).post(URL, json={"model": "oak-1"})


def test_a_miss_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    transport = ReplayTransport(RecordingStore(tmp_path / "none"))
    with pytest.raises(RecordingNotFound) as raised:
        httpx.Client(transport=transport).post(URL, json={"model": "oak-1"})
    assert "cannot be read" not in str(raised.value)
