//! Lists of views: each item is made when it is first asked for, and is the same one ever after.

use std::sync::{Arc, OnceLock};

use pyo3::exceptions::{PyIndexError, PyOverflowError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PySlice, PyTuple};

use super::iterator::SequenceIterator;
use super::of::Of;
use super::time::keep_time;
use super::untracked::untracked;
use crate::json::{Builder, Cursor, Document, Kind};
use crate::recording::Recording;

/// An immutable list, mostly of views; compares as a list with lists, tuples and its like.
#[pyclass(frozen, generic, sequence, module = "deltafold._core")]
#[derive(Debug)]
pub struct Sequence {
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// Items of one document
    Shared { document: Document, items: Items<Place>, of: Arc<Of> },
    /// Chunks of a recording, each unfolded into a document of its own
    Recorded { recording: Arc<Recording>, items: Box<[OnceLock<Py<PyAny>>]>, of: Arc<Of> },
    /// Some items of another sequence
    Slice { whole: Py<Sequence>, start: isize, step: isize, len: usize },
}

/// Most lists of choices have one item, which needs no box.
#[derive(Debug)]
enum Items<T> {
    One([T; 1]),
    Many(Box<[T]>),
}

/// Where an item stands, and the item once it was made.
#[derive(Debug)]
struct Place {
    at: u32,
    made: OnceLock<Py<PyAny>>,
}

impl Place {
    fn new(at: u32) -> Self {
        Place { at, made: OnceLock::new() }
    }
}

impl Sequence {
    /// The items of `list`, which stands in `document`.
    pub(super) fn of_list(document: &Document, list: Cursor<'_>, of: Arc<Of>) -> Self {
        let mut places = list.items().map(|item| Place::new(item.index()));
        let items = match (places.next(), places.next()) {
            (Some(only), None) => Items::One([only]),
            (first, second) => Items::Many(first.into_iter().chain(second).chain(places).collect()),
        };
        Sequence { source: Source::Shared { document: document.clone(), items, of } }
    }

    /// The items of a recording's body, without the recorder's wrapping.
    pub(super) fn of_recording(recording: Arc<Recording>, of: Arc<Of>) -> Self {
        let items = (0..recording.chunk_count()).map(|_| OnceLock::new()).collect();
        Sequence { source: Source::Recorded { recording, items, of } }
    }

    /// The Python object.
    pub(crate) fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, Self>> {
        Ok(untracked(Bound::new(py, self)?))
    }

    /// How many items there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match &self.source {
            Source::Shared { items: Items::One(_), .. } => 1,
            Source::Shared { items: Items::Many(items), .. } => items.len(),
            Source::Recorded { items, .. } => items.len(),
            Source::Slice { len, .. } => *len,
        }
    }

    /// The item at `index`, if there is one.
    #[inline]
    pub(crate) fn item<'py>(
        &self,
        py: Python<'py>,
        index: usize,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(place) = self.made(index) else { return Ok(None) };
        if let Some(made) = place.get() {
            return Ok(Some(made.bind(py).clone()));
        }
        let Some((document, at)) = self.value(index) else { return Ok(None) };
        let (value, of) = (document.at(at), self.of());
        let made = of.show(py, &document, value)?;
        if let Some(t_ns) = self.time(index) {
            keep_time(&made, t_ns)?;
        }
        if matches!(value.kind(), Kind::Object | Kind::Array) && of.class(value).is_none() {
            // Plain containers are fresh each time: the caller may change them.
            return Ok(Some(made));
        }
        let kept = place.get_or_init(|| made.unbind());
        Ok(Some(kept.bind(py).clone()))
    }

    /// Where the item at `index` is kept once it is made.
    #[inline]
    fn made(&self, index: usize) -> Option<&OnceLock<Py<PyAny>>> {
        match &self.source {
            Source::Shared { items: Items::One(items), .. } => Some(&items.get(index)?.made),
            Source::Shared { items: Items::Many(items), .. } => Some(&items.get(index)?.made),
            Source::Recorded { items, .. } => items.get(index),
            Source::Slice { whole, .. } => whole.get().made(self.in_whole(index)?),
        }
    }

    /// The document in which the item at `index` stands, and where.
    #[inline]
    fn value(&self, index: usize) -> Option<(Document, u32)> {
        match &self.source {
            Source::Shared { document, items, .. } => {
                let place = match items {
                    Items::One(items) => items.get(index)?,
                    Items::Many(items) => items.get(index)?,
                };
                Some((document.clone(), place.at))
            }
            Source::Recorded { recording, .. } => recording.chunk(index),
            Source::Slice { whole, .. } => whole.get().value(self.in_whole(index)?),
        }
    }

    /// When the item at `index` came, if its recording says so.
    fn time(&self, index: usize) -> Option<i64> {
        match &self.source {
            Source::Shared { .. } => None,
            Source::Recorded { recording, .. } => *recording.times()?.chunks.get(index)?,
            Source::Slice { whole, .. } => whole.get().time(self.in_whole(index)?),
        }
    }

    /// The index, in the whole sequence, of the item that a slice has at `index`.
    fn in_whole(&self, index: usize) -> Option<usize> {
        let Source::Slice { start, step, len, .. } = &self.source else { return Some(index) };
        let index = (index < *len).then_some(index as isize)?;
        usize::try_from(start + step * index).ok()
    }

    fn of(&self) -> &Of {
        match &self.source {
            Source::Shared { of, .. } | Source::Recorded { of, .. } => of,
            Source::Slice { whole, .. } => whole.get().of(),
        }
    }

    /// The items as JSON, each as it stands in its document.
    fn to_json(&self) -> Vec<u8> {
        let mut builder = Builder::new();
        builder.begin_array();
        for (document, at) in (0..self.len()).filter_map(|index| self.value(index)) {
            builder.value(document.at(at));
        }
        builder.end_array();
        builder.finish()
    }

    fn to_list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for index in 0..self.len() {
            if let Some(item) = self.item(py, index)? {
                list.append(item)?;
            }
        }
        Ok(list)
    }

    fn slice(slf: &Bound<'_, Self>, slice: &Bound<'_, PySlice>) -> PyResult<Self> {
        // No list is longer: documents have less than 2 GiB.
        let indices = slice.indices(slf.get().len() as isize)?;
        Ok(Sequence {
            source: Source::Slice {
                whole: slf.clone().unbind(),
                start: indices.start,
                step: indices.step,
                len: indices.slicelength,
            },
        })
    }

    /// Where `value` is first found in `start..stop`.
    fn find(&self, value: &Bound<'_, PyAny>, start: usize, stop: usize) -> PyResult<Option<usize>> {
        for index in start..stop.min(self.len()) {
            if let Some(item) = self.item(value.py(), index)?
                && (item.is(value) || item.eq(value)?)
            {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }
}

#[pymethods]
impl Sequence {
    fn __len__(&self) -> usize {
        self.len()
    }

    fn __getitem__<'py>(
        slf: &Bound<'py, Self>,
        index: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            return Ok(Self::slice(slf, slice)?.into_python(slf.py())?.into_any());
        }
        let out_of_range = || PyIndexError::new_err("list index out of range");
        let index = match index.extract::<isize>() {
            Ok(index) if index < 0 => index + slf.get().len() as isize,
            Ok(index) => index,
            Err(error) if error.is_instance_of::<PyOverflowError>(slf.py()) => -1,
            Err(_) => {
                let name = index.get_type().name()?;
                return Err(PyTypeError::new_err(format!(
                    "list indices must be integers or slices, not {name}"
                )));
            }
        };
        let index = usize::try_from(index).map_err(|_| out_of_range())?;
        slf.get().item(slf.py(), index)?.ok_or_else(out_of_range)
    }

    fn __iter__(slf: &Bound<'_, Self>) -> SequenceIterator {
        SequenceIterator::new(slf, false)
    }

    fn __reversed__(slf: &Bound<'_, Self>) -> SequenceIterator {
        SequenceIterator::new(slf, true)
    }

    fn __contains__(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(self.find(value, 0, self.len())?.is_some())
    }

    /// The index of the first item that equals `value`.
    #[pyo3(signature = (value, start=0, stop=isize::MAX))]
    #[pyo3(text_signature = "($self, value, start=0, stop=9223372036854775807)")]
    fn index(&self, value: &Bound<'_, PyAny>, start: isize, stop: isize) -> PyResult<usize> {
        let length = self.len() as isize;
        let clip = |at: isize| (if at < 0 { at + length } else { at }).clamp(0, length) as usize;
        let found = self.find(value, clip(start), clip(stop))?;
        found.ok_or_else(|| PyValueError::new_err("value is not in the list"))
    }

    /// How many items equal `value`.
    fn count(&self, value: &Bound<'_, PyAny>) -> PyResult<usize> {
        let mut found = 0;
        for index in 0..self.len() {
            found += usize::from(self.find(value, index, index + 1)?.is_some());
        }
        Ok(found)
    }

    fn __eq__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = other.py();
        let is_list = other.is_instance_of::<PyList>()
            || other.is_instance_of::<PyTuple>()
            || other.is_instance_of::<Sequence>();
        if !is_list {
            return Ok(py.NotImplemented().into_bound(py));
        }
        let mut equal = other.len()? == self.len();
        for (index, theirs) in other.try_iter()?.enumerate() {
            if !equal {
                break;
            }
            let (ours, theirs) = (self.item(py, index)?, theirs?);
            equal = match ours {
                Some(ours) => ours.is(&theirs) || ours.eq(&theirs)?,
                None => false,
            };
        }
        Ok(pyo3::types::PyBool::new(py, equal).to_owned().into_any())
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.to_list(py)?.repr()?.into_any())
    }

    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        let _ = memo;
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let restore = py.import(intern!(py, "deltafold._core"))?;
        let restore = restore.getattr(intern!(py, "_restore_sequence"))?;
        let (of, by) = self.of().to_python(py)?;
        let json = PyBytes::new(py, &self.to_json());
        (restore, (json, of, by)).into_pyobject(py)
    }
}
