//! Lists of views: each item is created on first access, and stays the same object.

use std::sync::Arc;

use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyList, PySlice, PyTuple};

use super::index::{Clipped, integer};
use super::items::{Items, kept};
use super::iterator::SequenceIterator;
use super::of::Of;
use super::time::keep_time;
use super::untracked::{Bare, Slot, untracked};
use super::{equal, repr};
use crate::error::OutOfMemory;
use crate::json::{Builder, Cursor, Document, Holder, Part};
use crate::python_values::Interrupts;
use crate::recording::{ChunkHolders, Recording};

/// An immutable list, mostly of views; each item is created on first access.
///
/// Raises:
///     IndexError: an index is out of range.
///     TypeError: an index is neither an integer nor a slice.
#[pyclass(frozen, generic, sequence, module = "deltafold._core")]
#[derive(Debug)]
pub struct Sequence {
    source: SequenceSource,
}

#[derive(Debug)]
enum SequenceSource {
    /// Items of one document
    Shared { holder: Holder, items: Items, of: Arc<Of> },
    /// Chunks of a recording, each unfolded into its own document
    Recorded { recording: Arc<Recording>, holders: ChunkHolders, items: Box<[Slot]>, of: Arc<Of> },
    /// Some items of another sequence, which is not a slice itself: a chain of slices would be
    /// walked for each item, and would take stack when dropped
    Slice { whole: Py<Sequence>, start: isize, step: isize, len: usize },
}

impl Sequence {
    /// The items of `list`, which is in `holder`.
    pub(super) fn of_list(holder: &Holder, list: Part<'_>, of: Arc<Of>) -> Self {
        let items = Items::of(list);
        Sequence { source: SequenceSource::Shared { holder: holder.clone(), items, of } }
    }

    /// The items of a recording's body, without the recorder's wrapping.
    pub(super) fn of_recording(recording: Arc<Recording>, of: Arc<Of>) -> Self {
        let items = (0..recording.chunk_count()).map(|_| Slot::default()).collect();
        let holders = recording.chunk_holders();
        Sequence { source: SequenceSource::Recorded { recording, holders, items, of } }
    }

    /// The class, if its instances can be made without calling it: see [`Bare`].
    pub(super) fn bare(py: Python<'_>) -> PyResult<Option<Bare<Self>>> {
        let empty = Document::parse(b"[]".to_vec())?;
        let empty = Self::of_list(&empty.clone().into(), empty.root().into(), Arc::new(Of::Plain));
        Bare::of(&py.get_type::<Self>(), &Bound::new(py, empty)?)
    }

    /// The Python object.
    pub(crate) fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, Self>> {
        Ok(untracked(Bound::new(py, self)?))
    }

    /// How many items there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match &self.source {
            SequenceSource::Shared { items, .. } => items.len(),
            SequenceSource::Recorded { items, .. } => items.len(),
            SequenceSource::Slice { len, .. } => *len,
        }
    }

    /// The item at `index`, if there is one.
    #[inline]
    pub(crate) fn item<'py>(
        &self,
        py: Python<'py>,
        index: usize,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match &self.source {
            SequenceSource::Shared { holder, items, of } => match items.get(index) {
                Some(place) => kept(py, &place.made, of, || Ok(Some((holder.clone(), place.at)))),
                None => Ok(None),
            },
            SequenceSource::Recorded { recording, holders, items, of } => {
                let Some(slot) = items.get(index) else { return Ok(None) };
                if let Some(made) = slot.get(py) {
                    return Ok(Some(made));
                }
                let made = kept(py, slot, of, || holders.get(index))?;
                if let (Some(made), Some(times)) = (&made, recording.times())
                    && let Some(Some(t_ns)) = times.chunks.get(index)
                {
                    keep_time(made, *t_ns)?;
                }
                Ok(made)
            }
            SequenceSource::Slice { whole, .. } => match self.in_whole(index) {
                Some(index) => whole.get().item(py, index),
                None => Ok(None),
            },
        }
    }

    /// What holds the item at `index`, and where.
    #[inline]
    fn value(&self, index: usize) -> Result<Option<(Holder, u32)>, OutOfMemory> {
        match &self.source {
            SequenceSource::Shared { holder, items, .. } => {
                Ok(items.get(index).map(|place| (holder.clone(), place.at)))
            }
            SequenceSource::Recorded { holders, .. } => holders.get(index),
            SequenceSource::Slice { whole, .. } => match self.in_whole(index) {
                Some(index) => whole.get().value(index),
                None => Ok(None),
            },
        }
    }

    /// The index, in the whole sequence, of the item that a slice has at `index`.
    fn in_whole(&self, index: usize) -> Option<usize> {
        let SequenceSource::Slice { start, step, len, .. } = &self.source else {
            return Some(index);
        };
        let index = (index < *len).then_some(index as isize)?;
        usize::try_from(step.wrapping_mul(index).wrapping_add(*start)).ok()
    }

    fn of(&self) -> &Of {
        match &self.source {
            SequenceSource::Shared { of, .. } | SequenceSource::Recorded { of, .. } => of,
            SequenceSource::Slice { whole, .. } => whole.get().of(),
        }
    }

    /// Writes the items as JSON, each as in its document.
    ///
    /// # Errors
    ///
    /// What a signal handler raises.
    pub(crate) fn write(&self, py: Python<'_>, builder: &mut Builder) -> PyResult<()> {
        builder.begin_array();
        self.try_each_value(py, |item| builder.value(item))?;
        builder.end_array();
        Ok(())
    }

    /// Calls `visit` with each item.
    ///
    /// # Errors
    ///
    /// `MemoryError`, and what a signal handler raises.
    pub(crate) fn try_each_value(
        &self,
        py: Python<'_>,
        mut visit: impl FnMut(Cursor<'_>),
    ) -> PyResult<()> {
        let mut interrupts = Interrupts::of_items();
        for value in self.values() {
            let (holder, at) = value?;
            visit(holder.document().at(at));
            interrupts.check(py)?;
        }
        Ok(())
    }

    fn values(&self) -> impl Iterator<Item = Result<(Holder, u32), OutOfMemory>> {
        (0..self.len()).filter_map(|index| self.value(index).transpose())
    }

    /// The part of `slf` that `slice` selects.
    fn slice(slf: &Bound<'_, Self>, slice: &Bound<'_, PySlice>) -> PyResult<Self> {
        // Lists cannot be longer, since documents have less than 2 GiB.
        let indices = slice.indices(slf.get().len() as isize)?;
        let (whole, first, stride) = match &slf.get().source {
            SequenceSource::Slice { whole, start, step, .. } => {
                (whole.clone_ref(slf.py()), *start, *step)
            }
            _ => (slf.clone().unbind(), 0, 1),
        };
        // Both are only used if there are items, which are within the whole sequence.
        let start = stride.wrapping_mul(indices.start).wrapping_add(first);
        let step = stride.wrapping_mul(indices.step);
        Ok(Sequence {
            source: SequenceSource::Slice { whole, start, step, len: indices.slicelength },
        })
    }

    /// Whether the items of two sequences are equal; no objects are created if possible.
    fn equals(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        if self.len() != other.len() {
            return Ok(false);
        }
        let (of, of_other) = (self.of(), other.of());
        if !of.compares_by_value(py)? || !of_other.compares_by_value(py)? {
            return self
                .equals_each(py, (0..).map_while(|index| other.item(py, index).transpose()));
        }
        let mut interrupts = Interrupts::of_items();
        for (ours, theirs) in self.values().zip(other.values()) {
            interrupts.check(py)?;
            let ((ours, at), (theirs, at_theirs)) = (ours?, theirs?);
            let (ours, theirs) = (ours.document().at(at), theirs.document().at(at_theirs));
            if !equal::shown(py, (ours, of), (theirs, of_other))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the items are equal to those of a list or a tuple.
    fn equals_items(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(other.len()? == self.len() && self.equals_each(other.py(), other.try_iter()?)?)
    }

    fn equals_each<'py>(
        &self,
        py: Python<'py>,
        others: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
    ) -> PyResult<bool> {
        let mut interrupts = Interrupts::of_items();
        for (index, theirs) in others.enumerate() {
            interrupts.check(py)?;
            let (ours, theirs) = (self.item(py, index)?, theirs?);
            match ours {
                Some(ours) if ours.is(&theirs) || ours.eq(&theirs)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// The first index of `value` in `start..stop`.
    fn find(&self, value: &Bound<'_, PyAny>, start: usize, stop: usize) -> PyResult<Option<usize>> {
        let mut interrupts = Interrupts::of_items();
        for index in start..stop.min(self.len()) {
            interrupts.check(value.py())?;
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
        let index = match integer(index)? {
            Some(Clipped(index)) if index < 0 => index.saturating_add(slf.get().len() as isize),
            Some(Clipped(index)) => index,
            None => {
                let name = index.get_type().name()?;
                return Err(PyTypeError::new_err(format!(
                    "list indices must be integers or slices, not {name}"
                )));
            }
        };
        let item = usize::try_from(index).ok().map(|index| slf.get().item(slf.py(), index));
        item.transpose()?.flatten().ok_or_else(|| PyIndexError::new_err("list index out of range"))
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
    ///
    /// Raises:
    ///     ValueError: no item between `start` and `stop` equals `value`.
    ///     TypeError: `start` or `stop` is not an integer.
    #[pyo3(signature = (value, start=Clipped(0), stop=Clipped(isize::MAX)))]
    #[pyo3(text_signature = "($self, value, start=0, stop=9223372036854775807)")]
    fn index(&self, value: &Bound<'_, PyAny>, start: Clipped, stop: Clipped) -> PyResult<usize> {
        let length = self.len() as isize;
        let clip = |Clipped(at): Clipped| {
            (if at < 0 { at.saturating_add(length) } else { at }).clamp(0, length) as usize
        };
        let found = self.find(value, clip(start), clip(stop))?;
        found.ok_or_else(|| PyValueError::new_err("value is not in the list"))
    }

    /// How many items equal `value`.
    fn count(&self, value: &Bound<'_, PyAny>) -> PyResult<usize> {
        let (mut found, mut interrupts) = (0, Interrupts::of_items());
        for index in 0..self.len() {
            interrupts.check(value.py())?;
            found += usize::from(self.find(value, index, index + 1)?.is_some());
        }
        Ok(found)
    }

    fn __eq__<'py>(
        slf: &Bound<'py, Self>,
        other: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let equal = if slf.is(other) {
            true
        } else if let Ok(other) = other.cast::<Sequence>() {
            slf.get().equals(py, other.get())?
        } else if other.is_instance_of::<PyList>() || other.is_instance_of::<PyTuple>() {
            slf.get().equals_items(other)?
        } else {
            return Ok(py.NotImplemented().into_bound(py));
        };
        Ok(PyBool::new(py, equal).to_owned().into_any())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        repr::of_items(py, self.values(), self.of())
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
        let mut json = Builder::new();
        self.write(py, &mut json)?;
        let json = json.try_finish()?;
        let json = PyBytes::new_with(py, json.len(), |bytes| {
            bytes.copy_from_slice(&json);
            Ok(())
        })?;
        (restore, (json, of, by)).into_pyobject(py)
    }
}
