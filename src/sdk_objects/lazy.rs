//! The objects of a list body, each restored on first access.

use std::sync::{Mutex, OnceLock, PoisonError};

use pyo3::exceptions::{PyIndexError, PyOverflowError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyRange, PySlice, PyTuple};

use super::body::{By, Restorer};
use crate::json::FoldedDocument;

/// Objects that are restored on first access; a slice is a list.
///
/// Raises:
///     IndexError: an index is out of range.
///     TypeError: an index is neither an integer nor a slice.
#[pyclass(frozen, sequence, module = "deltafold._core")]
pub(crate) struct LazyObjects {
    items: FoldedDocument,
    made: Box<[OnceLock<Py<PyAny>>]>,
    /// What was learned from earlier objects; taken out while an object is being restored.
    restorer: Mutex<Option<Box<Restorer>>>,
    by: By,
}

impl LazyObjects {
    pub(crate) fn new(items: FoldedDocument, by: By) -> Self {
        let made = (0..items.len()).map(|_| OnceLock::new()).collect();
        LazyObjects { items, made, restorer: Mutex::new(None), by }
    }

    fn item<'py>(&self, py: Python<'py>, number: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some(made) = self.made.get(number).and_then(OnceLock::get) {
            return Ok(Some(made.bind(py).clone()));
        }
        let mut restorer = self.take(py);
        let item = self.item_by(py, number, &mut restorer);
        self.give_back(restorer);
        item
    }

    /// The same, restored by the restorer that an iterator has taken for all its items.
    fn item_by<'py>(
        &self,
        py: Python<'py>,
        number: usize,
        restorer: &mut Restorer,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(place) = self.made.get(number) else { return Ok(None) };
        if let Some(made) = place.get() {
            return Ok(Some(made.bind(py).clone()));
        }
        let made = self.items.with_element(number, |item| restorer.element(py, number, item));
        // If another thread was faster, its object is used by all.
        let kept = made.transpose()?.map(|made| place.get_or_init(|| made.unbind()));
        Ok(kept.map(|kept| kept.bind(py).clone()))
    }

    /// Takes the restorer. Restoring may run Python code that accesses another item, so no lock is
    /// held meanwhile.
    fn take(&self, py: Python<'_>) -> Box<Restorer> {
        let kept = self.restorer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let mut restorer = kept.unwrap_or_else(|| Box::new(Restorer::new(self.by.clone_ref(py))));
        restorer.resume();
        restorer
    }

    fn give_back(&self, restorer: Box<Restorer>) {
        let kept = &self.restorer;
        let replaced = kept.lock().unwrap_or_else(PoisonError::into_inner).replace(restorer);
        // Outside the lock, since dropping objects may run Python code.
        drop(replaced);
    }

    fn list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        let mut restorer = self.take(py);
        for number in 0..self.made.len() {
            list.append(self.item_by(py, number, &mut restorer)?)?;
        }
        self.give_back(restorer);
        Ok(list)
    }
}

#[pymethods]
impl LazyObjects {
    fn __len__(&self) -> usize {
        self.made.len()
    }

    fn __getitem__<'py>(&self, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = index.py();
        if let Ok(slice) = index.cast::<PySlice>() {
            let numbers = slice.indices(self.made.len() as isize)?;
            let list = PyList::empty(py);
            let range = PyRange::new_with_step(py, numbers.start, numbers.stop, numbers.step)?;
            for number in range.try_iter()? {
                list.append(self.item(py, number?.extract()?)?)?;
            }
            return Ok(list.into_any());
        }
        let out_of_range = || PyIndexError::new_err("list index out of range");
        let index = index.extract::<isize>().map_err(|error| {
            if error.is_instance_of::<PyOverflowError>(py) { out_of_range() } else { error }
        })?;
        let number = if index < 0 { index + self.made.len() as isize } else { index };
        let number = usize::try_from(number).map_err(|_| out_of_range())?;
        self.item(py, number)?.ok_or_else(out_of_range)
    }

    fn __iter__(slf: Bound<'_, Self>) -> LazyIterator {
        LazyIterator { next: 0, objects: slf.unbind(), restorer: None }
    }

    fn __contains__(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        for number in 0..self.made.len() {
            let item = self.item(value.py(), number)?;
            if let Some(item) = item
                && (item.is(value) || item.eq(value)?)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The index of the first object that equals `value`.
    ///
    /// Raises:
    ///     ValueError: no object between `start` and `stop` equals `value`.
    #[pyo3(signature = (value, start=0, stop=isize::MAX))]
    #[pyo3(text_signature = "($self, value, start=0, stop=9223372036854775807)")]
    fn index<'py>(
        &self,
        value: &Bound<'py, PyAny>,
        start: isize,
        stop: isize,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.list(value.py())?.call_method1("index", (value, start, stop))
    }

    /// How many objects equal `value`.
    fn count<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.list(value.py())?.call_method1("count", (value,))
    }

    fn __eq__<'py>(&self, other: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = other.py();
        let theirs = match other.cast::<LazyObjects>() {
            Ok(other) => other.get().list(py)?.into_any(),
            Err(_) if other.is_instance_of::<PyList>() => other.clone(),
            Err(_) => return Ok(py.NotImplemented().into_bound(py)),
        };
        self.list(py)?.rich_compare(theirs, pyo3::basic::CompareOp::Eq)
    }

    #[classattr]
    const __hash__: Option<Py<PyAny>> = None;

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.list(py)?.repr()?.into_any())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (py.get_type::<PyList>(), (self.list(py)?,)).into_pyobject(py)
    }

    fn __traverse__(&self, visit: pyo3::PyVisit<'_>) -> Result<(), pyo3::PyTraverseError> {
        self.made.iter().filter_map(OnceLock::get).try_for_each(|made| visit.call(made))?;
        match &self.by {
            By::Recorder(fallback) => visit.call(fallback),
            By::Shown(items, _) => visit.call(items),
        }
    }
}

/// Iterates over the objects of a [`LazyObjects`].
#[pyclass(module = "deltafold._core")]
struct LazyIterator {
    objects: Py<LazyObjects>,
    next: usize,
    restorer: Option<Box<Restorer>>,
}

#[pymethods]
impl LazyIterator {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let objects = self.objects.get();
        let restorer = self.restorer.get_or_insert_with(|| objects.take(py));
        let item = objects.item_by(py, self.next, restorer)?;
        match item {
            Some(_) => self.next += 1,
            None => self.restorer.take().into_iter().for_each(|it| objects.give_back(it)),
        }
        Ok(item)
    }

    fn __length_hint__(&self) -> usize {
        self.objects.get().made.len().saturating_sub(self.next)
    }
}
