"""The same rows in every engine as in plain Python: pyarrow, Polars, DuckDB, Ray and Spark."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import deltafold
from deltafold import arrow

pa = pytest.importorskip("pyarrow")

RECORDINGS = Path(__file__).parents[1] / "fixtures" / "recordings"
WHATS: tuple[Any, ...] = ("recordings", "chunks", "choices", "tool_calls")
Row = dict[str, Any]


def expected(what: Any) -> list[Row]:
    return list(pa.table(deltafold.table(RECORDINGS, what, jobs=1)).to_pylist())


def files() -> list[Path]:
    return sorted(path for path in RECORDINGS.rglob("*.json") if path.name != "kinds.json")


def column() -> Any:
    """A table with the contents of recordings, the last of which is broken."""
    values = [path.read_text() for path in files()] + ["{"]
    return pa.table({"id": pa.array(range(len(values))), "json": values})


def in_order(rows: list[Row]) -> list[Row]:
    keys = ("recording", "name", "number", "choice_index", "seq", "tool_index")
    return sorted(rows, key=lambda row: [str(row.get(key)).zfill(9) for key in keys])


@pytest.fixture(scope="module", params=WHATS)
def what(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_pyarrow_has_the_schema(what: Any) -> None:
    table = pa.table(deltafold.table(RECORDINGS, what))
    table.validate(full=True)
    assert table.schema == arrow.SCHEMAS[what]
    reader = pa.RecordBatchReader.from_stream(deltafold.table(RECORDINGS, what, batch_rows=7))
    assert [row for batch in reader for row in batch.to_pylist()] == expected(what)


def test_polars(what: Any) -> None:
    pl = pytest.importorskip("polars")
    rows = expected(what)
    assert pl.DataFrame(deltafold.table(RECORDINGS, what)).to_dicts() == rows
    assert pl.LazyFrame(deltafold.table(RECORDINGS, what)).collect().to_dicts() == rows
    frame = pl.DataFrame(deltafold.table(RECORDINGS, what))
    again = pl.DataFrame({"json": [path.read_text() for path in files()]})
    mapped = arrow.map_batch(again, "json", what)
    assert mapped.schema == frame.schema


def test_duckdb(what: Any) -> None:
    duckdb = pytest.importorskip("duckdb")
    made = deltafold.table(RECORDINGS, what)
    assert made is not None
    found = duckdb.sql("FROM made").to_arrow_table().to_pylist()
    assert found == expected(what)


def test_polars_columns_go_in(what: Any) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame(column())
    found = pa.table(deltafold.table(frame, what, column="json", id="id")).to_pylist()
    assert found == pa.table(deltafold.table(column(), what, column="json", id="id")).to_pylist()


def test_a_batch_gives_a_batch(what: Any) -> None:
    whole = pa.table(deltafold.table(column(), what, column="json", id="id"))
    [batch] = column().combine_chunks().to_batches()
    made = arrow.map_batch(batch, "json", what, id="id")
    assert isinstance(made, pa.RecordBatch)
    assert made.to_pylist() == whole.to_pylist()
    assert made.to_pylist()[-1]["error"] is not None
    empty = arrow.map_batch(batch.slice(0, 0), "json", what)
    assert (empty.num_rows, empty.schema) == (0, arrow.SCHEMAS[what])


def test_a_column_is_normalized() -> None:
    given = column().append_column("path", [[f"{n}.json" for n in range(column().num_rows)]])
    for batch in (given, given.combine_chunks().to_batches()[0]):
        done = arrow.normalize_batch(batch, "json", name="path")
        assert type(done) is type(batch)
        rows = done.to_pylist()
        assert [row["id"] for row in rows] == list(range(len(rows)))
        assert rows[-1]["json"] == "{"
        assert rows[-1]["error"] is not None
        for row, path in zip(rows, files(), strict=False):
            try:
                plain = deltafold.normalize_bytes(path.read_bytes(), row["path"]).decode()
            except deltafold.Error as error:
                plain, fault = row["json"], f"{row['path']}: {error}"
            else:
                fault = None
            assert (row["json"], row["error"]) == (plain, fault)
    with pytest.raises(TypeError, match="'id' to be a column of text or binary, not of int64"):
        arrow.normalize_batch(given, "id")
    with pytest.raises(KeyError, match="no column 'other'"):
        arrow.normalize_batch(given, "other")
    with pytest.raises(TypeError, match="`name` 'id' to be a column of text"):
        arrow.normalize_batch(given, "json", "id")
    with pytest.raises(KeyError, match="2 columns 'json'"):
        arrow.normalize_batch(given.append_column("json", given["json"]), "json")


def test_a_fault_names_the_recording_or_its_place() -> None:
    table = pa.table({"json": ["{", None, "["], "path": ["a/x.json", None, None]})
    named = arrow.normalize_batch(table, "json", "path")["error"].to_pylist()
    assert named[0].startswith("a/x.json: expected ")
    assert named[1] is None
    assert named[2].startswith("column 'json', row 2: expected ")
    unnamed = arrow.normalize_batch(table, "json")["error"][0].as_py()
    assert unnamed == named[0].replace("a/x.json", "column 'json', row 0")


def test_rules_go_to_the_workers(tmp_path: Path) -> None:
    """As engines send functions: pickled, to a machine without the file of the rules."""
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.deltafold]\n[[tool.deltafold.rules]]\npath = '**.id'\nset = 'X'\n")
    text = '{"response": {"body": {"id": "a"}}}'
    table = pa.table({"json": [text]})
    rules = deltafold.Rules.load(path)
    sent = pickle.dumps(partial(arrow.normalize_batch, column="json", rules=rules))
    path.unlink()
    found = pickle.loads(sent)(table)["json"][0].as_py()
    assert found.encode() == deltafold.normalize_bytes(text, "a.json", rules=rules)
    assert json.loads(found)["response"]["body"]["id"] == "X"


BINARY = (pa.binary(), pa.large_binary(), pa.binary_view())
TYPES = (*BINARY, pa.string(), pa.large_string(), pa.string_view())
FORMS: dict[str, Any] = {
    "table": lambda array: pa.table({"json": array}),
    "batch": lambda array: pa.record_batch({"json": array}),
    "slice": lambda array: pa.table({"json": pa.concat_arrays([array, array])}).slice(len(array)),
    "chunks": lambda array: pa.table(
        {"json": pa.chunked_array([array[:2], array[:0], array[2:]], array.type)}
    ),
    "dictionary": lambda array: pa.table({"json": array.dictionary_encode()}),
    "array": lambda array: array,
    "chunked array": lambda array: pa.chunked_array([array[:3], array[3:]]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("of", TYPES, ids=str)
def test_every_column_of_text_gives_the_same_rows(of: Any, form: str, what: Any) -> None:
    values: list[Any] = [None, "{", *(path.read_text() for path in files()), None]
    if of in BINARY:
        values = [value and value.encode() for value in values]
    array = pa.array(values, of)
    if form == "dictionary" and of in (pa.string_view(), pa.binary_view()):
        pytest.skip("pyarrow makes no dictionaries of views")
    given = FORMS[form](array)
    expected = pa.table(deltafold.table(pa.table({"json": pa.array(values, of)}), what)).to_pylist()
    assert expected[0]["error"] == expected[-1]["error"] == "expected a recording, found null"
    assert expected[1]["error"].startswith("1: expected ")
    assert pa.table(deltafold.table(given, what)).to_pylist() == expected
    if form not in ("array", "chunked array"):
        done = arrow.normalize_batch(given, "json")
        assert done.schema.field("json") == given.schema.field("json")
        texts = done["json"].to_pylist()
        assert (texts[:2], texts[-1]) == (values[:2], None)
        for text, value, fault in zip(texts, values, done["error"].to_pylist(), strict=True):
            if value is not None and fault is None:
                new = deltafold.normalize_bytes(value, "recording.json")
                assert text == (new if of in BINARY else new.decode())


def test_what_has_no_recordings() -> None:
    nulls = pa.table({"json": pa.nulls(2)})
    found = arrow.map_batch(nulls, "json")["error"].to_pylist()
    assert found == ["expected a recording, found null"] * 2
    assert arrow.normalize_batch(nulls, "json").column("json") == nulls["json"]
    empty = pa.table({"json": pa.chunked_array([], pa.string())})
    assert arrow.map_batch(empty, "json").num_rows == 0
    assert arrow.normalize_batch(empty, "json").schema.names == ["json", "error"]
    twice = pa.table([["{}"], ["{}"]], names=["json", "json"])
    with pytest.raises(KeyError, match='2 columns "json"'):
        arrow.map_batch(twice, "json")
    with pytest.raises(KeyError, match="there are none"):
        arrow.map_batch(pa.table({}), "json")
    with pytest.raises(TypeError, match=r"not of List\(Int64\)"):
        arrow.map_batch(pa.table({"json": [[1]]}), "json")
    holes = pa.array([None, {"json": "{}"}])
    with pytest.raises(pa.ArrowInvalid, match="a null in place of one"):
        pa.table(deltafold.table(holes))


def test_text_that_is_no_utf_8_is_an_error_of_its_row() -> None:
    """Producers need not check what they say is text."""
    offsets = pa.array([0, 2, 4], pa.int32()).buffers()[1]
    array = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"\xff{{}")])
    table = pa.table({"json": array, "id": array})
    found = pa.table(deltafold.table(table, column="json", id="id")).to_pylist()
    assert [row["name"] for row in found] == ["\ufffd{", "{}"]
    assert "invalid UTF-8" in found[0]["error"]
    assert "expected a recording" in found[1]["error"]
    done = arrow.normalize_batch(table, "json")
    assert "row 0: invalid UTF-8" in done["error"][0].as_py()
    assert done["json"].cast(pa.binary()) == table["json"].cast(pa.binary())


@pytest.mark.parametrize(
    "ids", [pa.array([7, None, 2**63], pa.uint64()), pa.array(["a", None, "b"])]
)
def test_ids_are_kept(ids: Any) -> None:
    values = ["{", *(path.read_text() for path in files()[:2])]
    for column in (ids, ids.dictionary_encode()):
        table = pa.table({"json": values, "id": column})
        found = pa.table(deltafold.table(table, column="json", id="id"))["name"].to_pylist()
        assert found == [one if one is None else str(one) for one in ids.to_pylist()]


def test_an_error_ends_the_table_if_it_is_to_be_raised() -> None:
    for read in (pa.table, lambda made: pytest.importorskip("polars").DataFrame(made)):
        made = deltafold.table(column(), column="json", id="id", errors="raise")
        with pytest.raises(Exception, match=rf"{column().num_rows - 1}: expected "):
            read(made)
    with pytest.raises(pa.ArrowInvalid, match="expected "):
        arrow.map_batch(column(), "json", errors="raise")


READERS = {
    "pyarrow": "import pyarrow as pa; pa.table(table)",
    "batches": "import pyarrow as pa; list(pa.RecordBatchReader.from_stream(table))",
    "polars": "import polars as pl; pl.DataFrame(table)",
    "duckdb": "import duckdb; duckdb.sql('SELECT count(*) FROM table_').fetchall()",
}


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("reader", READERS)
def test_ctrl_c_ends_an_engine(reader: str, jobs: int) -> None:
    """It cannot pass through the engine, but whoever handles the engine's error gets it."""
    script = f"""
import itertools, pathlib, signal, sys
import deltafold
signal.signal(signal.SIGINT, signal.default_int_handler)
data = pathlib.Path(sys.argv[1]).read_bytes()
def endless():
    for number in itertools.count():
        if number == 500:
            print("ready", flush=True)
        yield str(number), data
table = table_ = deltafold.table(endless(), jobs={jobs}, batch_rows=10_000_000)
try:
    try:
        {READERS[reader]}
    except Exception as error:
        str(error)
    print("went on")
except KeyboardInterrupt:
    print("interrupted")
"""
    command = [sys.executable, "-c", script, str(RECORDINGS / "chat.json")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert out == "interrupted\n"


def stores(folder: Path) -> dict[str, Any]:
    """Stores with the same objects, by what they are called."""
    fsspec = pytest.importorskip("fsspec")
    obstore = pytest.importorskip("obstore.store")
    folder.mkdir()
    in_memory, objects = fsspec.filesystem("memory"), obstore.MemoryStore()
    for path in [*files(), Path(__file__)]:
        (folder / path.name).write_bytes(path.read_bytes())
        in_memory.pipe(f"/{folder.name}/deep/{path.name}", path.read_bytes())
        objects.put(path.name, path.read_bytes())
    return {
        "fsspec memory": fsspec.filesystem("dir", path=f"/{folder.name}/deep", fs=in_memory),
        "fsspec local": fsspec.filesystem("dir", path=str(folder), fs=fsspec.filesystem("file")),
        "obstore memory": objects,
        "obstore local": obstore.LocalStore(folder),
    }


@pytest.mark.parametrize(
    "name", ["fsspec memory", "fsspec local", "obstore memory", "obstore local"]
)
def test_the_objects_of_a_store_are_rows_in_the_order_of_their_names(
    name: str, what: Any, tmp_path: Path
) -> None:
    contents = sorted((path.name, path.read_bytes()) for path in [*files(), Path(__file__)])
    found = pa.table(deltafold.table(stores(tmp_path / "corpus")[name], what)).to_pylist()
    assert found == pa.table(deltafold.table(iter(contents), what)).to_pylist()
    assert any(row["error"] for row in found)


@pytest.mark.parametrize("name", ["fsspec local", "obstore local"])
def test_an_object_that_vanished_is_an_error_of_its_row(name: str, tmp_path: Path) -> None:
    made = deltafold.table(stores(tmp_path / "corpus")[name])
    # Listed, but not among the few that are read already.
    last = max(files(), key=lambda path: path.name).name
    (tmp_path / "corpus" / last).unlink()
    errors = {row["name"]: row["error"] for row in pa.table(made).to_pylist()}
    assert re.search("(?i)not found|no such file", errors[last])
    assert len(errors) == len(files()) + 1


def test_a_store_is_read_a_few_objects_ahead() -> None:
    """Whoever stops after the first batch has not read, or listed, all of it."""
    obstore = pytest.importorskip("obstore.store")

    class MemoryStore:
        """A store that counts."""

        def __init__(self) -> None:
            self.store, self.read = obstore.MemoryStore(), 0

        def list(self) -> Any:
            return self.store.list(chunk_size=10)

        def put(self, path: str, data: bytes) -> None:
            self.store.put(path, data)

        def get(self, path: str) -> Any:
            self.read += 1
            return self.store.get(path)

    store = MemoryStore()
    for number in range(1000):
        store.put(f"{number:04}", (RECORDINGS / "chat.json").read_bytes())
    reader = pa.RecordBatchReader.from_stream(deltafold.table(store, batch_rows=10, jobs=1))
    assert reader.read_next_batch()["name"].to_pylist() == [f"{n:04}" for n in range(10)]
    assert store.read < 100
    del reader
    assert store.read < 150


def test_ray(what: Any) -> None:
    ray = pytest.importorskip("ray")
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    if not ray.is_initialized():
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    mapped = partial(arrow.map_batch, column="json", what=what, id="id")
    ds = ray.data.from_arrow(column()).repartition(4)
    found = ds.map_batches(mapped, batch_format="pyarrow", concurrency=2).take_all()
    rows = pa.table(deltafold.table(column(), what, column="json", id="id")).to_pylist()
    assert in_order(found) == in_order(rows)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()


def test_spark(spark: Any, what: Any) -> None:
    frame = spark.createDataFrame(column().to_pylist()).repartition(4)

    def mapped(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield arrow.map_batch(batch, "json", what, id="id")

    found = [
        row.asDict(recursive=True)
        for row in frame.mapInArrow(mapped, arrow.SPARK_DDL[what]).collect()
    ]
    rows = pa.table(deltafold.table(column(), what, column="json", id="id")).to_pylist()
    assert in_order(found) == in_order(rows)


DOCS = (Path(__file__).parents[2] / "docs" / "tables.md").read_text()
BLOCKS = [block.partition("```")[0] for block in DOCS.split("```python\n")[1:]]


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_examples_run(number: int, tmp_path: Path) -> None:
    """Each in a process of its own, in a directory with a folder `corpus`."""
    for line in BLOCKS[number].splitlines():
        if line.startswith("import "):
            pytest.importorskip(line.split()[1])
    (tmp_path / "corpus").symlink_to(RECORDINGS)
    (tmp_path / "example.py").write_text(BLOCKS[number])
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_a_table_is_read_inside_of_a_call_of_this_package() -> None:
    """A library that gives up the lock asks for batches while a call of ours is on the stack."""

    def chunks() -> Iterator[dict[str, Any]]:
        rows = pa.RecordBatchReader.from_stream(deltafold.table(RECORDINGS, "choices")).read_all()
        yield {"choices": [{"index": 0, "delta": {"content": str(rows.num_rows)}}]}

    merged: Any = deltafold.merge(chunks())
    assert merged.choices[0].message.content == str(len(expected("choices")))
