"""`recording_from_file` gives what the reference reading gives: objects, warnings and all."""

from __future__ import annotations

import json
import math
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ogx_reference
import pytest
from odd_layouts import layouts, loose
from ogx_compare import assert_same
from ogx_reading import MODES, check, collected, ours, recording, result, typed, write
from ogx_samples import CHUNK, EMBEDDINGS, MODEL, NAMES, SDK, WRONG, embeddings, model
from types_samples import chunk, delta

from deltafold import ParseError
from deltafold.ogx import recording_from_file


def test_every_real_recording(corpus: list[Path]) -> None:
    for path in corpus:
        check(path)


@pytest.mark.parametrize(("name", "data"), [*SDK, *WRONG])
def test_classes_of_the_sdks(name: str, data: Any, tmp_path: Path) -> None:
    check(write(tmp_path / "one.json", recording(typed(name, data))))
    check(write(tmp_path / "many.json", recording([typed(name, data)] * 3)))


def test_all_of_them_in_one_body(tmp_path: Path) -> None:
    items = [typed(name, data) for name, data in [*SDK, *WRONG]]
    random.Random(1).shuffle(items)
    check(write(tmp_path / "a.json", recording(items)))


@pytest.mark.parametrize("name", NAMES)
def test_names_that_give_no_class(name: Any, tmp_path: Path) -> None:
    for data in ({"a": [1, {"b": None}]}, {}, [1], "text", None):
        check(write(tmp_path / "one.json", recording(typed(name, data))))
        check(write(tmp_path / "many.json", recording([typed(name, data), typed(name, data), 1])))


def test_no_class_to_import_logs_twice_and_gives_the_data(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([typed("not_there.Thing", {"a": 1})]))
    for mode in MODES:
        with collected() as warned:
            assert ours(path, mode)["response"]["body"] == [{"a": 1}]
        failed = "Failed to deserialize object of type not_there.Thing with "
        assert [one.text for one in warned] == [
            f"{failed}model_validate: No module named 'not_there'",
            f"{failed}model_construct: {ogx_reference.NO_CLASS}",
        ]


PLAIN: list[Any] = [
    None,
    {},
    {"a": {"__type__": "x.Y", "__data__": {}}},
    {"__type__": MODEL},
    {"__data__": {"id": 1}},
    {"__type__": CHUNK, "data": {}},
    [],
    [[]],
    [[typed(MODEL, model())]],
    "text",
    "",
    5,
    1.5,
    True,
    [None, 1, "a", 1.5, True, {}, []],
    ["data: {}", "", "data: [DONE]"],
    [{"candidates": [{"content": {"parts": [{"text": "a"}]}}]}] * 5,
    [{"candidates": [], "n": number} for number in (1, 1.0, True, "1", None, math.nan, 10**30)],
    [typed(MODEL, model()), None, {"candidates": []}, typed(MODEL, model(id="n"))],
    [typed(MODEL, model(), more=1), {"__data__": model(), "__type__": MODEL}],
    typed(MODEL, typed(MODEL, model())),
]


@pytest.mark.parametrize("body", PLAIN)
def test_what_is_no_object_stays_as_it_is(body: Any, tmp_path: Path) -> None:
    check(write(tmp_path / "a.json", recording(body)))


RECORDS: list[dict[str, Any]] = [
    {},
    {"response": {}},
    {"response": {"is_streaming": True}},
    {"request": None, "response": {"body": [typed(MODEL, model())]}},
    {"response": {"body": [typed(MODEL, model())], "body2": typed(MODEL, model())}, "body": 1},
    {"body": [typed(MODEL, model())]},
    {"test_id": None, "response": {"status": 200, "body": {}, "is_streaming": False}},
    recording(None, response={"body": None, "is_exception": True, "exception_message": "no"}),
    recording([typed(MODEL, model())], extra=[1, {"a": math.inf, "b": -0.0}]),
    recording([typed(MODEL, model())], id_normalization_mapping=None),
    recording([typed(MODEL, model())], id_normalization_mapping=[]),
]


@pytest.mark.parametrize("record", RECORDS)
def test_records_of_odd_shapes(record: dict[str, Any], tmp_path: Path) -> None:
    check(write(tmp_path / "a.json", record))


#: Text with the item of a body for each `%s`.
TEXTS = [
    '{"re\\u0073ponse": {"body": [%s]}}',
    '{"response": {"b\\u006fdy": [%s, %s]}}',
    '{"response": {"body": 1, "body": [%s]}}',
    '{"response": {"body": [%s], "body": 1}}',
    '{"response": {"body": [%s]}, "response": {"body": [%s, %s]}}',
    '{"response": {"body": [%s]}, "response": {}}',
    '{"response": 1, "response": {"body": [%s]}}',
    '{"response": {"body": [%s, {"__type__": "x.y", "__data__": {}, "__type__": "json.z"}]}}',
    '{"response": {"body": [%s, {"__t\\u0079pe__": "json.z", "__dat\\u0061__": {"a": 1}}]}}',
]


@pytest.mark.parametrize("text", TEXTS)
def test_keys_that_are_escaped_or_stand_twice(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text.replace("%s", json.dumps(typed(MODEL, model()))))
    check(path)


MAPPINGS: list[dict[str, str]] = [
    {"rec-1": "chatcmpl-9"},
    {"a": "b", "b": "c"},
    {"model-b": "model-a", "m": "model-b"},
    {"chunk": "chat.completion.chunk"},
    {"\u00e9": "Gr"},
    {"x": "\\u00fc"},
    {"": "chatcmpl"},
    {"1700000001": "1700000000"},
    {"true": "null"},
    {"not there": "nowhere"},
    {CHUNK: "stands.in"},
    {"y": "id_normalization_mapping"},
]


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_ids_are_put_back(mapping: dict[str, str], tmp_path: Path) -> None:
    items = [typed(CHUNK, chunk(created=1700000000 + at // 2)) for at in range(4)]
    items.append(typed("stands.in", chunk()))
    record = recording(items, id_normalization_mapping=mapping)
    check(write(tmp_path / "a.json", record))
    for number, text in enumerate(layouts(record)):
        path = tmp_path / f"{number}.json"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        if not has_surrogate(text):
            check(path)


def test_a_mapping_that_breaks_the_text_is_a_value_error(tmp_path: Path) -> None:
    record = recording([typed(MODEL, model())], id_normalization_mapping={"": '"'})
    path = write(tmp_path / "a.json", record)
    for mode in (*MODES, "deltafold"):
        with pytest.raises(ValueError):
            ours(path, mode)


def has_surrogate(text: str) -> bool:
    """Whether text cannot be written as UTF-8."""
    return any("\ud800" <= character <= "\udfff" for character in text)


@pytest.mark.parametrize("seed", range(10))
def test_layouts(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    items = [typed(name, data) for name, data in rng.sample(SDK, 5) for _ in range(2)]
    items += [typed(name, data) for name, data in rng.sample(WRONG, 5)]
    record = recording(items if seed % 2 else items[0])
    for number, text in enumerate([*layouts(record), loose(record, rng), loose(record, rng)]):
        if has_surrogate(text):
            continue
        path = tmp_path / f"{number}.json"
        path.write_bytes(text.encode())
        check(path)


SCALARS: list[Any] = [
    "a", "", None, 1, 1.0, True, False, 0, -0.0, 2**63, 10**30, math.nan, 1e400, "1", [], {}, ["a"],
]  # fmt: skip


@pytest.mark.parametrize(
    "place", ["id", "created", "model", "object", "usage", "index", "content", "extra", "role"]
)
def test_repeated_shapes_whose_scalars_change_type(place: str, tmp_path: Path) -> None:
    def with_value(value: Any) -> dict[str, Any]:
        if place in ("content", "role", "extra"):
            return chunk(choices=[delta(0, None, **{"content": "x", "role": None, place: value})])
        return chunk(choices=[delta(value)]) if place == "index" else chunk(**{place: value})

    values = ["a", "b", *SCALARS, "c", *reversed(SCALARS)]
    check(write(tmp_path / "a.json", recording([typed(CHUNK, with_value(v)) for v in values])))


def test_a_name_that_changes_in_the_middle(tmp_path: Path) -> None:
    names = [CHUNK, CHUNK, MODEL, "not.there", CHUNK, "", CHUNK]
    check(write(tmp_path / "a.json", recording([typed(str(name), chunk()) for name in names])))


def test_embeddings_of_real_size(tmp_path: Path) -> None:
    rng = random.Random(2)
    vectors = [[rng.uniform(-1, 1) * 10 ** rng.randint(-9, 1) for _ in range(1500)] for _ in "abc"]
    vectors[1][700] = 1
    items = [typed(EMBEDDINGS, embeddings(*vectors, [0, 1, 0], [0.0]))]
    check(write(tmp_path / "one.json", recording(items[0])))
    check(write(tmp_path / "many.json", recording(items * 2)))


def test_several_threads_read_alike(tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{number}.json", recording([typed(name, data)] * 3))
        for number, (name, data) in enumerate([*SDK, *WRONG])
    ]

    def read(step: int) -> list[Any]:
        return [result(lambda: recording_from_file(path)) for path in paths[::step]]

    with collected(), ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, [1, -1, 1, -1]))
    for mine in (found[0], found[1][::-1], found[2], found[3][::-1]):
        assert_same(mine, [ogx_reference.read(path)[0] for path in paths])


def test_long_streams(tmp_path: Path) -> None:
    items = [typed(CHUNK, chunk(choices=[delta(0, content=f"word {at}")])) for at in range(5000)]
    items[2500] = typed(CHUNK, chunk(object=""))
    items[-1] = typed(CHUNK, chunk(choices=[delta(0, "stop")]))
    path = write(tmp_path / "a.json", recording(items))
    assert path.stat().st_size > 1 << 20
    check(path)


def test_paths_may_be_text_or_paths_and_nothing_is_kept_open(tmp_path: Path) -> None:
    path = write(tmp_path / "ü.json", recording([typed(MODEL, model())]))
    assert recording_from_file(path) == recording_from_file(str(path))
    path.unlink()
    with pytest.raises(FileNotFoundError, match="ü"):
        recording_from_file(path)


def test_bad_files_are_value_errors_with_the_path(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    for text in ("", "{", '{"a": 1,}', "nul"):
        path.write_text(text)
        for mode in (*MODES, "deltafold"):
            with pytest.raises(ParseError, match=r"bad\.json"):
                ours(path, mode)


def test_an_unknown_mode_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording([]))
    with pytest.raises(ValueError, match=r"openai.*lazy.*deltafold"):
        recording_from_file(path, objects="pydantic")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        recording_from_file(path, "lazy")  # type: ignore[call-arg]


def test_the_default_builds_objects(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", recording(typed(MODEL, model())))
    assert json.loads(path.read_bytes())["response"]["body"]["__type__"] == MODEL
    assert recording_from_file(path) == ours(path, "openai")
