//! Arrow data as Python capsules, both ways.

use arrow_array::RecordBatchReader;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayRef, make_array};
use arrow_schema::Schema;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use super::arrow_error;

/// The capsule of a stream.
pub(super) fn of_stream(
    py: Python<'_>,
    reader: impl RecordBatchReader + Send + 'static,
) -> PyResult<Bound<'_, PyCapsule>> {
    let stream = FFI_ArrowArrayStream::new(Box::new(reader));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// The capsule of a schema.
pub(super) fn of_schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(arrow_error)?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

/// The batches that an object of another library gives; `None` if it does not give any.
pub(super) fn stream_from(source: &Bound<'_, PyAny>) -> PyResult<Option<ArrayStreamReader>> {
    let py = source.py();
    let Some(export) = source.getattr_opt(intern!(py, "__arrow_c_stream__"))? else {
        return Ok(None);
    };
    let capsule = export.call0()?.cast_into::<PyCapsule>()?;
    let stream = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast();
    // SAFETY: a capsule of this name holds such a stream; moving out of it marks it as released.
    #[allow(unsafe_code)]
    let reader = unsafe { ArrayStreamReader::from_raw(stream.as_ptr()) };
    Ok(Some(reader.map_err(arrow_error)?))
}

/// The array that an object of another library is; `None` if it is none.
pub(super) fn array_from(source: &Bound<'_, PyAny>) -> PyResult<Option<ArrayRef>> {
    let py = source.py();
    let Some(export) = source.getattr_opt(intern!(py, "__arrow_c_array__"))? else {
        return Ok(None);
    };
    let pair = export.call0()?.cast_into::<PyTuple>()?;
    let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = pair.extract()?;
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(c"arrow_array"))?.cast::<FFI_ArrowArray>();
    // SAFETY: capsules of these names hold a schema and an array of it; the array is moved out,
    // which marks it as released.
    #[allow(unsafe_code)]
    let data = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
    Ok(Some(make_array(data.map_err(arrow_error)?)))
}
