//! A recording in, its rows of a table out.

use super::cell::{Cell, Row};
use super::columns::Table;
use super::{choices, chunks, recordings};
use crate::error::Error;
use crate::recording::Recording;

/// What the rows of a recording say about where it is from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Named<'a> {
    /// Its name: the path, or what the caller names it.
    pub name: Option<&'a str>,
    /// The number of bytes of its file, or of the value that contains it.
    pub bytes: Option<i64>,
}

/// The rows of a recording.
#[derive(Debug, Default)]
pub struct Made {
    /// The rows. If there is an error, one of them has it.
    pub rows: Vec<Row>,
    /// Why some cells are null.
    pub error: Option<Error>,
}

impl Made {
    /// The rows of a recording, and one more for the error.
    pub(super) fn of(
        table: Table,
        recording: &Recording,
        named: &Named<'_>,
        mut rows: Vec<Row>,
        error: Option<Error>,
    ) -> Self {
        let Some(error) = error else { return Made { rows, error: None } };
        let mut failed = Made::failed(table, named.name.map(str::to_owned), error);
        if let Some(number) = failed.rows.first_mut().and_then(|row| row.get_mut(1)) {
            *number = recording.number().into();
        }
        rows.append(&mut failed.rows);
        Made { rows, ..failed }
    }

    /// The row of a recording that cannot be read: everything but the name and the error is null.
    ///
    /// ```
    /// use deltafold::internals::table::{Made, Table};
    /// let made = Made::failed(Table::Choices, Some("a.json".into()), deltafold::Error::merge("no"));
    /// assert_eq!(made.rows[0].first(), Some(&"a.json".into()));
    /// assert_eq!(made.rows[0].last(), Some(&"no".into()));
    /// ```
    pub fn failed(table: Table, name: Option<String>, error: Error) -> Self {
        let mut row = vec![Cell::Null; table.columns().len()];
        if let Some(first) = row.first_mut() {
            *first = name.into();
        }
        if let Some(last) = row.last_mut() {
            *last = error.to_string().into();
        }
        Made { rows: vec![row], error: Some(error) }
    }
}

/// Which rows are made, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The table.
    pub table: Table,
    /// Whether rows of chunks contain their JSON.
    pub raw_json: bool,
}

impl From<Table> for Wanted {
    fn from(table: Table) -> Self {
        Wanted { table, raw_json: false }
    }
}

impl Wanted {
    /// The rows of a recording.
    ///
    /// ```
    /// use deltafold::Recording;
    /// use deltafold::internals::table::{Table, Wanted};
    /// let file = br#"{"response": {"body": {"object": "chat.completion", "choices": [
    ///     {"index": 0, "message": {"role": "assistant", "content": "Sol"}}]}}}"#;
    /// let recording = Recording::parse(file.to_vec(), None)?;
    /// let made = Wanted::from(Table::Choices).rows(&recording, &Default::default());
    /// assert_eq!(made.rows[0][3..5], ["assistant".into(), "Sol".into()]);
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    pub fn rows(self, recording: &Recording, named: &Named<'_>) -> Made {
        match self.table {
            Table::Recordings => recordings::rows(recording, named),
            Table::Chunks => chunks::rows(recording, named, self.raw_json),
            Table::Choices => choices::rows(recording, named),
            Table::ToolCalls => choices::call_rows(recording, named),
        }
    }
}
