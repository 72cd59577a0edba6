"""Recordings are found where the recorder looks for them, and lists of models become one."""

from __future__ import annotations

import json
import logging
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ogx_reference
import pytest
from hash_reference import MODEL_LISTS
from ogx_reading import write

from deltafold import ogx

TEST = "tests/integration/inference/test_basic.py::test_chat[a::b]"
HASH = "0123456789abcdef"


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    before = ogx.set_test_id_source(None)
    yield
    ogx.set_test_id_source(before)


def put(path: Path, body: Any = None, **request: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return write(path, {"request": request, "response": {"body": body}})


def model(name: str, owner: str = "x") -> dict[str, Any]:
    data = {"id": name, "object": "model", "created": 1, "owned_by": owner}
    return {"__type__": "openai.types.model.Model", "__data__": data}


def tags(*models: tuple[str, int]) -> dict[str, Any]:
    data = {"models": [{"model": name, "size": size} for name, size in models]}
    return {"__type__": "ollama._types.ListResponse", "__data__": data}


@pytest.mark.parametrize("is_absolute", [True, False])
def test_beside_the_test_first_then_in_the_base_directory(
    tmp_path: Path, is_absolute: bool
) -> None:
    base = Path("repository/tests/integration/common")
    storage = ogx.RecordingStorage(tmp_path / base if is_absolute else base, test_id=lambda: TEST)
    # Tests are named from above an absolute base directory, or from the working directory.
    root = tmp_path / "repository" if is_absolute else tmp_path
    assert storage.find_recording(HASH) is None
    fallback = put(tmp_path / base / "recordings" / f"{HASH}.json", "fallback")
    found = storage.find_recording(HASH)
    assert found is not None and found["response"]["body"] == "fallback"
    put(root / "tests/integration/inference/recordings" / f"{HASH}.json", "beside")
    found = storage.find_recording(HASH)
    assert found is not None and found["response"]["body"] == "beside"
    assert storage.find_recording(HASH[:12]) is None
    fallback.unlink()
    assert [path.is_absolute() for path in storage.directories()] == [is_absolute] * 2


@pytest.mark.parametrize("test_id", [None, ""])
def test_without_a_test_only_the_base_directory(tmp_path: Path, test_id: str | None) -> None:
    storage = ogx.RecordingStorage(tmp_path / "a/b/c", test_id=lambda: test_id)
    assert storage.directories() == [tmp_path / "a/b/c/recordings"]
    put(tmp_path / "recordings" / f"{HASH}.json")
    assert storage.find_recording(HASH) is None


def test_a_test_in_the_base_directory_is_one_place(tmp_path: Path) -> None:
    storage = ogx.RecordingStorage(tmp_path / "a/b/c", test_id=lambda: "a/b/c/test_x.py::test_y")
    assert storage.directories() == [tmp_path / "a/b/c/recordings"]


def test_the_source_that_was_set_is_asked_where_there_is_no_own() -> None:
    storage = ogx.RecordingStorage("common")
    assert len(storage.directories()) == 1
    ogx.set_test_id_source(lambda: TEST)
    assert len(storage.directories()) == 2
    with pytest.raises(TypeError, match="expected a function"):
        ogx.RecordingStorage("common", test_id=TEST)  # type: ignore[arg-type]


@pytest.mark.parametrize("objects", ["openai", "lazy", "deltafold"])
@pytest.mark.parametrize("endpoint", MODEL_LISTS[1:])
def test_the_models_of_both_places_become_one_list(
    tmp_path: Path, endpoint: str, objects: Any
) -> None:
    base, beside = tmp_path / "a/b/c", tmp_path / "a/b/d"
    here, there = base / "recordings", beside / "recordings"
    # Written in another order than that of their names.
    put(there / f"models-{HASH}-2.json", [model("c", "2"), model("a", "2")], model="", at=2)
    put(there / f"models-{HASH}-1.json", [model("c", "1"), model("b", "1")], model="", at=1)
    put(here / f"models-{HASH}-0.json", [model("a", "0")], at=0)
    put(here / "models-other-0.json", [model("z")])
    storage = ogx.RecordingStorage(base, test_id=lambda: "a/b/d/test_x.py::y", objects=objects)
    found = storage.find_model_list(endpoint, HASH)
    assert found is not None
    body = found["response"].pop("body")
    assert found == {
        "request": {"model": "", "at": 1, "endpoint": endpoint},
        "response": {"is_streaming": False},
    }
    assert type(body) is list
    assert [(each.id, each.owned_by) for each in body] == [("a", "0"), ("b", "1"), ("c", "2")]
    assert storage.find_model_list(endpoint, "no such hash") is None
    digest = ogx.model_identifiers_digest(endpoint, {"body": body})
    one = storage.find_model_list(endpoint, HASH)
    assert one is not None and digest == ogx.model_identifiers_digest(endpoint, one["response"])


@pytest.mark.parametrize("objects", ["openai", "lazy"])
def test_a_list_of_ollama_is_its_own_class(tmp_path: Path, objects: Any) -> None:
    ollama = pytest.importorskip("ollama", reason="ollama is not installed")
    put(tmp_path / "recordings" / f"models-{HASH}-1.json", tags(("b", 1), ("a", 1)))
    put(tmp_path / "recordings" / f"models-{HASH}-2.json", tags(("b", 2)))
    storage = ogx.RecordingStorage(tmp_path, objects=objects)
    found = storage.find_model_list("/api/tags", HASH)
    assert found is not None
    body = found["response"]["body"]
    assert type(body) is ollama.ListResponse
    assert [(each.model, each.size) for each in body.models] == [("a", 1), ("b", 2)]
    assert ogx.model_identifiers_digest(
        "/api/tags", {"body": body}
    ) == ogx.model_identifiers_digest("/api/tags", {"body": [*body.models]})


def test_a_list_of_ollama_as_views_or_as_data(tmp_path: Path) -> None:
    path = put(tmp_path / "recordings" / f"models-{HASH}-1.json", tags(("b", 1), ("a", 2)))
    storage = ogx.RecordingStorage(tmp_path, objects="deltafold")
    found = storage.find_model_list("/api/tags", HASH)
    assert found is not None
    body = found["response"]["body"]
    assert type(body).__module__.startswith("deltafold.")
    assert [(each.model, each.size) for each in body.models] == [("a", 2), ("b", 1)]
    record = json.loads(path.read_bytes())
    record["response"]["body"] = record["response"]["body"]["__data__"]
    united = ogx.combine_model_lists("/api/tags", [record])
    assert united is not None
    assert united["response"]["body"] == {
        "models": [{"model": "a", "size": 2}, {"model": "b", "size": 1}]
    }


def age(directory: Path, seconds: int = 10) -> None:
    """As if the directory had been changed that long ago, plus or minus what others were."""
    at = time.time() - seconds
    os.utime(directory, (at, at))


def test_an_unchanged_directory_is_listed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "recordings"
    put(directory / f"models-{HASH}-1.json", [model("a")])
    age(directory)
    listed = []
    scandir = os.scandir

    def listing(path: Any) -> Any:
        listed.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", listing)
    storage = ogx.RecordingStorage(tmp_path)
    for _ in range(5):
        assert storage.find_model_list("/v1/models", HASH) is not None
        assert storage.find_model_list("/v1/models", HASH[:-1]) is None
    assert len(listed) == 1


def test_files_may_come_and_go(tmp_path: Path) -> None:
    """Whether the directory was changed just now, or long before it was listed."""
    directory = tmp_path / "recordings"
    storage = ogx.RecordingStorage(tmp_path)

    def names() -> list[str]:
        found = storage.find_model_list("/v1/models", HASH)
        return [] if found is None else [each.id for each in found["response"]["body"]]

    pytest.importorskip("openai", reason="openai is not installed")
    assert names() == []
    for turn, seconds in enumerate((0, 10, 20, 0)):
        path = put(directory / f"models-{HASH}-{turn}.json", [model(f"m{turn}")])
        assert names() == [f"m{turn}"]
        age(directory, seconds)
        assert names() == names() == [f"m{turn}"]
        other = put(directory / f"models-{HASH}-x.json", [model("x")])
        assert names() == [f"m{turn}", "x"]
        age(directory, seconds + 5)
        assert names() == [f"m{turn}", "x"]
        # A file that is written anew in its place is read anew.
        write(other, {"request": {}, "response": {"body": [model("y")]}})
        assert names() == [f"m{turn}", "y"]
        path.rename(tmp_path / "elsewhere.json")
        assert names() == ["y"]
        other.unlink()
        assert names() == []
    directory.rmdir()
    assert names() == []
    directory.mkdir()
    put(directory / f"models-{HASH}-1.json", [model("again")])
    assert names() == ["again"]


def test_combining_leaves_the_records_as_they_are() -> None:
    records = [{"request": {"x": 1}, "response": {"body": [{"id": "a"}]}}]
    before = json.dumps(records)
    assert ogx.combine_model_lists("/v1/models", records) is not None
    assert json.dumps(records) == before
    assert ogx.combine_model_lists("/v1/models", []) is None


def test_warnings_go_to_the_logger_that_is_given(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:

    item = {"__type__": "no.such.Class", "__data__": {}}
    put(tmp_path / "recordings" / f"{HASH}.json", item)
    logger = logging.getLogger("a.suite")
    assert ogx.RecordingStorage(tmp_path, logger=logger).find_recording(HASH) is not None
    assert {record.name for record in caplog.records} == {"a.suite"}


def test_real_recordings_are_found(corpus: list[Path]) -> None:
    """Every one by its name, and the lists of models as the reference unites them."""
    lists: dict[tuple[Path, str], list[Path]] = defaultdict(list)
    for path in corpus:
        if path.parent.name != "recordings":
            continue
        if path.stem.startswith("models-"):
            lists[path.parent, path.stem.split("-")[1]].append(path)
    assert lists
    for (directory, request_hash), paths in sorted(lists.items()):
        records = [ogx_reference.read(path)[0] for path in sorted(paths)]
        endpoint = records[0]["request"]["endpoint"]
        if endpoint == "/api/tags":
            continue
        expected = {each.id: each for record in records for each in record["response"]["body"]}
        found = ogx.RecordingStorage(directory.parent).find_model_list(endpoint, request_hash)
        assert found is not None
        assert found["response"]["body"] == [expected[name] for name in sorted(expected)]
