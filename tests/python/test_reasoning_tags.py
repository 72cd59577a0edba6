"""Reasoning in tags is moved out of the text, in every way of reading a stream."""

import copy
import json
import pathlib
import pickle
import subprocess
import sys
from typing import Any

import pytest

import deltafold

PIECES = ["<thi", "nk>Why", "?</think><think> Because.</think>", "So."]


def chunks() -> list[dict[str, Any]]:
    """Two choices that take turns."""
    return [
        {
            "id": "c",
            "object": "chat.completion.chunk",
            "choices": [{"index": index, "delta": {"content": piece}}],
        }
        for piece in PIECES
        for index in (0, 1)
    ]


def text() -> str:
    return "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks())


def apart(completion: Any) -> list[tuple[Any, Any]]:
    return [
        (choice.message.to_dict().get("reasoning"), choice.message.content)
        for choice in completion.choices
    ]


EXPECTED = [("Why? Because.", "So.")] * 2
KEPT = [(None, "".join(PIECES))] * 2


def test_every_way_has_the_option(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "stream.sse"
    path.write_text(text())
    assert apart(deltafold.merge(chunks())) == KEPT
    assert apart(deltafold.merge(chunks(), reasoning_tags=False)) == KEPT
    assert apart(deltafold.merge(chunks(), reasoning_tags=["other"])) == KEPT
    for tags in (True, ["think"], ("other", "think")):
        merging = deltafold.Accumulator(reasoning_tags=tags)
        merging.feed(text())
        assert apart(merging.snapshot()) == EXPECTED
        assert apart(merging.finish()) == EXPECTED
        assert apart(deltafold.merge(chunks(), reasoning_tags=tags)) == EXPECTED
        assert apart(deltafold.load(path, reasoning_tags=tags).completion) == EXPECTED
        assert apart(deltafold.loads(text(), reasoning_tags=tags).completion) == EXPECTED
        for recording in deltafold.scan([path], reasoning_tags=tags):
            assert apart(recording.completion) == EXPECTED


def test_a_stored_completion_has_it_too() -> None:
    message = {"role": "assistant", "content": "<think>a</think>b"}
    stored = json.dumps(
        {"object": "chat.completion", "choices": [{"index": 0, "message": message}]}
    )
    assert apart(deltafold.loads(stored).completion) == [(None, "<think>a</think>b")]
    assert apart(deltafold.loads(stored, reasoning_tags=True).completion) == [("a", "b")]


def test_what_cannot_be_a_tag_is_refused() -> None:
    for names in ([], [""], ["a b"], ["<think>"]):
        with pytest.raises(ValueError, match="reasoning tag"):
            deltafold.merge(chunks(), reasoning_tags=names)
    odd: Any
    for odd in ("think", 1, [1]):
        with pytest.raises(TypeError):
            deltafold.merge(chunks(), reasoning_tags=odd)


def run(*args: str) -> str:
    command = pathlib.Path(sys.executable).with_name("deltafold")
    done = subprocess.run(
        [command, *args], input=text(), capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_command_line_has_it() -> None:
    def contents(*args: str) -> list[str]:
        completion = json.loads(run("merge", *args, "-"))
        return [choice["message"]["content"] for choice in completion["choices"]]

    assert contents() == ["".join(PIECES)] * 2
    assert contents("--reasoning-tags") == ["So."] * 2
    assert contents("--reasoning-tags=other,think") == ["So."] * 2
    assert contents("--reasoning-tags=other") == ["".join(PIECES)] * 2
    shown = run("show", "-")
    assert "Why? Because." in shown
    assert "<think>" not in shown


def test_a_copied_recording_keeps_its_options() -> None:
    loaded = deltafold.loads(text(), reasoning_tags=["think"])
    for copied in (pickle.loads(pickle.dumps(loaded)), copy.deepcopy(loaded), copy.copy(loaded)):
        assert copied.chat.to_dict() == loaded.chat.to_dict()
        assert copied.chat.choices[0].message.content == "So."
    plain = pickle.loads(pickle.dumps(deltafold.loads(text())))
    assert plain.chat.choices[0].message.content == "".join(PIECES)


def test_a_list_may_lie_about_its_length() -> None:
    class Names(list):  # type: ignore[type-arg]
        def __len__(self) -> int:
            return 10**14

    assert apart(deltafold.merge(chunks(), reasoning_tags=Names(["other"]))) == KEPT
    for wrong in ([1], 5, "other", [None]):
        with pytest.raises(TypeError, match="the names of tags"):
            deltafold.Accumulator(reasoning_tags=wrong)  # type: ignore[arg-type]
