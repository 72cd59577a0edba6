"""Functions for the user-defined functions of Ray, Spark, Polars, Daft and the like.

`map_batch` turns a column of recordings into rows of a table, as `deltafold.table` does, and
`normalize_batch` normalizes such a column. Both can be pickled, take a batch and return a batch of
the same library: pyarrow for Ray, Spark and pyarrow itself, which must be installed for them.

    >>> from deltafold import arrow
    >>> arrow.SPARK_DDL["tool_calls"][:45]
    'recording STRING, number BIGINT, choice_index'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from deltafold._core import TableSchema, normalize_bytes, table
from deltafold._errors import Error

if TYPE_CHECKING:
    from deltafold import Rules

__all__ = ["SCHEMAS", "SPARK_DDL", "map_batch", "normalize_batch"]

_What = Literal["recordings", "chunks", "choices", "tool_calls"]
_TABLES: tuple[_What, ...] = ("recordings", "chunks", "choices", "tool_calls")
_Batch = TypeVar("_Batch")


class _Schemas(Mapping[str, Any]):
    """The schema of each table, made by pyarrow when it is asked for."""

    def __getitem__(self, what: str) -> Any:
        if what not in _TABLES:
            raise KeyError(what)
        import pyarrow as pa

        return pa.schema(TableSchema(what))

    def __iter__(self) -> Iterator[str]:
        return iter(_TABLES)

    def __len__(self) -> int:
        return len(_TABLES)


SCHEMAS: Mapping[str, Any] = _Schemas()
"""The `pyarrow.Schema` of each table: the same for every input."""

SPARK_DDL: Mapping[str, str] = {what: TableSchema(what).spark_ddl() for what in _TABLES}
"""The columns of each table as Spark's `mapInArrow` takes them."""


def map_batch(
    batch: _Batch,
    column: str,
    what: _What = "choices",
    *,
    id: str | None = None,
    jobs: int = 1,
    errors: Literal["column", "raise"] = "column",
) -> _Batch:
    """The rows of the recordings in a column, in the order of the batch.

    `id` is the column that names the recordings: its values are in the first column of the result.
    Without it the first column has the number of the row in the batch. The other parameters are as
    for `deltafold.table`. A pyarrow batch or table gives one of pyarrow, a Polars frame one of
    Polars, and anything else a `deltafold.Table`.

    Raises:
        TypeError: `column` or `id` has another type, or `batch` is not Arrow data.
        KeyError: there is no column of this name.
    """
    made = table(batch, what, column=column, id=id, jobs=jobs, errors=errors)
    library = type(batch).__module__.partition(".")[0]
    if library == "polars":
        import polars as pl

        return pl.DataFrame(made)  # type: ignore[no-any-return]
    if library != "pyarrow":
        return made  # type: ignore[return-value]
    import pyarrow as pa

    rows = pa.table(made)
    if not isinstance(batch, pa.RecordBatch):
        return rows  # type: ignore[no-any-return]
    batches = rows.combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], rows.schema)]
    return pa.concat_batches(batches)  # type: ignore[no-any-return]


def normalize_batch(
    batch: _Batch,
    column: str,
    name: str | None = None,
    *,
    rules: Rules | None = None,
    error: str = "error",
) -> _Batch:
    """The same pyarrow batch or table with the recordings in a column normalized.

    `name` is the column with the path of each recording, for rules that depend on it. The result
    has one more column, `error`: why a recording could not be normalized and is unchanged, or null.

    Raises:
        TypeError: `batch` is not of pyarrow, or `column` holds neither text nor bytes.
        KeyError: there is no column of this name.
        ValueError: there is a column `error` already: choose another name.
    """
    import pyarrow as pa

    if not isinstance(batch, (pa.RecordBatch, pa.Table)):
        raise TypeError(f"expected a batch or table of pyarrow, not {type(batch).__name__}")
    names = batch.schema.names
    for wanted in (column, *([name] if name is not None else [])):
        if wanted not in names:
            raise KeyError(f"no column {wanted!r}: there are {', '.join(names)}")
    if error in names:
        raise ValueError(f"there is a column {error!r} already: choose another name")
    values = batch.column(column)
    is_text = pa.types.is_string(values.type) or pa.types.is_large_string(values.type)
    is_binary = pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type)
    if not (is_text or is_binary):
        raise TypeError(
            f"expected `column` {column!r} to be a column of text or binary, not of {values.type}"
        )
    paths = batch.column(name).to_pylist() if name is not None else [None] * len(values)
    done: list[bytes | None] = []
    faults: list[str | None] = []
    for value, path in zip(values, paths, strict=True):
        data = value.as_py()
        fault = None
        if isinstance(data, str):
            data = data.encode()
        if data is not None:
            try:
                data = normalize_bytes(data, path or "recording.json", rules=rules)
            except Error as raised:
                fault = str(raised)
        done.append(data)
        faults.append(fault)
    new = pa.array(done, pa.large_binary()).cast(values.type)
    place = names.index(column)
    changed = batch.set_column(place, batch.schema.field(place), new)
    return changed.append_column(pa.field(error, pa.string()), pa.array(faults, pa.string()))  # type: ignore[no-any-return]
