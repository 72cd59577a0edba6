//! Rows in, Arrow record batches out.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Int64Builder, LargeStringBuilder, ListBuilder, StructBuilder,
};
use arrow_array::{RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};

use super::cell::{Cell, Row, ToolCall};
use super::columns::{CALL, Column, ColumnType, Table};
use crate::error::{Error, Result, ensure};

/// When a batch is full.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// At most this many rows.
    pub rows: usize,
    /// A batch that has this many bytes takes no further row.
    pub bytes: usize,
    /// At most this many elements in all lists of a column together, which 32-bit offsets count.
    pub children: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { rows: 65_536, bytes: 8 << 20, children: i32::MAX as usize }
    }
}

/// The schema of a table.
///
/// ```
/// use deltafold::internals::table::{Table, schema};
/// assert_eq!(schema(Table::Choices).field(0).name(), "recording");
/// ```
pub fn schema(table: Table) -> SchemaRef {
    Arc::new(Schema::new(fields(table.columns())))
}

fn fields(columns: &[Column]) -> Fields {
    columns.iter().map(|column| Field::new(column.name, type_of(column.of), true)).collect()
}

fn type_of(of: ColumnType) -> DataType {
    match of {
        ColumnType::Text => DataType::LargeUtf8,
        ColumnType::Int => DataType::Int64,
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Ints => DataType::List(item(DataType::Int64)),
        ColumnType::Texts => DataType::List(item(DataType::LargeUtf8)),
        ColumnType::Calls => DataType::List(item(DataType::Struct(fields(&CALL)))),
    }
}

fn item(of: DataType) -> FieldRef {
    Arc::new(Field::new_list_field(of, true))
}

/// A batch that is being filled.
pub struct RowBatch {
    schema: SchemaRef,
    columns: Vec<Builder>,
    limits: Limits,
    rows: usize,
    bytes: usize,
    /// The number of elements in the lists of each column.
    children: Vec<usize>,
    /// For so many bytes, memory has been checked.
    checked: usize,
}

impl std::fmt::Debug for RowBatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowBatch").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl RowBatch {
    /// An empty batch.
    pub fn new(table: Table, limits: Limits) -> Self {
        let columns: Vec<Builder> =
            table.columns().iter().map(|column| Builder::new(column.of)).collect();
        RowBatch {
            schema: schema(table),
            children: vec![0; columns.len()],
            columns,
            limits,
            rows: 0,
            bytes: 0,
            checked: 0,
        }
    }

    /// The schema of the batch.
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Adds a row; returns the batch before it if that is full.
    ///
    /// ```
    /// use deltafold::internals::table::{Limits, Made, RowBatch, Table};
    /// let mut batch = RowBatch::new(Table::Choices, Limits { rows: 1, ..Limits::default() });
    /// let row = || Made::failed(Table::Choices, None, deltafold::Error::merge("no")).rows.remove(0);
    /// assert!(batch.push(row())?.is_none());
    /// assert_eq!(batch.push(row())?.map(|full| full.num_rows()), Some(1));
    /// assert_eq!(batch.finish()?.map(|last| last.num_rows()), Some(1));
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is not enough memory, or a list alone has too many elements.
    pub fn push(&mut self, row: Row) -> Result<Option<RecordBatch>> {
        let too_long = |(cell, held): (&Cell, &usize)| {
            held.saturating_add(cell.children()) > self.limits.children
        };
        let is_full = self.rows >= self.limits.rows
            || self.bytes >= self.limits.bytes
            || row.iter().zip(&self.children).any(too_long);
        let full = match is_full {
            true => self.finish()?,
            false => None,
        };
        if row.iter().any(|cell| cell.children() > i32::MAX as usize) {
            return Err(Error::recording("a list has more elements than a column can hold"));
        }
        self.bytes += row.iter().map(Cell::bytes).sum::<usize>();
        if self.bytes > self.checked {
            // The columns double their memory as they grow.
            self.checked = self.bytes.saturating_mul(2);
            ensure(self.checked.saturating_mul(2))?;
        }
        for ((column, held), cell) in self.columns.iter_mut().zip(&mut self.children).zip(row) {
            *held += cell.children();
            column.append(cell);
        }
        self.rows += 1;
        Ok(full)
    }

    /// The rows so far; `None` if there are none.
    ///
    /// # Errors
    ///
    /// None in practice: the columns have the same length.
    pub fn finish(&mut self) -> Result<Option<RecordBatch>> {
        if self.rows == 0 {
            return Ok(None);
        }
        let arrays = self.columns.iter_mut().map(Builder::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        (self.rows, self.bytes, self.checked) = (0, 0, 0);
        self.children.fill(0);
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options);
        batch.map(Some).map_err(|error| Error::recording(format!("internal error: {error}")))
    }
}

/// A column that is being filled.
enum Builder {
    Text(LargeStringBuilder),
    Int(Int64Builder),
    Bool(BooleanBuilder),
    Ints(ListBuilder<Int64Builder>),
    Texts(ListBuilder<LargeStringBuilder>),
    Calls(ListBuilder<StructBuilder>),
}

impl Builder {
    fn new(of: ColumnType) -> Self {
        match of {
            ColumnType::Text => Builder::Text(LargeStringBuilder::new()),
            ColumnType::Int => Builder::Int(Int64Builder::new()),
            ColumnType::Bool => Builder::Bool(BooleanBuilder::new()),
            ColumnType::Ints => Builder::Ints(ListBuilder::new(Int64Builder::new())),
            ColumnType::Texts => Builder::Texts(ListBuilder::new(LargeStringBuilder::new())),
            ColumnType::Calls => {
                let members = CALL.iter().map(|column| -> Box<dyn ArrayBuilder> {
                    match column.of {
                        ColumnType::Int => Box::new(Int64Builder::new()),
                        _ => Box::new(LargeStringBuilder::new()),
                    }
                });
                let call = StructBuilder::new(fields(&CALL), members.collect());
                Builder::Calls(ListBuilder::new(call))
            }
        }
    }

    /// Appends a cell; one of another type, which no row has, counts as null.
    fn append(&mut self, cell: Cell) {
        match (self, cell) {
            (Builder::Text(column), Cell::Text(text)) => column.append_value(text),
            (Builder::Text(column), _) => column.append_null(),
            (Builder::Int(column), Cell::Int(number)) => column.append_value(number),
            (Builder::Int(column), _) => column.append_null(),
            (Builder::Bool(column), Cell::Bool(value)) => column.append_value(value),
            (Builder::Bool(column), _) => column.append_null(),
            (Builder::Ints(column), Cell::Ints(numbers)) => {
                column.values().append_slice(&numbers);
                column.append(true);
            }
            (Builder::Ints(column), _) => column.append_null(),
            (Builder::Texts(column), Cell::Texts(texts)) => {
                texts.into_iter().for_each(|text| column.values().append_value(text));
                column.append(true);
            }
            (Builder::Texts(column), _) => column.append_null(),
            (Builder::Calls(column), Cell::Calls(calls)) => {
                calls.into_iter().for_each(|call| append_call(column.values(), call));
                column.append(true);
            }
            (Builder::Calls(column), _) => column.append_null(),
        }
    }

    fn finish(&mut self) -> arrow_array::ArrayRef {
        match self {
            Builder::Text(column) => Arc::new(column.finish()),
            Builder::Int(column) => Arc::new(column.finish()),
            Builder::Bool(column) => Arc::new(column.finish()),
            Builder::Ints(column) => Arc::new(column.finish()),
            Builder::Texts(column) => Arc::new(column.finish()),
            Builder::Calls(column) => Arc::new(column.finish()),
        }
    }
}

fn append_call(column: &mut StructBuilder, call: ToolCall) {
    let ToolCall { index, id, kind, name, arguments } = call;
    if let Some(indexes) = column.field_builder::<Int64Builder>(0) {
        indexes.append_value(index);
    }
    for (place, text) in (1..).zip([id, kind, name, arguments]) {
        if let Some(texts) = column.field_builder::<LargeStringBuilder>(place) {
            texts.append_option(text);
        }
    }
    column.append(true);
}
