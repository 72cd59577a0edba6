//! Recordings as rows of tables with constant columns, and as Arrow record batches of them.

mod answer;
#[cfg(feature = "table")]
mod batch;
mod cell;
mod choices;
mod chunks;
mod columns;
mod recordings;
mod rows;
#[cfg(feature = "table")]
mod source;
mod spans;

#[cfg(feature = "table")]
pub use batch::{Limits, RowBatch, schema};
pub use cell::{Cell, Row, ToolCall};
pub use columns::{CALL, Column, ColumnType, Table};
pub use rows::{Made, Named, Wanted};
#[cfg(feature = "table")]
pub use source::{Batches, Given, OnError, Source};
