//! Old and new contents in, files overwritten in place out, a group at a time behind a journal.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::changes::{Change, changes, spans};
use super::journal::{Journal, Journals, State, Undo, encode};
use super::stop::Stop;
use super::target::{Target, changed};
use super::{Failures, Limits};

/// Files that wait until the journal knows how to undo them.
#[derive(Debug, Default)]
pub(super) struct Overwrites {
    waiting: Vec<Waiting>,
    /// What the journal will have to know.
    records: Vec<u8>,
    pub(super) size: Limits,
}

#[derive(Debug)]
struct Waiting {
    /// How the caller calls the file.
    name: PathBuf,
    target: Target,
    changes: Vec<Change>,
    new: Vec<u8>,
    /// Where its record is.
    record: Range<usize>,
}

impl Overwrites {
    /// Notes that `old` becomes `new`.
    pub(super) fn add(&mut self, path: &Path, old: &[u8], new: Vec<u8>) -> io::Result<()> {
        let target = Target::find(path)?;
        target.check_length(old)?;
        let changes = changes(old, &new);
        let absolute = std::path::absolute(&target.path)?;
        let Some(record) = encode(&absolute, old, &new, &changes, &mut self.records) else {
            let what = "the path is no Unicode, so no journal can name it";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        };
        self.size.add(new.len() + record.len());
        self.waiting.push(Waiting { name: path.to_owned(), target, changes, new, record });
        Ok(())
    }

    /// Makes the journal know the group, then changes the files.
    pub(super) fn commit(&mut self, journals: &Journals, stop: &Stop, failures: &Failures) {
        self.size = Limits::default();
        let (waiting, records) =
            (std::mem::take(&mut self.waiting), std::mem::take(&mut self.records));
        if waiting.is_empty() {
            return;
        }
        let journal = match stop.is_asked() {
            true => Err(super::stopped()),
            false => journals.append(&records),
        };
        let journal = match journal {
            Ok(journal) => journal,
            Err(error) => {
                waiting.iter().for_each(|file| failures.add(&file.name, super::again(&error)));
                return;
            }
        };
        for file in &waiting {
            let written = match stop.permit() {
                None => Err(super::stopped()),
                Some(_permit) => Undo::of_record(&records[file.record.clone()])
                    .ok_or_else(changed)
                    .and_then(|undo| file.overwrite(&undo, &journal)),
            };
            if let Err(error) = written {
                failures.add(&file.name, error);
            }
        }
        if let Err(error) = Journals::done(journal) {
            failures.add_of_all(error);
        }
        // The next group needs as much room.
        self.records = records;
        self.records.clear();
    }
}

impl Waiting {
    fn overwrite(&self, undo: &Undo<'_>, journal: &Journal) -> io::Result<()> {
        let mut file = self.target.open()?;
        let mut now = Vec::with_capacity(self.new.len() + 1);
        file.read_to_end(&mut now)?;
        if undo.state(&now) != State::Old {
            return Err(changed());
        }
        if let Err(error) = self.write(&mut file, now.len()) {
            // The old contents are at hand.
            let undone = write_at(&mut file, 0, &now).and_then(|()| file.set_len(now.len() as u64));
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

    fn write(&self, file: &mut File, old_len: usize) -> io::Result<()> {
        let new = &self.new;
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

fn write_at(file: &mut File, start: usize, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(start as u64))?;
    file.write_all(bytes)
}
