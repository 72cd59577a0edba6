//! What a view has made so far: slot numbers in, the same Python objects out every time.

use std::sync::OnceLock;

use pyo3::prelude::*;

/// Most views are asked for one or two fields only.
const INLINE: usize = 2;
const PER_BLOCK: usize = 6;

type Entry = OnceLock<(u8, Py<PyAny>)>;

/// Objects by slot number. Entries are filled front to back and never change, so two threads that
/// make the same object at once meet at the same entry, and the second takes the first one's.
#[derive(Debug, Default)]
pub(super) struct Cache {
    first: [Entry; INLINE],
    more: OnceLock<Box<Block>>,
}

#[derive(Debug, Default)]
struct Block {
    entries: [Entry; PER_BLOCK],
    more: OnceLock<Box<Block>>,
}

impl Cache {
    /// The object of `slot`, if it was made.
    #[inline]
    pub(super) fn get<'py>(&self, py: Python<'py>, slot: u8) -> Option<Bound<'py, PyAny>> {
        for entry in self.entries() {
            let (of, object) = entry.get()?;
            if *of == slot {
                return Some(object.bind(py).clone());
            }
        }
        None
    }

    /// Keeps `object` for `slot`; the answer is the object that was there first.
    pub(super) fn keep<'py>(&self, slot: u8, object: Bound<'py, PyAny>) -> Bound<'py, PyAny> {
        let py = object.py();
        let mut new = (slot, object.clone().unbind());
        let mut more = &self.more;
        let mut entries = self.first.as_slice();
        loop {
            for entry in entries {
                match entry.set(new) {
                    Ok(()) => return object,
                    Err(refused) => new = refused,
                }
                if let Some((of, first)) = entry.get()
                    && *of == slot
                {
                    return first.bind(py).clone();
                }
            }
            let block = more.get_or_init(Box::default);
            (entries, more) = (&block.entries, &block.more);
        }
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        let mut block = self.more.get();
        let rest = std::iter::from_fn(move || {
            let this = block?;
            block = this.more.get();
            Some(this.entries.iter())
        });
        self.first.iter().chain(rest.flatten())
    }
}
