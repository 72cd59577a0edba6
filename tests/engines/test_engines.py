"""The same rows in every engine as in plain Python: pyarrow, Polars, DuckDB, Ray and Spark."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
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
                plain, fault = row["json"], str(error)
            else:
                fault = None
            assert (row["json"], row["error"]) == (plain, fault)
    with pytest.raises(TypeError, match="'id' to be a column of text or binary, not of int64"):
        arrow.normalize_batch(given, "id")
    with pytest.raises(KeyError, match="no column 'other'"):
        arrow.normalize_batch(given, "other")


def test_ray(what: Any) -> None:
    ray = pytest.importorskip("ray")
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    if not ray.is_initialized():
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    from functools import partial

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
