//! `export`: writes tables of recordings. The files are written by pyarrow: only the arguments are
//! read here.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

/// Write recordings as a table: Parquet, Arrow, CSV or JSON lines
///
/// Streams are merged first. The columns are the same for every input, and a recording that cannot
/// be read is a row with its error. Rows are written as they come, so memory does not grow with the
/// number of recordings. The file appears when it is whole. Needs pyarrow.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  deltafold export recordings/ -o recordings.parquet
  deltafold export --table choices recordings/ -o choices.parquet
  deltafold export --table tool_calls recordings/ --format jsonl | jq .name
  duckdb -c \"SELECT finish_reason, count(*) FROM 'choices.parquet' GROUP BY 1\"

In CSV, lists are written as JSON. From Python, deltafold.table gives the same rows to Polars, \
DuckDB, pyarrow and others without a file.")]
pub struct Export {
    /// Recordings, and folders to search for them
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The rows
    #[arg(long, value_enum, default_value_t = Rows::Recordings)]
    pub table: Rows,
    /// The file to write; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    pub output: OsString,
    /// The format of the file; by default that of its name
    #[arg(long, value_enum)]
    pub format: Option<FileFormat>,
    /// How many threads read [default: the number of cores]
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<NonZero<usize>>,
    /// Stop at a recording that cannot be read
    #[arg(long)]
    pub strict: bool,
    /// Add the JSON of each chunk to the table of chunks
    #[arg(long)]
    pub raw_json: bool,
}

/// What the rows of a table are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Rows {
    /// Recordings
    Recordings,
    /// The choices of completions, with their texts
    Choices,
    /// The tool calls of completions
    #[value(name = "tool_calls", alias = "tool-calls")]
    ToolCalls,
    /// The chunks of streams
    Chunks,
}

/// A format of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// Columns, compressed
    Parquet,
    /// Arrow's file format, also known as Feather
    Arrow,
    /// Comma-separated values
    Csv,
    /// An object on each line
    Jsonl,
}
