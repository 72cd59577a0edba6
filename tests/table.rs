//! Recordings as rows and record batches: limits, errors, and rows that fit their columns.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use deltafold::internals::corpus::Waited;
use deltafold::internals::table::{
    Batches, Cell, ColumnType, Given, Limits, Made, Named, OnError, RowBatch, Source, Table,
    ToolCall, Wanted, schema,
};
use deltafold::{Error, Recording};
use proptest::prelude::*;

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn all(mut batches: Batches) -> Vec<Result<RecordBatch, Error>> {
    let mut found = Vec::new();
    loop {
        match batches.next_within(Duration::from_secs(1)) {
            Waited::Ready(batch) => found.push(batch),
            Waited::NotYet => {}
            Waited::Ended => return found,
        }
    }
}

fn batches(table: Table, limits: Limits, jobs: usize) -> Vec<RecordBatch> {
    let source = Source::paths(vec![fixtures()], jobs, table.into());
    let made = Batches::new(source, table, limits, OnError::Column);
    all(made).into_iter().map(Result::unwrap).collect()
}

/// Whether a row fits the columns of its table.
fn fits(table: Table, row: &[Cell]) -> bool {
    let columns = table.columns();
    let is_of = |(cell, of): (&Cell, ColumnType)| match cell {
        Cell::Null => true,
        Cell::Text(_) => of == ColumnType::Text,
        Cell::Int(_) => of == ColumnType::Int,
        Cell::Bool(_) => of == ColumnType::Bool,
        Cell::Ints(_) => of == ColumnType::Ints,
        Cell::Texts(_) => of == ColumnType::Texts,
        Cell::Calls(_) => of == ColumnType::Calls,
    };
    row.len() == columns.len() && row.iter().zip(columns.iter().map(|it| it.of)).all(is_of)
}

#[test]
fn every_row_of_every_fixture_fits_its_table() {
    let mut rows = 0;
    for recording in deltafold::scan(vec![fixtures()], 1).flatten() {
        for table in Table::ALL {
            let wanted = Wanted { table, raw_json: true };
            for row in wanted.rows(&recording.recording, &Named::default()).rows {
                assert!(fits(table, &row), "{table:?} {row:?}");
                rows += 1;
            }
        }
    }
    assert!(rows > 500, "{rows}");
}

#[test]
fn the_rows_are_the_same_however_they_are_cut_and_by_how_many_threads() {
    for table in Table::ALL {
        let whole = batches(table, Limits::default(), 1);
        assert_eq!(whole.len(), 1);
        for limits in [
            Limits { rows: 1, ..Limits::default() },
            Limits { rows: 7, ..Limits::default() },
            Limits { bytes: 1, ..Limits::default() },
            Limits { bytes: 10_000, ..Limits::default() },
        ] {
            let parts = batches(table, limits, 3);
            assert!(limits.bytes > 1 || parts.len() == whole[0].num_rows());
            assert!(parts.iter().all(|part| part.num_rows() <= limits.rows));
            let mut from = 0;
            for part in &parts {
                assert_eq!(*part, whole[0].slice(from, part.num_rows()));
                from += part.num_rows();
            }
            assert_eq!(from, whole[0].num_rows());
        }
    }
}

fn choice(calls: usize) -> Vec<Cell> {
    let mut row = vec![Cell::Null; Table::Choices.columns().len()];
    let place = Table::Choices.columns().iter().position(|it| it.of == ColumnType::Calls).unwrap();
    row[place] = Cell::Calls(vec![ToolCall::default(); calls]);
    row
}

proptest! {
    #[test]
    fn the_child_of_a_list_stays_within_its_limit(
        calls in proptest::collection::vec(0_usize..5, 0..60),
        children in 1_usize..20,
    ) {
        let mut batch = RowBatch::new(Table::Choices, Limits { children, ..Limits::default() });
        let mut made = Vec::new();
        for calls in &calls {
            made.extend(batch.push(choice(*calls)).unwrap());
        }
        made.extend(batch.finish().unwrap());
        let mut found = Vec::new();
        for batch in &made {
            let lists = batch.column_by_name("tool_calls").unwrap().as_list::<i32>();
            let lengths: Vec<_> = (0..lists.len()).map(|row| lists.value(row).len()).collect();
            // A row alone may have more.
            prop_assert!(lists.values().len() <= children || batch.num_rows() == 1);
            found.extend(lengths);
        }
        prop_assert_eq!(found, calls);
    }
}

#[test]
fn an_unreadable_recording_is_a_row_and_nothing_else_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let chat = r#"{"response": {"body": {"object": "chat.completion", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Sol"}}]}}}"#;
    for (name, text) in [("a.json", chat), ("b.json", "{\n  oops"), ("c.json", chat)] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let run = |table: Table, on_error| {
        let source = Source::paths(vec![folder.path().to_owned()], 2, table.into());
        all(Batches::new(source, table, Limits::default(), on_error))
    };
    for table in [Table::Choices, Table::Recordings] {
        let found = run(table, OnError::Column);
        let batch = found[0].as_ref().unwrap();
        assert_eq!(batch.num_rows(), 3);
        let errors = batch.column_by_name("error").unwrap().as_string::<i64>();
        assert!(errors.is_null(0) && errors.is_null(2));
        assert!(errors.value(1).contains("line 2 column 3"), "{}", errors.value(1));
        let name = batch.column(0).as_string::<i64>().value(1);
        assert!(name.ends_with("b.json"));
        for column in &batch.columns()[1..batch.num_columns() - 1] {
            assert!(column.is_null(1));
        }
        let raised = run(table, OnError::Raise);
        assert_eq!(raised.len(), 1);
        assert!(raised[0].as_ref().unwrap_err().to_string().contains("line 2 column 3"));
    }
}

#[test]
fn nothing_is_an_empty_table() {
    for table in Table::ALL {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::paths(vec![folder.path().to_owned()], 1, table.into());
        let made = Batches::new(source, table, Limits::default(), OnError::Raise);
        assert_eq!(made.schema(), schema(table));
        assert!(all(made).is_empty());
    }
}

#[test]
fn values_are_read_as_files_are() {
    let lines =
        b"{\"custom_id\": \"a\", \"response\": {\"status_code\": 200, \"body\": {}}}\n{oops\n";
    let given = || {
        let group = vec![
            Given { name: Some("x".into()), bytes: Ok(lines.to_vec()) },
            Given { name: Some("y".into()), bytes: Err(Error::merge("cannot be had")) },
            Given { name: Some("z".into()), bytes: Ok(Vec::new()) },
        ];
        std::iter::once(Ok(group))
    };
    let wanted = Wanted::from(Table::Recordings);
    for source in [Source::given(given(), 2, wanted), Source::given_here(given(), wanted)] {
        let made = Batches::new(source, wanted.table, Limits::default(), OnError::Column);
        let found = all(made);
        let batch = found[0].as_ref().unwrap();
        let names: Vec<_> = batch.column(0).as_string::<i64>().iter().flatten().collect();
        assert_eq!(names, ["x", "x", "y", "z"]);
        let errors = batch.column_by_name("error").unwrap();
        assert_eq!(
            (0..4).map(|row| errors.is_null(row)).collect::<Vec<_>>(),
            [true, false, false, false]
        );
    }
}

#[test]
fn a_choice_spans_the_chunks_that_carry_it() {
    let chunk = |index: i64| {
        format!(
            r#"{{"object": "chat.completion.chunk", "choices": [{{"index": {index}, "delta": {{"content": "x"}}}}]}}"#
        )
    };
    let usage = r#"{"object": "chat.completion.chunk", "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 4}}"#;
    let indexes = [0, 1, 1, 0, 1];
    let mut chunks: Vec<_> = indexes.iter().map(|index| chunk(*index)).collect();
    chunks.push(usage.to_owned());
    let file = format!(r#"{{"response": {{"body": [{}]}}}}"#, chunks.join(","));
    let recording = Recording::parse(file.into_bytes(), None).unwrap();
    let rows = Wanted::from(Table::Choices).rows(&recording, &Named::default()).rows;
    let spans: Vec<_> = rows.iter().map(|row| row[8..11].to_vec()).collect();
    let span = |count: i64, first: i64, last: i64| [count, first, last].map(Cell::Int).to_vec();
    assert_eq!(spans, [span(2, 0, 3), span(3, 1, 4)]);
    let Made { rows, .. } = Wanted::from(Table::Chunks).rows(&recording, &Named::default());
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[5][3], Cell::Null);
    assert_eq!(rows[5][14..16], [Cell::Int(1), Cell::Int(4)]);
}
