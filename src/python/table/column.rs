//! Recordings in a column of another library's table.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Schema, SchemaRef};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;

use super::arrow_error;
use super::capsule::{batch_from, stream_from};
use crate::error::{Error, Grow, Result};
use crate::table::Given;

/// The values of a column, in groups.
pub(super) struct Column {
    batches: Box<dyn Iterator<Item = Result<RecordBatch>> + Send>,
    /// The position of the column with the recordings.
    values: usize,
    /// That of the column with their names.
    ids: Option<usize>,
    /// The batch that is being handed out, and its next row.
    batch: Option<(RecordBatch, usize)>,
    /// The number of rows handed out: the name of a row without another one.
    given: usize,
}

/// Values are handed to threads in groups of so many, or of so many bytes.
const GROUP_ROWS: usize = 64;
const GROUP_BYTES: usize = 1 << 20;

impl Column {
    /// The column `column` of a table or batch; `None` if `source` is neither.
    pub(super) fn of(
        source: &Bound<'_, PyAny>,
        column: Option<&str>,
        id: Option<&str>,
    ) -> PyResult<Option<Self>> {
        type Read = Box<dyn Iterator<Item = Result<RecordBatch>> + Send>;
        let (schema, batches): (SchemaRef, Read) = if let Some(stream) = stream_from(source)? {
            (stream.schema(), Box::new(stream.map(|batch| batch.map_err(arrow_error))))
        } else if let Some(batch) = batch_from(source)? {
            (batch.schema(), Box::new(std::iter::once(Ok(batch))))
        } else {
            return Ok(None);
        };
        let values = match column {
            Some(name) => named(&schema, name, "column", is_text, "text or binary")?,
            None => only_text(&schema)?,
        };
        let is_id = |of: &DataType| is_text(of) || of.is_integer();
        let ids = id.map(|name| named(&schema, name, "id", is_id, "text or integers"));
        Ok(Some(Column { batches, values, ids: ids.transpose()?, batch: None, given: 0 }))
    }

    fn group(&mut self, batch: &RecordBatch, from: usize) -> Result<Vec<Given>> {
        let values = batch.column(self.values).as_ref();
        let ids = self.ids.map(|ids| batch.column(ids).as_ref());
        let (mut group, mut bytes) = (Vec::new(), 0);
        for row in from..batch.num_rows() {
            if group.len() == GROUP_ROWS || bytes >= GROUP_BYTES {
                break;
            }
            let name = ids.map_or_else(|| Some(self.given.to_string()), |ids| text_of(ids, row));
            self.given += 1;
            let value = match bytes_of(values, row) {
                Some(value) => {
                    let mut copy = Vec::new();
                    copy.try_extend(value).map(|()| copy).map_err(Error::from)
                }
                None => Err(Error::recording("expected a recording, found null")),
            };
            bytes += value.as_ref().map_or(0, Vec::len);
            group.push(Given { name: name.unwrap_or_default(), bytes: value });
        }
        Ok(group)
    }
}

impl Iterator for Column {
    type Item = Result<Vec<Given>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (batch, from) = match self.batch.take() {
                Some(left) => left,
                None => match self.batches.next()? {
                    Ok(batch) => (batch, 0),
                    Err(error) => return Some(Err(error)),
                },
            };
            if from >= batch.num_rows() {
                continue;
            }
            let group = self.group(&batch, from);
            let taken = group.as_ref().map_or(batch.num_rows(), Vec::len);
            self.batch = Some((batch, from + taken));
            return Some(group);
        }
    }
}

fn is_text(of: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Utf8, Utf8View};
    matches!(of, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

/// The position of a column.
fn named(
    schema: &Schema,
    name: &str,
    parameter: &str,
    has_type: impl Fn(&DataType) -> bool,
    expected: &str,
) -> PyResult<usize> {
    let Some((position, field)) = schema.column_with_name(name) else {
        let names: Vec<_> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        let what = format!("no column {name:?} for `{parameter}`: there are {}", names.join(", "));
        return Err(PyKeyError::new_err(what));
    };
    if !has_type(field.data_type()) {
        return Err(PyTypeError::new_err(format!(
            "expected `{parameter}` {name:?} to be a column of {expected}, not of {}",
            field.data_type()
        )));
    }
    Ok(position)
}

/// The only column that can hold recordings.
fn only_text(schema: &Schema) -> PyResult<usize> {
    let fields = schema.fields().iter().enumerate();
    let found: Vec<_> = fields.filter(|(_, field)| is_text(field.data_type())).collect();
    match found[..] {
        [(position, _)] => Ok(position),
        _ => {
            let names: Vec<_> = found.iter().map(|(_, field)| field.name().as_str()).collect();
            let found = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let what = format!(
                "expected `column`, the name of a column of text or binary: there \
                                are {found}"
            );
            Err(PyTypeError::new_err(what))
        }
    }
}

fn bytes_of(values: &dyn Array, row: usize) -> Option<&[u8]> {
    if values.is_null(row) {
        return None;
    }
    match values.data_type() {
        DataType::Utf8 => Some(values.as_string::<i32>().value(row).as_bytes()),
        DataType::LargeUtf8 => Some(values.as_string::<i64>().value(row).as_bytes()),
        DataType::Utf8View => Some(values.as_string_view().value(row).as_bytes()),
        DataType::Binary => Some(values.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(values.as_binary::<i64>().value(row)),
        DataType::BinaryView => Some(values.as_binary_view().value(row)),
        _ => None,
    }
}

fn text_of(ids: &dyn Array, row: usize) -> Option<String> {
    if let Some(bytes) = bytes_of(ids, row) {
        return Some(String::from_utf8_lossy(bytes).into_owned());
    }
    if ids.is_null(row) {
        return None;
    }
    Some(match ids.data_type() {
        DataType::Int8 => ids.as_primitive::<Int8Type>().value(row).to_string(),
        DataType::Int16 => ids.as_primitive::<Int16Type>().value(row).to_string(),
        DataType::Int32 => ids.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => ids.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::UInt8 => ids.as_primitive::<UInt8Type>().value(row).to_string(),
        DataType::UInt16 => ids.as_primitive::<UInt16Type>().value(row).to_string(),
        DataType::UInt32 => ids.as_primitive::<UInt32Type>().value(row).to_string(),
        DataType::UInt64 => ids.as_primitive::<UInt64Type>().value(row).to_string(),
        _ => return None,
    })
}
