//! Bytes out of whatever Python hands over.

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// A copy of the bytes of a `bytes`, `bytearray`, `memoryview` or other buffer, or of a `str`.
///
/// A lone surrogate in a `str`, which UTF-8 cannot hold, becomes its JSON escape: in JSON it can
/// only stand inside a string.
pub(super) fn bytes_of(data: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(bytes.as_bytes().to_vec());
    }
    if let Ok(text) = data.cast::<PyString>() {
        return match text.to_str() {
            Ok(text) => Ok(text.as_bytes().to_vec()),
            Err(_) => {
                let escaped = text.call_method1("encode", ("utf-8", "backslashreplace"))?;
                Ok(escaped.cast::<PyBytes>()?.as_bytes().to_vec())
            }
        };
    }
    match PyBuffer::<u8>::get(data) {
        Ok(buffer) => buffer.to_vec(data.py()),
        Err(_) => {
            let found = data.get_type().name()?;
            Err(PyTypeError::new_err(format!("expected bytes or str, not {found}")))
        }
    }
}
