"""The app's tests. They ran against the API once, with `pytest --llm-record=once`; what it answered is
in the folder `recordings`, and is all that they need."""

from __future__ import annotations

import openai
import trees


def test_the_answer_comes_in_pieces(openai_replay: openai.OpenAI) -> None:
    pieces = list(trees.answer(openai_replay, "Name a tree that bends in a storm."))
    assert len(pieces) > 2
    assert "willow" in "".join(pieces)


def test_the_model_looks_up_a_height(openai_replay: openai.OpenAI) -> None:
    text = "".join(trees.answer(openai_replay, "How tall does an oak become?"))
    assert str(trees.HEIGHTS["oak"]) in text


def test_too_many_questions(openai_replay: openai.OpenAI) -> None:
    client = openai_replay.with_options(max_retries=0)
    text = "".join(trees.answer(client, "What is the oldest tree?"))
    assert text.startswith("Too many questions.")
