//! `table`: many recordings as Arrow record batches.

mod attached;
mod capsule;
mod column;
mod items;
mod reader;

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use self::column::Column;
use self::items::Items;
use self::reader::Reader;
use super::input::path_of;
use crate::error::Error;
use crate::python_values::Interrupts;
use crate::table::{Batches, Limits, OnError, Source, Table, Wanted, schema};

impl FromPyObject<'_, '_> for Table {
    type Error = PyErr;

    fn extract(word: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        let name = word.extract::<String>()?;
        Table::named(&name).ok_or_else(|| {
            let names: Vec<_> =
                Table::ALL.iter().map(|table| format!("'{}'", table.name())).collect();
            let what = format!("expected what to be one of {}, not {name:?}", names.join(", "));
            PyValueError::new_err(what)
        })
    }
}

impl FromPyObject<'_, '_> for OnError {
    type Error = PyErr;

    fn extract(word: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        match word.extract::<String>()?.as_str() {
            "column" => Ok(OnError::Column),
            "raise" => Ok(OnError::Raise),
            other => {
                let what = format!("expected errors to be 'column' or 'raise', not {other:?}");
                Err(PyValueError::new_err(what))
            }
        }
    }
}

/// The table that `table` returns: Arrow record batches with constant columns.
///
/// Libraries read it by the Arrow PyCapsule interface: `pyarrow.table(it)`, `polars.DataFrame(it)`,
/// `polars.LazyFrame(it)`, or `FROM it` in DuckDB. It is lazy, holds a few batches at a time, and
/// can be read once. Ctrl-C ends it.
///
/// Raises:
///     RuntimeError: it is read for a second time.
#[pyclass(frozen, name = "Table", module = "deltafold")]
pub(super) struct PyTable {
    table: Table,
    limits: Limits,
    on_error: OnError,
    /// `None` once it is being read.
    begin: Mutex<Option<Begin>>,
}

/// Starts to read.
type Begin = Box<dyn FnOnce() -> Source + Send>;

/// Rows from many recordings, as Arrow record batches for pyarrow, Polars, DuckDB and others.
///
/// `source` is a path or an iterable of paths, files and directories as for `scan`; an iterable of
/// `(name, content)`; a filesystem of fsspec or a store of obstore; or a table of another library
/// (anything with `__arrow_c_stream__` or `__arrow_c_array__`), of which `column` holds recordings
/// as text or bytes and `id`, if given, their names. `what` selects the rows: "recordings",
/// "choices", "tool_calls" or "chunks". The columns are the same for every input; docs/tables.md
/// lists them. A recording that cannot be read is a row with only its name and its `error`, unless
/// `errors` is "raise", which ends the table. `jobs` is the number of threads, `batch_rows` the
/// largest number of rows in a batch, and `raw_json` adds the JSON of each chunk.
///
///     >>> import deltafold
///     >>> deltafold.table("examples/two-choices.json", "choices")
///     Table('choices')
///
/// Raises:
///     TypeError: `source` is none of these, or `column` or `id` has another type.
///     ValueError, OverflowError: `jobs` or `batch_rows` is less than 1, `what` or `errors` is
///         another word.
///     KeyError: there is no column of this name.
#[pyfunction]
#[pyo3(signature = (source, what = Table::Recordings, *, column = None, id = None, jobs = None,
    batch_rows = None, errors = OnError::Column, raw_json = false))]
#[pyo3(text_signature = "(source, what='recordings', *, column=None, id=None, jobs=None, \
    batch_rows=None, errors='column', raw_json=False)")]
#[allow(clippy::too_many_arguments)]
pub(super) fn table(
    source: &Bound<'_, PyAny>,
    what: Table,
    column: Option<&str>,
    id: Option<&str>,
    jobs: Option<NonZero<usize>>,
    batch_rows: Option<NonZero<usize>>,
    errors: OnError,
    raw_json: bool,
) -> PyResult<PyTable> {
    let wanted = Wanted { table: what, raw_json };
    let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = jobs.map_or_else(processors, NonZero::get);
    let defaults = Limits::default();
    let limits = Limits { rows: batch_rows.map_or(defaults.rows, NonZero::get), ..defaults };
    let begin: Begin = match given(source, column, id)? {
        Given::Paths(paths) => Box::new(move || Source::paths(paths, jobs, wanted)),
        // One thread is the one that asks for the batches.
        Given::Items(items) if jobs == 1 => Box::new(move || Source::given_here(items, wanted)),
        Given::Items(items) => Box::new(move || Source::given(items, jobs, wanted)),
        Given::Column(column) if jobs == 1 => Box::new(move || Source::given_here(column, wanted)),
        Given::Column(column) => Box::new(move || Source::given(column, jobs, wanted)),
    };
    Ok(PyTable { table: what, limits, on_error: errors, begin: Mutex::new(Some(begin)) })
}

enum Given {
    Paths(Vec<PathBuf>),
    Items(Items),
    Column(Box<Column>),
}

fn given(source: &Bound<'_, PyAny>, column: Option<&str>, id: Option<&str>) -> PyResult<Given> {
    if let Some(column) = Column::of(source, column, id)? {
        return Ok(Given::Column(Box::new(column)));
    }
    if column.is_some() || id.is_some() {
        let found = source.get_type().name()?;
        let what = format!("expected a table with `column`, an Arrow stream or array, not {found}");
        return Err(PyTypeError::new_err(what));
    }
    if let Some(path) = path_of(source)? {
        return Ok(Given::Paths(vec![path]));
    }
    let py = source.py();
    let stores = py.import(intern!(py, "deltafold._stores"))?;
    let contents = stores.call_method1(intern!(py, "contents"), (source,))?;
    let items = if contents.is_none() { source } else { &contents };
    let expected = || PyTypeError::new_err(EXPECTED);
    if !items.get_type().hasattr("__iter__")? && !items.get_type().hasattr("__getitem__")? {
        return Err(expected());
    }
    let mut rest = items.try_iter()?;
    let Some(first) = rest.next().transpose()? else { return Ok(Given::Paths(Vec::new())) };
    let Some(path) = path_of(&first)? else {
        return match Items::new(first.unbind(), rest.unbind()).checked(py)? {
            Some(items) => Ok(Given::Items(items)),
            None => Err(expected()),
        };
    };
    // Ctrl-C must be able to end an endless iterator.
    let (mut interrupts, mut paths) = (Interrupts::of_items(), vec![path]);
    for path in rest {
        interrupts.check(py)?;
        paths.push(path_of(&path?)?.ok_or_else(expected)?);
    }
    Ok(Given::Paths(paths))
}

const EXPECTED: &str = "expected a path, an iterable of paths or of (name, content), a store, or an \
                        object with __arrow_c_stream__";

#[pymethods]
impl PyTable {
    /// The batches, as a capsule of Arrow's C stream interface. `requested_schema` is ignored.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let begin = self.begin.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(begin) = begin else {
            return Err(PyRuntimeError::new_err(
                "the table has been read already: call deltafold.table again",
            ));
        };
        let batches = Batches::new(begin(), self.table, self.limits, self.on_error);
        capsule::of_stream(py, Reader::new(batches))
    }

    /// The columns, as a capsule of Arrow's C data interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::of_schema(py, &schema(self.table))
    }

    fn __repr__(&self) -> String {
        format!("Table('{}')", self.table.name())
    }
}

/// The columns of a table; see `deltafold.arrow.SCHEMAS`.
#[pyclass(frozen, name = "TableSchema", module = "deltafold._core")]
pub(super) struct TableSchema(Table);

#[pymethods]
impl TableSchema {
    #[new]
    fn new(what: Table) -> Self {
        TableSchema(what)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::of_schema(py, &schema(self.0))
    }

    /// The columns in Spark's notation.
    fn spark_ddl(&self) -> String {
        self.0.spark_ddl()
    }
}

/// The error of an Arrow library.
fn arrow_error(error: impl std::fmt::Display) -> Error {
    Error::recording(error.to_string())
}

/// An exception as an error, since it cannot pass through another library's code. If it is that of
/// Ctrl-C, Python raises it again as soon as the library returns.
fn passed_on(py: Python<'_>, error: &PyErr) -> Error {
    // Before the interrupt, which fails what Python does next.
    let words = error.to_string();
    if error.is_instance_of::<PyKeyboardInterrupt>(py) {
        let main = py.import(intern!(py, "_thread"));
        let _ = main.and_then(|main| main.call_method0(intern!(py, "interrupt_main")));
    }
    Error::recording(words.trim_end_matches([' ', ':']))
}
