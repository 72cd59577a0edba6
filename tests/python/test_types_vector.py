"""Vectors of embeddings as buffers."""

from __future__ import annotations

import array
import base64
import json
import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltafold.types import CreateEmbeddingResponse, Embedding
from deltafold.types.ollama import EmbedResponse

FLOATS = st.lists(st.floats() | st.integers(-(10**25), 10**25))


def of(vector: Any) -> Embedding:
    return Embedding.model_validate_json(json.dumps({"embedding": vector, "index": 0}))


@given(FLOATS)
def test_a_list_of_numbers_is_a_buffer_of_doubles(numbers: list[float]) -> None:
    vector = of(numbers).vector
    assert vector is not None
    assert vector.format == "d"
    assert vector.readonly
    read = json.loads(json.dumps(numbers))
    assert vector.tobytes() == array.array("d", map(float, read)).tobytes()
    assert of(numbers).embedding == read or any(map(math.isnan, numbers))


@given(st.lists(st.floats(width=32)))
def test_base64_is_a_buffer_of_single_floats(numbers: list[float]) -> None:
    packed = struct.pack(f"<{len(numbers)}f", *numbers)
    embedding = of(base64.b64encode(packed).decode())
    vector = embedding.vector
    assert vector is not None
    assert vector.format == "f"
    assert vector.tobytes() == array.array("f", numbers).tobytes()
    assert str(embedding.embedding) == base64.b64encode(packed).decode()


def test_the_same_buffer_each_time_and_numpy_copies_nothing() -> None:
    numpy = pytest.importorskip("numpy")
    embedding = of([0.5, -1.25e-05, 3])
    assert embedding.vector is embedding.vector
    taken = numpy.asarray(embedding.vector)
    assert taken.dtype == numpy.float64
    assert taken.tolist() == [0.5, -1.25e-05, 3.0]
    assert not taken.flags.owndata
    assert numpy.shares_memory(taken, numpy.asarray(embedding.vector))


def test_no_vector() -> None:
    assert of(None).vector is None
    assert Embedding().vector is None
    vector = of([]).vector
    assert vector is not None
    assert vector.tolist() == []


@pytest.mark.parametrize(
    ("vector", "error", "words"),
    [
        ([1.0, "2"], TypeError, "a number at place 1 of a vector, found a string"),
        ([None], TypeError, "a number at place 0 of a vector, found null"),
        ([True], TypeError, "a number at place 0 of a vector, found a boolean"),
        ({"a": 1}, TypeError, "a list of numbers or base64 text, found an object"),
        (3, TypeError, "a list of numbers or base64 text, found a number"),
        ("@@@", ValueError, "a vector in base64"),
        ("AAAAAAA=", ValueError, "a vector of 32-bit floats, found 5 bytes"),
    ],
)
def test_what_is_no_vector(vector: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        of(vector).vector


def test_vectors_of_a_response() -> None:
    response = CreateEmbeddingResponse.model_validate(
        {"data": [{"embedding": [1, 2.5]}, {"embedding": "AACAPw=="}]}
    )
    assert [one.vector.tolist() for one in response.data if one.vector] == [[1.0, 2.5], [1.0]]
    ollama = EmbedResponse.model_validate({"embeddings": [[0.5], [1, 2]]})
    assert [vector.tolist() for vector in ollama.vectors] == [[0.5], [1.0, 2.0]]
