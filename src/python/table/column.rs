//! Recordings in a column of another library's table.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayReader, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, FieldRef, Fields};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;

use super::arrow_error;
use super::capsule::{array_from, stream_from};
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
        let (of, batches): (DataType, Read) = if let Some(stream) = stream_from(source)? {
            let of = stream.field().data_type().clone();
            (of, Box::new(stream.map(|array| batch_of(array.map_err(arrow_error)?))))
        } else if let Some(array) = array_from(source)? {
            (array.data_type().clone(), Box::new(std::iter::once_with(|| batch_of(array))))
        } else {
            return Ok(None);
        };
        let fields = match of {
            DataType::Struct(fields) => fields,
            of => Fields::from(vec![Field::new("", of, true)]),
        };
        let values = match column {
            Some(name) => named(&fields, name, "column", is_text, "text or binary")?,
            None => only_text(&fields)?,
        };
        let is_id = |of: &DataType| is_text(of) || values_of(of).is_integer();
        let ids = id.map(|name| named(&fields, name, "id", is_id, "text or integers"));
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
            let name = match ids {
                Some(ids) => text_of(ids, row),
                None => Some(self.given.to_string()),
            };
            self.given += 1;
            let value = match bytes_of(values, row) {
                Some(value) => {
                    let mut copy = Vec::new();
                    copy.try_extend(value).map(|()| copy).map_err(Error::from)
                }
                None => Err(Error::recording("expected a recording, found null")),
            };
            bytes += value.as_ref().map_or(0, Vec::len);
            group.push(Given { name, bytes: value });
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

/// An array of structs is a batch, any other one a batch with one column.
fn batch_of(array: ArrayRef) -> Result<RecordBatch> {
    match array.as_struct_opt() {
        Some(batch) if batch.null_count() == 0 => Ok(RecordBatch::from(batch.clone())),
        Some(_) => Err(Error::recording("expected rows, found a null in place of one")),
        None => RecordBatch::try_from_iter([("", array)]).map_err(arrow_error),
    }
}

/// The type of the values: that of a dictionary's values, if it is one.
fn values_of(of: &DataType) -> &DataType {
    match of {
        DataType::Dictionary(_, values) => values,
        of => of,
    }
}

/// Whether a column may hold recordings. One of which all values are null may have no other type.
fn is_text(of: &DataType) -> bool {
    use DataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
    let of = values_of(of);
    matches!(of, Null | Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView)
}

/// The position of a column.
fn named(
    fields: &Fields,
    name: &str,
    parameter: &str,
    has_type: impl Fn(&DataType) -> bool,
    expected: &str,
) -> PyResult<usize> {
    let places: Vec<_> = (0..).zip(fields).filter(|(_, field)| field.name() == name).collect();
    match places[..] {
        [(position, field)] if has_type(field.data_type()) => Ok(position),
        [(_, field)] => Err(PyTypeError::new_err(format!(
            "expected `{parameter}` {name:?} to be a column of {expected}, not of {}",
            field.data_type()
        ))),
        [] => Err(PyKeyError::new_err(format!(
            "no column {name:?} for `{parameter}`: there are {}",
            names_of(fields.iter())
        ))),
        _ => Err(PyKeyError::new_err(format!(
            "{} columns {name:?} for `{parameter}`: expected one",
            places.len()
        ))),
    }
}

/// The only column that can hold recordings.
fn only_text(fields: &Fields) -> PyResult<usize> {
    let found: Vec<_> = (0..).zip(fields).filter(|(_, field)| is_text(field.data_type())).collect();
    match found[..] {
        [(position, _)] => Ok(position),
        _ => Err(PyTypeError::new_err(format!(
            "expected `column`, the name of a column of text or binary: there are {}",
            names_of(found.iter().map(|(_, field)| *field))
        ))),
    }
}

fn names_of<'a>(fields: impl Iterator<Item = &'a FieldRef>) -> String {
    // An array alone has no name.
    let names: Vec<_> =
        fields.map(|field| field.name().as_str()).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The values of a column and the position of a row's value among them; `None` for null.
fn value_at(values: &dyn Array, row: usize) -> Option<(&dyn Array, usize)> {
    if values.is_null(row) {
        return None;
    }
    let Some(dictionary) = values.as_any_dictionary_opt() else { return Some((values, row)) };
    let position = usize::try_from(integer_of(dictionary.keys(), row)?).ok()?;
    let values = dictionary.values();
    (position < values.len() && !values.is_null(position)).then(|| (values.as_ref(), position))
}

fn bytes_of(values: &dyn Array, row: usize) -> Option<&[u8]> {
    let (values, row) = value_at(values, row)?;
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
    let (ids, row) = value_at(ids, row)?;
    Some(integer_of(ids, row)?.to_string())
}

fn integer_of(values: &dyn Array, row: usize) -> Option<i128> {
    Some(match values.data_type() {
        DataType::Int8 => values.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => values.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => values.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => values.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => values.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => values.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => values.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => values.as_primitive::<UInt64Type>().value(row).into(),
        _ => return None,
    })
}
