//! Merges items from Python, one by one.

use std::sync::{Mutex, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyList, PyMemoryView, PyString};

use super::completion::merged_view;
use super::events::Shown;
use super::input::{Input, Listed};
use super::views::View;
use crate::error::{Error, Result};
use crate::json::Document;
use crate::merge::{Accumulator, Family, Options, ReasoningTags, families, family_named};
use crate::python::to_json::to_json;

/// Merges the items of one stream as they arrive.
///
/// `push` takes one whole item: a dict, JSON as str or bytes, one line of a server-sent event
/// stream, an SDK object or a deltafold view. `feed` takes the bytes of a server-sent event stream,
/// split anywhere. `snapshot` gives the completion so far, `finish` the final one.
///
/// The provider family ("chat", "anthropic", "responses" and so on) is detected from the first item
/// that only one family has, or set with `family`. With `strict`, invalid shapes raise
/// `MergeError`; with `single_choice`, all choices are merged into choice 0. With `reasoning_tags`,
/// reasoning in tags at the start of a text (`<reasoning>`, `<think>` and `<thinking>` for `True`,
/// otherwise the names given) is moved to `reasoning`.
///
///     >>> import deltafold
///     >>> merging = deltafold.Accumulator()
///     >>> merging.push({"choices": [{"index": 0, "delta": {"content": "Sal"}}]})
///     >>> merging.push('data: {"choices": [{"index": 0, "delta": {"content": "ve"}}]}')
///     >>> merging.finish().choices[0].message.content
///     'Salve'
///
/// Raises:
///     ValueError: `family` is not known, or `reasoning_tags` has a name that no tag can have.
///     TypeError: `reasoning_tags` is neither a bool nor a list of names.
#[pyclass(frozen, generic, name = "Accumulator", module = "deltafold")]
#[derive(Debug)]
pub(super) struct PyAccumulator {
    inner: Mutex<Accumulator>,
    shown: Mutex<Shown>,
}

/// How many bytes are fed between two checks for signals.
const PIECE: usize = 1 << 20;

impl PyAccumulator {
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Accumulator) -> Result<T> + Send,
    ) -> PyResult<T> {
        // The lock is only taken without the GIL, so that a thread holding the GIL never waits.
        let done = py.detach(|| {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut inner)
        });
        Ok(done?)
    }

    /// Does something that merges, and gives the events of it. If it raises, the events are kept.
    fn watched<'py>(
        &self,
        py: Python<'py>,
        merge: impl FnOnce() -> PyResult<()>,
    ) -> PyResult<Bound<'py, PyList>> {
        self.with(py, |inner| {
            inner.watch();
            Ok(())
        })?;
        merge()?;
        let events = self.with(py, |inner| Ok(inner.take_events()))?;
        let mut shown = self.shown.try_lock().map_err(|_| {
            PyRuntimeError::new_err("another thread is taking the events of this stream")
        })?;
        shown.list(py, events)
    }
}

#[pymethods]
impl PyAccumulator {
    #[new]
    #[pyo3(signature = (*, strict = false, single_choice = false, family = None, reasoning_tags = None))]
    fn new(
        strict: bool,
        single_choice: bool,
        family: Option<&str>,
        reasoning_tags: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let options = Options { strict, single_choice };
        let family = family.map(known).transpose()?;
        let merged = Accumulator::of(family, options);
        let merged = match tags_of(reasoning_tags)? {
            Some(tags) => merged.with_reasoning_tags(tags),
            None => merged,
        };
        Ok(PyAccumulator { inner: Mutex::new(merged), shown: Mutex::default() })
    }

    /// Add one whole item. An item that raises an error is not merged; others can follow it.
    ///
    /// Raises:
    ///     MergeError: the item is not an object or cannot be merged, or comes after `finish`; with
    ///         `strict` also after `[DONE]`, or if it is of another kind of stream.
    ///     ParseError: the item is text, but neither JSON nor a line of server-sent events.
    ///     ValueError: the item is nested too deep, or contains itself.
    fn push(&self, item: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = item.py();
        // A loop in C never returns to the interpreter, which would check for signals.
        py.check_signals()?;
        if let Ok(view) = item.cast::<View>() {
            let (document, at) = view.get().place();
            return self.with(py, |inner| inner.push_value(document.at(at)));
        }
        if is_text(item) {
            let text = Input::of(item)?;
            return self.with(py, |inner| inner.push(&text));
        }
        let json = to_json(item).map_err(|error| not_an_item(item, error))?;
        let document = py.detach(|| Document::parse(json))?;
        py.check_signals()?;
        self.with(py, |inner| inner.push_value(document.root()))
    }

    /// Add bytes of a server-sent event stream, split anywhere.
    ///
    /// Data that is not JSON is left out, with a warning. After an error, the events before the bad
    /// one are merged, and nothing more can be fed. The same holds if a signal handler raises, which
    /// stops feeding between two events.
    ///
    ///     >>> import deltafold
    ///     >>> merging = deltafold.Accumulator()
    ///     >>> merging.feed(b'data: {"choices": [{"delta": {"content": "Sal')
    ///     >>> merging.feed(b've"}}]}')
    ///     >>> merging.finish().choices[0].message.content
    ///     'Salve'
    ///
    /// Raises:
    ///     ParseError: an event is too long; with `strict`, an event is not JSON or not UTF-8.
    ///     MergeError: an event cannot be merged, an earlier `feed` was interrupted, or `finish`
    ///         was called.
    ///     TypeError: `data` is neither bytes nor str.
    fn feed(&self, data: &Bound<'_, PyAny>) -> PyResult<()> {
        let bytes = Input::of(data)?;
        let mut pieces = bytes.chunks(PIECE);
        let first = pieces.next().unwrap_or_default();
        self.with(data.py(), |inner| inner.feed(first))?;
        for piece in pieces {
            if let Err(raised) = data.py().check_signals() {
                self.with(data.py(), |inner| {
                    inner.interrupt();
                    Ok(())
                })?;
                return Err(raised);
            }
            self.with(data.py(), |inner| inner.feed(piece))?;
        }
        Ok(())
    }

    /// Add one whole item, as `push` does, and return the events of what it brings.
    ///
    /// See `deltafold.types.events` for the classes. What `push` and `feed` add is in the events of
    /// the next call. Tool calls and texts that the stream itself ends are done then; everything
    /// else is done at the end, see `finish_events`.
    ///
    ///     >>> import deltafold
    ///     >>> merging = deltafold.Accumulator()
    ///     >>> merging.push_events({"choices": [{"index": 0, "delta": {"content": "Sal"}}]})
    ///     [ContentDeltaEvent(choice=0, index=0, delta='Sal')]
    ///
    /// Raises:
    ///     MergeError: as `push`.
    ///     ParseError: as `push`.
    ///     ValueError: as `push`.
    fn push_events<'py>(&self, item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        self.watched(item.py(), || self.push(item))
    }

    /// Add bytes of a server-sent event stream, as `feed` does, and return the events of what they
    /// bring.
    ///
    /// Raises:
    ///     ParseError: as `feed`. The events before the bad one come with the next call.
    ///     MergeError: as `feed`.
    ///     TypeError: as `feed`.
    fn feed_events<'py>(&self, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        self.watched(data.py(), || self.feed(data))
    }

    /// End the stream, as `finish` does, and return the events that are left: `snapshot` still gives
    /// the completion.
    ///
    /// A stream of nothing but errors has given its events, so it raises nothing here.
    ///
    ///     >>> import deltafold
    ///     >>> merging = deltafold.Accumulator()
    ///     >>> merging.push({"choices": [{"delta": {"content": "Sol"}, "finish_reason": "stop"}]})
    ///     >>> for event in merging.finish_events():
    ///     ...     print(event)
    ///     ContentDeltaEvent(choice=0, index=0, delta='Sol')
    ///     ContentDoneEvent(choice=0, index=0, content='Sol')
    ///     ChoiceDoneEvent(choice=0, finish_reason='stop')
    ///
    /// Raises:
    ///     MergeError: there is nothing to merge, no item is of a known family, or the stream has
    ///         ended before.
    ///     ParseError: as `finish`.
    fn finish_events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.watched(py, || {
            self.with(py, |inner| match inner.finish() {
                Err(Error::Merge { .. }) if inner.has_only_errors() => Ok(()),
                ended => ended.map(|_| ()),
            })
        })
    }

    /// The completion so far; more can be added afterwards.
    fn snapshot(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let (family, merged) =
            self.with(py, |inner| Ok((inner.family(), inner.try_snapshot()?)))?;
        merged_view(py, family, merged)
    }

    /// The completion; nothing can be added afterwards.
    ///
    /// Raises:
    ///     MergeError: there is nothing to merge, there are only errors, no item is of a known
    ///         family, or `finish` was called before.
    ///     ParseError: with `strict`, the last event that was fed is not JSON.
    fn finish(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let (merged, family) = self.with(py, |inner| Ok((inner.finish()?, inner.family())))?;
        merged_view(py, family, merged)
    }

    fn __repr__(&self) -> String {
        "Accumulator()".to_owned()
    }
}

/// The value of an argument `reasoning_tags`.
///
/// # Errors
///
/// `TypeError` and `ValueError`.
pub(super) fn tags_of(argument: Option<&Bound<'_, PyAny>>) -> PyResult<Option<ReasoningTags>> {
    let Some(argument) = argument else { return Ok(None) };
    if let Ok(wanted) = argument.cast::<PyBool>() {
        return Ok(wanted.is_true().then(ReasoningTags::usual));
    }
    let expected =
        || PyTypeError::new_err("expected reasoning_tags to be True or the names of tags");
    let names: PyResult<Listed<String>> = argument.extract();
    let Listed(names) =
        names.map_err(|error| match error.is_instance_of::<PyTypeError>(argument.py()) {
            true => expected(),
            false => error,
        })?;
    let tags = ReasoningTags::named(&names);
    tags.map(Some).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// The family with this name.
fn known(name: &str) -> PyResult<&'static Family> {
    family_named(name).ok_or_else(|| {
        let known: Vec<_> = families().map(|family| family.name).collect();
        let known = known.join(", ");
        PyValueError::new_err(format!("expected a family (one of {known}), found '{name}'"))
    })
}

fn is_text(item: &Bound<'_, PyAny>) -> bool {
    item.is_instance_of::<PyString>()
        || item.is_instance_of::<PyBytes>()
        || item.is_instance_of::<PyByteArray>()
        || item.is_instance_of::<PyMemoryView>()
}

/// An object that cannot be written as JSON is not a chunk; other errors are kept.
fn not_an_item(item: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
    if !error.is_instance_of::<pyo3::exceptions::PyTypeError>(item.py()) {
        return error;
    }
    let found = item.get_type().name().map_or_else(|_| "?".into(), |name| name.to_string());
    let what = format!(
        "expected a chunk (a dict, JSON text, a line of server-sent events or an object with \
         model_dump), found {found}: {error}"
    );
    Error::merge(what).into()
}

/// Merge the chunks of one stream, given as any iterable of items that `Accumulator.push` takes.
///
/// The result has the class of a whole response of the same family: a `ChatCompletion`, a
/// `Message`, a `Response` and so on. `strict`, `single_choice`, `family` and `reasoning_tags` are
/// as for `Accumulator`.
///
///     >>> import deltafold
///     >>> chunks = [{"choices": [{"delta": {"content": "Sol"}, "finish_reason": "stop"}]}]
///     >>> deltafold.merge(chunks).choices[0].message.content
///     'Sol'
///
/// Raises:
///     MergeError: there are no items or only pings; there are only errors (the message has the
///         last one); no item is of a known family and `family` is not set; or as
///         `Accumulator.push`.
///     ParseError: an item is text, but neither JSON nor a line of server-sent events.
///     TypeError: `chunks` is not iterable.
///     ValueError: `family` is not known, or an item is nested too deep or contains itself.
#[pyfunction]
#[pyo3(signature = (chunks, *, strict = false, single_choice = false, family = None, reasoning_tags = None))]
pub(super) fn merge(
    chunks: &Bound<'_, PyAny>,
    strict: bool,
    single_choice: bool,
    family: Option<&str>,
    reasoning_tags: Option<&Bound<'_, PyAny>>,
) -> PyResult<Py<PyAny>> {
    let accumulator = PyAccumulator::new(strict, single_choice, family, reasoning_tags)?;
    for item in chunks.try_iter()? {
        accumulator.push(&item?)?;
    }
    accumulator.finish(chunks.py())
}
