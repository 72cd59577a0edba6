//! Arrow data as Python capsules, both ways.

use arrow_array::RecordBatchReader;
use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array, RecordBatch, make_array};
use arrow_schema::Schema;
use pyo3::exceptions::PyTypeError;
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
pub(super) fn stream_from(source: &Bound<'_, PyAny>) -> PyResult<Option<RecordBatchStreamReader>> {
    let py = source.py();
    let Some(export) = source.getattr_opt(intern!(py, "__arrow_c_stream__"))? else {
        return Ok(None);
    };
    let capsule = export.call0()?.cast_into::<PyCapsule>()?;
    let stream = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast();
    // SAFETY: a capsule of this name holds such a stream; moving out of it marks it as released.
    #[allow(unsafe_code)]
    let reader = unsafe { RecordBatchStreamReader::from_raw(stream.as_ptr()) };
    // A stream of arrays that are no batches, say.
    Ok(Some(reader.map_err(|error| PyTypeError::new_err(error.to_string()))?))
}

/// The batch that an object of another library is; `None` if it is none.
pub(super) fn batch_from(source: &Bound<'_, PyAny>) -> PyResult<Option<RecordBatch>> {
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
    let array = make_array(data.map_err(arrow_error)?);
    let batch = match array.as_struct_opt() {
        Some(batch) if batch.null_count() == 0 => RecordBatch::from(batch.clone()),
        Some(_) => return Err(PyTypeError::new_err("expected a batch, found an array with nulls")),
        // An array is a batch with one column.
        None => RecordBatch::try_from_iter([("", array)]).map_err(arrow_error)?,
    };
    Ok(Some(batch))
}
