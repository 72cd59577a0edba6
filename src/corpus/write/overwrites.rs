//! Old and new contents in, files overwritten in place out, a group at a time behind a journal.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::changes::{Change, changes, spans};
use super::journal::{Journal, Journals, State, Undo, encode};
use super::stop::Stop;
use super::target::{Target, changed};
use super::{Failures, Size};

/// Files that wait until the journal knows how to undo them.
#[derive(Debug, Default)]
pub(super) struct Overwrites {
    waiting: Vec<Waiting>,
    /// What the journal will have to know.
    records: Vec<u8>,
    /// What the files will hold. One after the other in the same memory for group after group:
    /// fresh pages would cost more than the copy.
    new: Vec<u8>,
    pub(super) size: Size,
}

#[derive(Debug)]
struct Waiting {
    /// How the caller calls the file.
    name: PathBuf,
    target: Target,
    changes: Vec<Change>,
    /// Where the group has its new contents.
    new: Range<usize>,
    /// Where the group has its record.
    record: Range<usize>,
}

impl Overwrites {
    /// Whether the files should be written now. The contents of a group of this size stay in the
    /// processor's cache until they are written.
    pub(super) fn is_full(&self) -> bool {
        self.size.files >= 256 || self.size.bytes >= 1 << 23
    }

    /// Notes that `old` becomes `new`.
    pub(super) fn add(&mut self, path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
        let target = Target::find(path)?;
        target.check_length(old)?;
        let changes = changes(old, new);
        let absolute = std::path::absolute(&target.path)?;
        let Some(record) = encode(&absolute, old, new, &changes, &mut self.records) else {
            let what = "the path is no Unicode, so no journal can name it";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        };
        self.size.add(new.len() + record.len());
        let start = self.new.len();
        self.new.extend_from_slice(new);
        let new = start..self.new.len();
        self.waiting.push(Waiting { name: path.to_owned(), target, changes, new, record });
        Ok(())
    }

    /// Makes the journal know the group, then changes the files.
    pub(super) fn commit(&mut self, journals: &Journals, stop: &Stop, failures: &Failures) {
        if !self.waiting.is_empty() {
            let journal = match stop.is_asked() {
                true => Err(super::stopped()),
                false => journals.append(&self.records),
            };
            match journal {
                Ok(journal) => self.overwrite(journal, stop, failures),
                Err(error) => {
                    let all = self.waiting.iter();
                    all.for_each(|file| failures.add(&file.name, super::again(&error)));
                }
            }
        }
        self.size = Size::default();
        self.waiting.clear();
        self.records.clear();
        self.new.clear();
    }

    fn overwrite(&self, journal: Arc<Journal>, stop: &Stop, failures: &Failures) {
        let mut now = Vec::new();
        for file in &self.waiting {
            let written = match stop.permit() {
                None => Err(super::stopped()),
                Some(_permit) => Undo::of_record(&self.records[file.record.clone()])
                    .ok_or_else(changed)
                    .and_then(|undo| {
                        file.overwrite(&self.new[file.new.clone()], &undo, &journal, &mut now)
                    }),
            };
            if let Err(error) = written {
                failures.add(&file.name, error);
            }
        }
        if let Err(error) = Journals::done(journal) {
            failures.add_of_all(error);
        }
    }
}

impl Waiting {
    /// `now` is room for the contents of any file.
    fn overwrite(
        &self,
        new: &[u8],
        undo: &Undo<'_>,
        journal: &Journal,
        now: &mut Vec<u8>,
    ) -> io::Result<()> {
        let file = self.target.open()?;
        now.clear();
        (&file).take(self.target.metadata.len() + 1).read_to_end(now)?;
        if undo.state(now) != State::Old {
            return Err(changed());
        }
        if let Err(error) = self.write(&file, now.len(), new) {
            // The old contents are at hand.
            let undone = write_at(&file, 0, now).and_then(|()| file.set_len(now.len() as u64));
            return Err(match undone {
                Ok(()) => error,
                Err(_) => {
                    journal.keep();
                    let what = format!("half-written, the next run restores it: {error}");
                    io::Error::new(error.kind(), what)
                }
            });
        }
        journal.written.note(file, &self.target.metadata)
    }

    fn write(&self, file: &File, old_len: usize, new: &[u8]) -> io::Result<()> {
        // What needs more room comes first: on a full disk nothing is touched.
        if let Some(added) = new.get(old_len..).filter(|added| !added.is_empty()) {
            write_at(file, old_len, added)?;
        }
        for span in spans(&self.changes) {
            let end = span.end.min(old_len);
            if let Some(bytes) = new.get(span.start..end) {
                write_at(file, span.start, bytes)?;
            }
        }
        if new.len() < old_len {
            file.set_len(new.len() as u64)?;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn write_at(file: &File, start: usize, bytes: &[u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, start as u64)
}

#[cfg(not(unix))]
fn write_at(mut file: &File, start: usize, bytes: &[u8]) -> io::Result<()> {
    use std::io::{Seek, SeekFrom, Write};
    file.seek(SeekFrom::Start(start as u64))?;
    file.write_all(bytes)
}
