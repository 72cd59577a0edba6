//! Recordings from an iterable of names and contents.

use std::sync::Mutex;

use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyTuple};

use super::attached::attached;
use super::passed_on;
use crate::error::Result;
use crate::python::input::{bytes_of, path_of};
use crate::table::Given;

/// The pairs that an iterator gives, in groups. It is asked for them by the threads that read.
pub(super) struct Items {
    /// The first item, which has been taken already.
    first: Option<Py<PyAny>>,
    /// `None` at the end.
    rest: Option<Mutex<Py<PyIterator>>>,
}

/// Contents are handed to threads in groups of so many, or of so many bytes.
const GROUP_ITEMS: usize = 16;
const GROUP_BYTES: usize = 1 << 20;

impl Items {
    pub(super) fn new(first: Py<PyAny>, rest: Py<PyIterator>) -> Self {
        Items { first: Some(first), rest: Some(Mutex::new(rest)) }
    }

    /// The same; `None` if the first item is not a pair.
    pub(super) fn checked(self, py: Python<'_>) -> PyResult<Option<Self>> {
        let first = self.first.as_ref().map(|first| pair(first.bind(py)));
        match first.transpose()? {
            Some(Some(_)) => Ok(Some(self)),
            _ => Ok(None),
        }
    }

    fn group(&mut self, py: Python<'_>) -> PyResult<Vec<Given>> {
        let (mut group, mut bytes) = (Vec::new(), 0);
        while group.len() < GROUP_ITEMS && bytes < GROUP_BYTES {
            let item = match (self.first.take(), &self.rest) {
                (Some(first), _) => first.into_bound(py),
                (None, Some(rest)) => {
                    let rest = rest.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    match rest.bind(py).clone().next() {
                        Some(item) => item?,
                        None => break,
                    }
                }
                (None, None) => break,
            };
            let given = pair(&item)?.ok_or_else(|| {
                pyo3::exceptions::PyTypeError::new_err("expected each item to be (name, content)")
            })?;
            bytes += given.bytes.as_ref().map_or(0, Vec::len);
            group.push(given);
        }
        Ok(group)
    }
}

/// A name and a content. The content may be the exception for which it cannot be had.
fn pair(item: &Bound<'_, PyAny>) -> PyResult<Option<Given>> {
    let Ok(pair) = item.cast::<PyTuple>() else { return Ok(None) };
    if pair.len() != 2 {
        return Ok(None);
    }
    let (name, content) = (pair.get_item(0)?, pair.get_item(1)?);
    let name = match path_of(&name)? {
        Some(path) => path.display().to_string(),
        None => name.str()?.to_string(),
    };
    let is_error = content.is_instance_of::<pyo3::exceptions::PyBaseException>();
    let bytes = match is_error {
        true => Err(passed_on(content.py(), &PyErr::from_value(content.clone()))),
        false => Ok(bytes_of(&content)?),
    };
    Ok(Some(Given { name: Some(name), bytes }))
}

impl Iterator for Items {
    type Item = Result<Vec<Given>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.rest.as_ref()?;
        let group = attached(|py| self.group(py).map_err(|error| passed_on(py, &error)));
        match group? {
            Ok(group) if group.is_empty() => {
                self.rest = None;
                None
            }
            Ok(group) => Some(Ok(group)),
            Err(error) => {
                self.rest = None;
                Some(Err(error))
            }
        }
    }
}
