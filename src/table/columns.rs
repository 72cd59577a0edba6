//! The columns of each table. They are constant: nothing is inferred from the data.

use std::fmt::Write;

/// Which table is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row for each recording
    Recordings,
    /// A row for each chunk of a stream, and for each choice in it
    Chunks,
    /// A row for each choice of a completion, merged or stored
    Choices,
    /// A row for each tool call of a completion
    ToolCalls,
}

/// The type of a column: types that every engine reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// LargeUtf8
    Text,
    /// Int64
    Int,
    /// Boolean
    Bool,
    /// List of Int64
    Ints,
    /// List of LargeUtf8
    Texts,
    /// List of structs: [`CALL`]
    Calls,
}

/// A column. Each may be null, except that an error fills all others with null.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub of: ColumnType,
}

use ColumnType::{Bool, Calls, Int, Ints, Text, Texts};

const fn column(name: &'static str, of: ColumnType) -> Column {
    Column { name, of }
}

static RECORDINGS: [Column; 28] = [
    column("name", Text),
    column("number", Int),
    column("test_id", Text),
    column("format", Text),
    column("kind", Text),
    column("provider", Text),
    column("method", Text),
    column("url", Text),
    column("endpoint", Text),
    column("model", Text),
    column("is_streaming", Bool),
    column("status", Int),
    column("exception_type", Text),
    column("exception_message", Text),
    column("n_chunks", Int),
    column("n_choices", Int),
    column("bytes", Int),
    column("request_hash", Text),
    column("hash_ok", Bool),
    column("request_json", Text),
    column("complete", Bool),
    column("warnings", Texts),
    column("prompt_tokens", Int),
    column("completion_tokens", Int),
    column("total_tokens", Int),
    column("cached_tokens", Int),
    column("reasoning_tokens", Int),
    column("error", Text),
];

static CHOICES: [Column; 17] = [
    column("recording", Text),
    column("number", Int),
    column("choice_index", Int),
    column("role", Text),
    column("content", Text),
    column("reasoning", Text),
    column("refusal", Text),
    column("finish_reason", Text),
    column("n_chunks", Int),
    column("first_seq", Int),
    column("last_seq", Int),
    column("ttft_ns", Int),
    column("itl_ns", Ints),
    column("tool_calls", Calls),
    column("logprobs_json", Text),
    column("extra_json", Text),
    column("error", Text),
];

static CHUNKS: [Column; 22] = [
    column("recording", Text),
    column("number", Int),
    column("seq", Int),
    column("choice_index", Int),
    column("event", Text),
    column("role", Text),
    column("content", Text),
    column("reasoning", Text),
    column("refusal", Text),
    column("tool_index", Int),
    column("tool_id", Text),
    column("tool_name", Text),
    column("tool_arguments", Text),
    column("finish_reason", Text),
    column("prompt_tokens", Int),
    column("completion_tokens", Int),
    column("total_tokens", Int),
    column("cached_tokens", Int),
    column("reasoning_tokens", Int),
    column("t_ns", Int),
    column("raw_json", Text),
    column("error", Text),
];

static TOOL_CALLS: [Column; 9] = [
    column("recording", Text),
    column("number", Int),
    column("choice_index", Int),
    column("tool_index", Int),
    column("id", Text),
    column("type", Text),
    column("name", Text),
    column("arguments", Text),
    column("error", Text),
];

/// The members of a tool call in a list.
pub static CALL: [Column; 5] = [
    column("index", Int),
    column("id", Text),
    column("type", Text),
    column("name", Text),
    column("arguments", Text),
];

impl Table {
    /// All tables, in the order in which they are documented.
    pub const ALL: [Table; 4] =
        [Table::Recordings, Table::Chunks, Table::Choices, Table::ToolCalls];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Table::Recordings => "recordings",
            Table::Chunks => "chunks",
            Table::Choices => "choices",
            Table::ToolCalls => "tool_calls",
        }
    }

    /// The table with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }

    /// Its columns. The first one names the recording, the last one is the error.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Table::Recordings => &RECORDINGS,
            Table::Chunks => &CHUNKS,
            Table::Choices => &CHOICES,
            Table::ToolCalls => &TOOL_CALLS,
        }
    }

    /// The columns in Spark's notation for schemas.
    ///
    /// ```
    /// use deltafold::internals::table::Table;
    /// assert!(Table::ToolCalls.spark_ddl().starts_with("recording STRING, number BIGINT, "));
    /// ```
    pub fn spark_ddl(self) -> String {
        let of = |of: ColumnType| match of {
            Text => "STRING".to_owned(),
            Int => "BIGINT".to_owned(),
            Bool => "BOOLEAN".to_owned(),
            Ints => "ARRAY<BIGINT>".to_owned(),
            Texts => "ARRAY<STRING>".to_owned(),
            Calls => "ARRAY<STRUCT<index: BIGINT, id: STRING, type: STRING, name: STRING, \
                 arguments: STRING>>"
                .to_owned(),
        };
        let mut ddl = String::new();
        for column in self.columns() {
            let comma = if ddl.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _ = write!(ddl, "{comma}{} {}", column.name, of(column.of));
        }
        ddl
    }
}
