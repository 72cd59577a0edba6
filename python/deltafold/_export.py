"""`deltafold export`: tables of recordings in files that other programs read. It needs pyarrow."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

import deltafold
from deltafold._errors import Error

What = Literal["recordings", "chunks", "choices", "tool_calls"]
Write = Callable[[Any, IO[bytes]], None]

# Seconds between two lines of progress on a terminal.
EVERY = 0.2

# How the tables begin that are written: Parquet, Arrow, and the first columns as CSV. No recording does.
TABLES = (b"PAR1", b"ARROW1", b'"name",', b'"recording",')


def run(
    paths: Sequence[str | os.PathLike[str]],
    *,
    table: What,
    output: str,
    format: str | None,
    jobs: int | None,
    errors: Literal["column", "raise"],
    raw_json: bool,
) -> int:
    """Write a table to a file, or to standard output; return the exit code."""
    kind = format or Path(output).suffix.removeprefix(".")
    if kind not in WRITERS:
        hint = "--format" if output == "-" else "a name that ends in"
        return failed(f"{output}: expected {hint} {', '.join(WRITERS)}")
    try:
        import pyarrow as pa
    except ImportError:
        return failed("writing tables needs pyarrow: pip install 'deltafold[arrow]'")
    if is_recording(output):
        return failed(f"{output}: has recordings: it is not replaced")
    made = deltafold.table(list(paths), table, jobs=jobs, errors=errors, raw_json=raw_json)
    counts = Counts()
    try:
        with opened(output) as file:
            reader = pa.RecordBatchReader.from_stream(made)
            WRITERS[kind](counts.of(reader), file)
    except BrokenPipeError:
        return 0
    except (OSError, Error, pa.ArrowException) as error:
        return failed(
            f"{output}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
        )
    if counts.errors:
        return failed(f"rows of recordings that could not be read: {counts.errors} (column error)")
    return 0


def is_recording(output: str) -> bool:
    """Whether a file has a recording, which must not be lost for a table. `-o *.jsonl` names one."""
    if output == "-" or not Path(output).is_file():
        return False
    with suppress(OSError), Path(output).open("rb") as file:
        # A table may be larger than the memory, and is not read again.
        if file.read(16).startswith(TABLES):
            return False
    with deltafold.scan([output], on_error="return") as found:
        return any(isinstance(one, deltafold.Recording) for one in found)


def failed(message: str) -> int:
    print(f"deltafold: {message}", file=sys.stderr)
    return 2


@contextmanager
def opened(output: str) -> Iterator[IO[bytes]]:
    """The file to write to. One that exists is replaced when the new one is whole, or not at all."""
    if output == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(os.path.realpath(output))
    # Not of the target: that of /dev/stdout has no path if it is a pipe.
    if Path(output).exists() and not Path(output).is_file():
        # Pipes and devices are written to, not replaced; for a folder, this is the error.
        with Path(output).open("wb") as file:
            yield file
        return
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    begun = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        # Ctrl-C may come as soon as there is the file.
        number = os.open(begun, flags, 0o666 if mode is None else mode)
        with os.fdopen(number, "wb") as file:
            if mode is not None:
                # Without what the umask takes from new files.
                os.fchmod(number, mode)
            yield file
            file.flush()
            os.fsync(number)
        begun.replace(target)
    except BaseException:
        with suppress(OSError):
            begun.unlink()
        raise


class Counts:
    """How many rows were written, shown on a terminal meanwhile, and how many are errors."""

    def __init__(self) -> None:
        self.rows = self.errors = 0

    def of(self, reader: Any) -> Any:
        """The same batches, counted as they pass."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(reader.schema, self._passing(reader))

    def _passing(self, reader: Any) -> Iterator[Any]:
        is_shown, shown = sys.stderr.isatty(), 0.0
        for batch in reader:
            yield batch
            self.rows += batch.num_rows
            errors = batch.column("error")
            self.errors += len(errors) - errors.null_count
            if is_shown and time.monotonic() - shown > EVERY:
                shown = time.monotonic()
                print(f"\r{self.rows:,} rows", end="", file=sys.stderr, flush=True)
        if is_shown:
            print(f"\r{self.rows:,} rows", file=sys.stderr)


def parquet(reader: Any, file: IO[bytes]) -> None:
    from pyarrow import parquet

    with parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def ipc(reader: Any, file: IO[bytes]) -> None:
    import pyarrow as pa

    with pa.ipc.new_file(file, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)


def csv(reader: Any, file: IO[bytes]) -> None:
    """Lists are written as JSON, since a cell holds one value."""
    import pyarrow as pa
    from pyarrow import csv

    def flat(field: Any) -> Any:
        return pa.field(field.name, pa.large_string()) if pa.types.is_nested(field.type) else field

    schema = pa.schema([flat(field) for field in reader.schema])
    with csv.CSVWriter(file, schema) as writer:
        for batch in reader:
            columns = [
                pa.array(
                    [None if one is None else line(one) for one in column.to_pylist()], field.type
                )
                if pa.types.is_nested(column.type)
                else column
                for column, field in zip(batch.columns, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def jsonl(reader: Any, file: IO[bytes]) -> None:
    """Each row is an object on a line, with all columns."""
    for batch in reader:
        for row in batch.to_pylist():
            file.write(line(row).encode() + b"\n")


def line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


WRITERS: dict[str, Write] = {"parquet": parquet, "arrow": ipc, "csv": csv, "jsonl": jsonl}
