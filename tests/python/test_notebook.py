"""What a notebook shows of a completion is its text, and nothing in it is taken for markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import RECORDINGS
from hypothesis import given
from hypothesis import strategies as st

import deltafold

TAGS = {"div", "p", "b", "pre", "details", "summary"}


class Page(HTMLParser):
    """The texts of a page by the elements that they are in. Everything that is open is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= {"style"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.texts and self.texts[-1][0] == tuple(self.open):
            data = self.texts.pop()[1] + data
        self.texts.append((tuple(self.open), data))

    def all_in(self, *tags: str) -> list[str]:
        return [text for place, text in self.texts if place == ("div", *tags)]


def page_of(completion: Any) -> Page:
    page = completion._repr_html_()
    assert isinstance(page, str)
    return Page(page)


def has_completion(path: Path) -> bool:
    try:
        return deltafold.load(path).completion is not None
    except deltafold.Error:
        return False


COMPLETIONS = [path for path in sorted(RECORDINGS.glob("*.json")) if has_completion(path)]


def shown(text: str) -> str:
    """A page is UTF-8, which has no lone surrogates."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@pytest.mark.parametrize("path", COMPLETIONS, ids=lambda path: path.stem)
def test_each_family_has_a_page(path: Path) -> None:
    """It says of the end of the stream what `merge_info` says."""
    completion: Any = deltafold.load(path).completion
    page = page_of(completion)
    info = completion.merge_info
    facts = [text.strip() for text in page.all_in("p") if text.strip()]
    names = page.all_in("p", "b")
    assert names.count("warning") == len(info.warnings)
    assert set(info.warnings) <= set(facts)
    assert ("error" in names) == (info.error is not None)
    assert ("not complete" in names) == (not info.complete and info.error is None)


def test_completions_of_every_family_are_shown() -> None:
    kinds = {deltafold.load(path).kind.removesuffix(".stream") for path in COMPLETIONS}
    assert len(kinds) >= 10, kinds


def test_the_texts_of_chats_are_shown() -> None:
    count = 0
    for path in COMPLETIONS:
        recording = deltafold.load(path)
        if recording.kind not in ("chat", "chat.stream"):
            continue
        page = page_of(recording.chat)
        messages = [choice.message for choice in recording.chat.choices]
        reasoning = [getattr(it, "reasoning", None) for it in messages]
        reasoning += [getattr(it, "reasoning_content", None) for it in messages]
        calls: list[Any] = [call for it in messages for call in it.tool_calls or []]
        expected = [it.content for it in messages]
        expected += [f"{call.function.name}({call.function.arguments})" for call in calls]
        assert sorted(page.all_in("pre")) == sorted(shown(text) for text in expected if text)
        assert page.all_in("details", "pre") == [*filter(None, reasoning)]
        assert page.all_in("b").count("tool call") == len(calls)
        ends = [choice.finish_reason for choice in recording.chat.choices if choice.finish_reason]
        assert set(ends) <= {text.strip() for text in page.all_in("p")}
        count += 1
    assert count > 8


def test_other_views_have_none() -> None:
    recording = deltafold.load(RECORDINGS / "chat-stream-two-choices.json")
    views = (
        recording.chunks[0],
        recording.request,
        recording.chat.choices[0],
        recording.chat.usage,
    )
    assert [view._repr_html_() for view in views if view is not None] == [None] * 4
    embeddings: Any = deltafold.load(RECORDINGS / "embeddings.json").response.body
    assert embeddings._repr_html_() is None


@given(*[st.text()] * 4)
def test_recorded_text_is_not_markup(text: str, thought: str, name: str, end: str) -> None:
    texts = [it.replace("\r", "").replace("\0", "") for it in (text, thought, name, end)]
    text, thought, name, end = (f"<b>{it}</b></pre>&lt;" for it in texts)
    call = {"index": 0, "id": "c", "function": {"name": name, "arguments": thought}}
    delta = {"content": text, "reasoning_content": thought, "tool_calls": [call]}
    page = page_of(
        deltafold.merge([{"choices": [{"index": 0, "delta": delta, "finish_reason": end}]}])
    )
    assert page.all_in("pre") == [text, f"{name}({thought})"]
    assert page.all_in("details", "pre") == [thought]
    assert f" {end}" in page.all_in("p")
