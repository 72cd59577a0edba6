//! Hands record batches to another library, which waits for them inside of its own code.

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};

use super::attached::attached;
use super::passed_on;
use crate::corpus::{Waited, caught};
use crate::error::{Error, Result};
use crate::python::interrupt::PATIENCE;
use crate::table::Batches;

/// The batches of a table, for a library that may call it from any thread.
pub(super) struct Reader {
    schema: SchemaRef,
    /// `None` at the end.
    batches: Option<Batches>,
}

impl Reader {
    pub(super) fn new(batches: Batches) -> Self {
        Reader { schema: batches.schema(), batches: Some(batches) }
    }

    /// Ends the threads, which may need the lock before they end.
    fn end(&mut self) {
        if self.batches.is_some() {
            without_lock(|| drop(self.batches.take()));
        }
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        loop {
            let Some(batches) = &mut self.batches else { return Ok(None) };
            match without_lock(|| batches.next_within(PATIENCE)) {
                Waited::Ready(batch) => return batch.map(Some),
                Waited::Ended => return Ok(None),
                Waited::NotYet => check_signals()?,
            }
        }
    }
}

/// Works without Python's lock, whether or not the caller has it.
fn without_lock<T: Send>(mut work: impl FnMut() -> T + Send) -> T {
    match attached(|py| py.detach(&mut work)) {
        Some(done) => done,
        // At its end, the interpreter has no lock that could be taken.
        None => work(),
    }
}

/// Runs signal handlers.
fn check_signals() -> Result<()> {
    let raised = attached(|py| py.check_signals().err().map(|error| passed_on(py, &error)));
    raised.flatten().map_or(Ok(()), Err)
}

impl Iterator for Reader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = caught(|| self.next_batch());
        if !matches!(next, Ok(Some(_))) {
            self.end();
        }
        next.map_err(|error| match error {
            Error::OutOfMemory(error) => ArrowError::MemoryError(error.to_string()),
            // The message becomes a C string.
            error => ArrowError::ExternalError(error.to_string().replace('\0', "\\0").into()),
        })
        .transpose()
    }
}

impl RecordBatchReader for Reader {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.end();
    }
}
