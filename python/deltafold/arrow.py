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

    `name` is the column with the path of each recording, from which ids are made, and for rules that
    depend on it. The result has one more column, `error`: why a recording could not be normalized
    and is unchanged, or null. A null stays one.

    Raises:
        TypeError: `batch` is not of pyarrow, or a column holds neither text nor bytes.
        KeyError: there is no column of this name, or there are several.
        ValueError: there is a column `error` already: choose another name.
    """
    import pyarrow as pa

    if not isinstance(batch, (pa.RecordBatch, pa.Table)):
        raise TypeError(f"expected a batch or table of pyarrow, not {type(batch).__name__}")
    if error in batch.schema.names:
        raise ValueError(f"there is a column {error!r} already: choose another name")
    place, texts = _texts_of(batch, column, "column")
    paths = None
    if name is not None:
        paths = [path for chunk in _texts_of(batch, name, "name")[1] for path in chunk.to_pylist()]
    chunks: list[Any] = []
    faults: list[str | None] = []
    for chunk in texts:
        done: list[bytes | None] = []
        for value in chunk:
            row = len(faults)
            path = paths[row] if paths is not None else None
            named = "recording.json" if path is None else path.decode(errors="replace")
            data, fault = value.as_py(), None
            try:
                if data is not None:
                    data = normalize_bytes(data, named, rules=rules)
            except Error as raised:
                where = f"column {column!r}, row {row}" if path is None else named
                fault = f"{where}: {raised}"
            done.append(data)
            faults.append(fault)
        chunks.append(pa.array(done, pa.large_binary()))
    field = batch.schema.field(place)
    if not pa.types.is_null(field.type):
        # What is unchanged need not be UTF-8, and is what it was.
        made = [chunk.cast(field.type, safe=False) for chunk in chunks]
        whole = made[0] if isinstance(batch, pa.RecordBatch) else pa.chunked_array(made, field.type)
        batch = batch.set_column(place, field, whole)
    return batch.append_column(  # type: ignore[attr-defined,no-any-return]
        pa.field(error, pa.string()), pa.array(faults, pa.string())
    )


def _texts_of(batch: Any, column: str, parameter: str) -> tuple[int, list[Any]]:
    """The position of a column of text or binary, and its arrays as binary ones."""
    import pyarrow as pa

    places = [place for place, name in enumerate(batch.schema.names) if name == column]
    if not places:
        raise KeyError(f"no column {column!r}: there are {', '.join(batch.schema.names)}")
    if len(places) > 1:
        raise KeyError(f"{len(places)} columns {column!r}: expected one")
    values = batch.column(places[0])
    of = values.type
    if isinstance(of, pa.BaseExtensionType):
        of = of.storage_type
    if pa.types.is_dictionary(of):
        of = of.value_type
    texts = (pa.string(), pa.large_string(), pa.string_view())
    if of not in (*texts, pa.binary(), pa.large_binary(), pa.binary_view(), pa.null()):
        raise TypeError(
            f"expected `{parameter}` {column!r} to be a column of text or binary, not of {values.type}"
        )
    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    return places[0], [chunk.cast(pa.large_binary()) for chunk in chunks]
