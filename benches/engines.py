"""The rows of `deltafold.table` per second in one process, under Ray with two workers and under Spark.

All read the same Parquet file with a column of recordings, and make the table of choices from it.
Start-up is told apart: it is what it takes until an engine has answered a first, small question.
Where rows are made is all that is compared: they stay in the engine, and only their number comes back.
Once, before, the rows of all are compared. Run it with `make bench-engines`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet
from tables import write_corpus

import deltafold
from deltafold import arrow

# The rows of a group are what one task reads.
GROUP = 64
Run = Callable[[Path], int]
Rows = Callable[[Path], pa.Table]


def write_column(folder: Path, column: Path) -> None:
    paths = sorted(folder.iterdir())
    table = pa.table(
        {"id": [path.name for path in paths], "json": [path.read_text() for path in paths]}
    )
    parquet.write_table(table, column, row_group_size=GROUP, compression="zstd")


def one_process(jobs: int) -> tuple[Run, Rows]:
    def made(column: Path) -> Any:
        file = parquet.ParquetFile(column)
        batches = pa.RecordBatchReader.from_batches(
            file.schema_arrow, file.iter_batches(batch_size=GROUP)
        )
        return deltafold.table(batches, "choices", column="json", id="id", jobs=jobs)

    def count(column: Path) -> int:
        return sum(batch.num_rows for batch in pa.RecordBatchReader.from_stream(made(column)))

    return count, lambda column: pa.table(made(column))


def under_ray() -> tuple[Run, Rows]:
    os.environ["RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO"] = "0"
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False
    mapped = partial(arrow.map_batch, column="json", what="choices", id="id")

    def made(column: Path) -> Any:
        read = ray.data.read_parquet(str(column), override_num_blocks=8)
        return read.map_batches(mapped, batch_format="pyarrow", batch_size=None)

    assert ray.data.range(2).map_batches(lambda batch: batch).count() == 2
    return (
        lambda column: int(made(column).materialize().count()),
        lambda column: pa.concat_tables(ray.get(made(column).to_arrow_refs())),
    )


def under_spark() -> tuple[Run, Rows]:
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(GROUP))
        .config("spark.sql.files.maxPartitionBytes", str(4 << 20))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")

    def mapped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield arrow.map_batch(batch, "json", "choices", id="id")

    def made(column: Path) -> Any:
        return session.read.parquet(str(column)).mapInArrow(mapped, arrow.SPARK_DDL["choices"])

    def count(column: Path) -> int:
        # What is only counted would not be made.
        from pyspark.sql.functions import count as counted
        from pyspark.sql.functions import length

        found = made(column).agg(counted("recording"), counted(length("content"))).collect()
        return int(found[0][0])

    assert session.range(2).mapInArrow(lambda batches: batches, "id BIGINT").count() == 2
    return count, lambda column: made(column).toArrow()


CONTENDERS: dict[str, Callable[[], tuple[Run, Rows]]] = {
    "one process, 1 thread": partial(one_process, 1),
    "one process, 2 threads": partial(one_process, 2),
    "Ray, 2 workers": under_ray,
    "Spark local[2]": under_spark,
}


def in_order(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return sorted(rows, key=lambda row: (row["recording"], row["choice_index"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, column = Path(name) / "files", Path(name) / "recordings.parquet"
        folder.mkdir()
        write_corpus(folder, args.megabytes)
        write_column(folder, column)
        size = sum(path.stat().st_size for path in folder.iterdir())
        count = parquet.read_metadata(column).num_rows
        print(f"{count} recordings, {size / 1e6:.0f} MB in a column of Parquet", flush=True)
        expected: list[dict[str, Any]] | None = None
        for one, start in CONTENDERS.items():
            began = time.perf_counter()
            run, rows = start()
            started = time.perf_counter() - began
            found = in_order(rows(column))
            if expected is not None and found != expected:
                parser.exit(1, f"{one}: the rows differ\n")
            expected = found
            best = float("inf")
            for _ in range(args.rounds):
                began = time.perf_counter()
                assert run(column) == len(expected)
                best = min(best, time.perf_counter() - began)
            print(
                f"{one:22} starts in {started:5.1f} s, then {best:6.2f} s: "
                f"{len(expected) / best:9,.0f} rows/s, {size / best / 1e6:6.0f} MB/s",
                flush=True,
            )


if __name__ == "__main__":
    main()
