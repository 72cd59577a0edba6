//! Bytes and paths out of whatever Python hands over.

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::{PyTypeError, PyUnicodeEncodeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use super::convert::wtf8_of;

/// A copy of the bytes of a `bytes`, `bytearray`, `memoryview` or other buffer, or of a `str`.
///
/// A lone surrogate in a `str`, which UTF-8 cannot hold, becomes its JSON escape: in JSON it can
/// only stand inside a string.
///
/// # Errors
///
/// `TypeError` for what is neither, and what a buffer raises that cannot be read.
pub(super) fn bytes_of(data: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let py = data.py();
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if let Ok(text) = data.cast::<PyString>() {
        return match text.to_str() {
            Ok(text) => Ok(text.as_bytes().to_vec()),
            Err(error) if error.is_instance_of::<PyUnicodeEncodeError>(py) => {
                Ok(with_escapes(&wtf8_of(text)?))
            }
            Err(error) => Err(error),
        };
    }
    match PyBuffer::<u8>::get(data) {
        Ok(buffer) => buffer.to_vec(py),
        Err(error) if error.is_instance_of::<PyTypeError>(py) => {
            let found = data.get_type().name()?;
            Err(PyTypeError::new_err(format!("expected bytes or str, not {found}")))
        }
        Err(error) => Err(error),
    }
}

/// `wtf8` with JSON escapes for surrogates. One that a backslash escapes is invalid in JSON, and
/// must not become valid, so it becomes a character which that holds for, too.
fn with_escapes(wtf8: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(wtf8.len() * 2);
    let mut is_escaped = false;
    let mut rest = wtf8;
    while let Some((first, after)) = rest.split_first() {
        match (first, after) {
            // Three bytes which begin like this are a surrogate.
            (0xed, [second @ 0xa0..=0xbf, third, after @ ..]) => {
                let unit = 0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f);
                match is_escaped {
                    true => text.extend_from_slice("\u{fffd}".as_bytes()),
                    false => text.extend_from_slice(format!("\\u{unit:04x}").as_bytes()),
                }
                rest = after;
            }
            _ => {
                text.push(*first);
                rest = after;
            }
        }
        is_escaped = *first == b'\\' && !is_escaped;
    }
    text
}

/// The path that `given` is: text, bytes, or an object that names one; none for all else.
///
/// # Errors
///
/// What its `__fspath__` raises, and `ValueError` for what no file can be called.
pub(super) fn path_of(given: &Bound<'_, PyAny>) -> PyResult<Option<PathBuf>> {
    let py = given.py();
    let names_one = given.is_instance_of::<PyString>()
        || given.is_instance_of::<PyBytes>()
        || given.get_type().hasattr(intern!(py, "__fspath__"))?;
    if !names_one {
        return Ok(None);
    }
    let decode = py.import(intern!(py, "os"))?.getattr(intern!(py, "fsdecode"))?;
    let path = decode.call1((given,))?.extract::<OsString>()?;
    if path.as_encoded_bytes().contains(&0) {
        // As `open` has it.
        return Err(PyValueError::new_err("embedded null byte"));
    }
    Ok(Some(PathBuf::from(path)))
}
