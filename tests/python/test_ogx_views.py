"""`objects="deltafold"` gives views whose attributes read as those of the SDKs' objects do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ogx_reference
import pytest
from ogx_compare import is_model
from ogx_reading import collected, recording, typed, write
from ogx_samples import (
    CHAT,
    CHUNK,
    EMBEDDINGS,
    MODEL,
    OLLAMA,
    OLLAMA_LISTED,
    SDK,
    embeddings,
    model,
)
from types_samples import COMPLETIONS

from deltafold._core import View
from deltafold.ogx import recording_from_file


def reads_alike(view: Any, theirs: Any, path: str = "$") -> None:
    """Attribute by attribute, as far as the SDK's object has any."""
    if is_model(theirs):
        assert isinstance(view, View), path
        for name, value in theirs:
            # Other releases of an SDK declare other fields than the mirrored one.
            mine = getattr(view, name, None) if value is None else getattr(view, name)
            reads_alike(mine, value, f"{path}.{name}")
    elif isinstance(theirs, list):
        assert isinstance(view, Sequence) and len(view) == len(theirs), path
        for index, (mine, other) in enumerate(zip(view, theirs)):
            reads_alike(mine, other, f"{path}[{index}]")
    elif isinstance(theirs, dict) and isinstance(view, View):
        assert view.to_dict() == theirs, path
    elif not isinstance(theirs, (dict, bool, int, float, str, type(None))):
        return  # Times and such, of which views give the text.
    else:
        assert view == theirs, path


def compare(path: Path) -> int:
    """Compares a file; tells how many objects were compared."""
    theirs, _ = ogx_reference.read(path)
    with collected() as warned:
        record = recording_from_file(path, objects="deltafold")
    assert not warned
    assert list(record) == list(theirs)
    body, expected = record["response"].get("body"), theirs["response"].get("body")
    assert {**record, "response": 0} == {**theirs, "response": 0}
    assert list(record["response"]) == list(theirs["response"])
    many = isinstance(expected, list)
    assert not many or len(body) == len(expected)
    seen = 0
    for view, other in zip(body, expected) if many else [(body, expected)]:
        if is_model(other):
            reads_alike(view, other, str(path))
            seen += 1
    return seen


@pytest.mark.parametrize(("name", "data"), SDK)
def test_samples(name: str, data: Any, tmp_path: Path) -> None:
    pytest.importorskip("openai")
    pytest.importorskip("ollama")
    if name.startswith("openai.types.responses"):
        pytest.skip("an output that no class declares is read by another rule")
    assert compare(write(tmp_path / "one.json", recording(typed(name, data)))) == 1
    if name.endswith((".ChatCompletionChunk", ".Completion", ".Model", ".ChatResponse")):
        assert compare(write(tmp_path / "many.json", recording([typed(name, data)] * 3))) == 3


def test_real_recordings(corpus: list[Path]) -> None:
    pytest.importorskip("openai")
    assert sum(map(compare, corpus)) > 100


def test_plain_bodies_stay_plain(tmp_path: Path) -> None:
    for body in (None, "text", 5, [], ["a", ""], [1, None]):
        path = write(tmp_path / "a.json", recording(body))
        read = recording_from_file(path, objects="deltafold")["response"]["body"]
        assert (list(read) if isinstance(body, list) else read) == body


def test_no_sdk_is_imported(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = write(tmp_path / "a.json", recording([typed(*SDK[0])]))
    code = (
        "import sys; from deltafold.ogx import recording_from_file as read; "
        "body = read(sys.argv[1], objects='deltafold')['response']['body']; "
        "assert body[0].choices[0].index == 0; "
        "lazy = read(sys.argv[1], objects='lazy')['response']['body']; assert len(lazy) == 1; "
        "found = {name.partition('.')[0] for name in sys.modules}; "
        "assert not found & {'openai', 'pydantic', 'httpx', 'pytest', 'ollama'}, found"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def read(tmp_path: Path, body: Any, objects: Any = "deltafold") -> Any:
    """The body as it is read in a mode."""
    path = write(tmp_path / f"{objects}.json", recording(body))
    with collected():
        return recording_from_file(path, objects=objects)["response"]["body"]


def both(tmp_path: Path, name: str, data: Any) -> tuple[Any, Any]:
    """The view and the object of the SDK."""
    pytest.importorskip("openai")
    return read(tmp_path, typed(name, data)), read(tmp_path, typed(name, data), "openai")


def test_how_views_differ_in_class_and_equality(tmp_path: Path) -> None:
    name, data = SDK[0]
    view, theirs = both(tmp_path, name, data)
    assert type(view) is not type(theirs)
    assert type(view).__name__ == type(theirs).__name__
    assert type(view).__module__.startswith("deltafold.types.")
    assert view != theirs and view == both(tmp_path, name, data)[0]
    assert view.to_openai() == view.to_sdk() == theirs


@pytest.mark.parametrize("name", ["my.proxy.Chunk", "", "openai.types.Missing", "é"])
def test_views_of_classes_that_cannot_be_imported(tmp_path: Path, name: str) -> None:
    known = read(tmp_path, [typed(*SDK[0])])
    assert list(read(tmp_path, [typed(name, SDK[0][1])])) == list(known)
    assert read(tmp_path, typed(name, COMPLETIONS[0])) == read(
        tmp_path, typed(CHAT, COMPLETIONS[0])
    )
    other = read(tmp_path, [typed(name, {"a": 1, "b": {"c": [1]}})])
    assert type(other[0]) is View and other[0].model_extra == {"a": 1, "b": {"c": [1]}}


def test_views_of_a_list_have_one_class(tmp_path: Path) -> None:
    body = read(tmp_path, [{"a": 1}, typed("x.y", {"a": 2}), typed(*SDK[0]), typed(MODEL, model())])
    assert not isinstance(body, list) and body == list(body)
    assert {type(one).__name__ for one in body} == {"ChatCompletionChunk"}
    assert [one.model_extra["a"] for one in body[:2]] == [1, 2]
    choices = body[2].choices
    assert not isinstance(choices, list) and choices == list(choices)


def test_views_cannot_be_changed(tmp_path: Path) -> None:
    view = read(tmp_path, typed(*SDK[0]))
    with pytest.raises(AttributeError, match="immutable"):
        view.id = "x"
    assert view.model_copy(update={"id": "x"}).id == "x"


def test_views_do_not_convert(tmp_path: Path) -> None:
    view, theirs = both(tmp_path, EMBEDDINGS, embeddings([0, 1.5]))
    assert repr(view.data[0].embedding) == "[0, 1.5]"
    assert repr(theirs.data[0].embedding) == "[0.0, 1.5]"
    pytest.importorskip("ollama")
    view, theirs = both(tmp_path, OLLAMA + "ListResponse", {"models": [OLLAMA_LISTED]})
    assert view.models[0].modified_at == OLLAMA_LISTED["modified_at"]
    assert not isinstance(theirs.models[0].modified_at, str)


def test_views_of_data_that_does_not_validate(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed(CHUNK, {"created": "1", "object": ""})]))
    with collected() as warned:
        view = recording_from_file(path, objects="deltafold")["response"]["body"][0]
    assert not warned
    assert (view.created, view.object, view.id, view.choices) == ("1", "", None, None)
