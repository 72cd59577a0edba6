//! Shapes of items that come again in one body after the other: such as the first and the last
//! chunk of a provider's streams, or its whole completions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

use super::class::Class;
use super::shape::Shape;
use crate::json::{Cursor, Element, Kind, Pattern};

/// So many shapes are remembered, each of at most so many values and bytes.
const MOST_SHAPES: usize = 256;
const MOST_VALUES: u32 = 512;
const MOST_BYTES: usize = 1 << 16;

/// A shape is remembered when it is met a second time: many are met once only.
const SIGHTS: usize = 1 << 10;

/// What identifies a shape: its class, its keys and its containers.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key(u64);

impl Key {
    /// That of an item of a class; nothing if the item is too large to be remembered.
    pub(super) fn of(class: &Arc<Class>, item: Cursor<'_>) -> Option<Self> {
        let mut hash = Hash(Arc::as_ptr(class).addr() as u64);
        let mut values = 0;
        walk(item, &mut hash, &mut values);
        (values <= MOST_VALUES).then_some(Key(hash.0))
    }
}

struct Hash(u64);

impl Hash {
    #[inline]
    fn add(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded.iter_mut().zip(word).for_each(|(to, from)| *to = *from);
            self.mix(u64::from_le_bytes(padded));
        }
    }

    #[inline]
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// Recursion is bounded by the depth of documents. Stops where there are too many values.
fn walk(at: Cursor<'_>, hash: &mut Hash, values: &mut u32) {
    *values += 1;
    match at.kind() {
        Kind::Object => {
            hash.mix(1);
            for (key, value) in at.members() {
                if *values > MOST_VALUES {
                    return;
                }
                hash.add(key.raw());
                walk(value, hash, values);
            }
            hash.mix(2);
        }
        Kind::Array => {
            hash.mix(3);
            for item in at.items() {
                if *values > MOST_VALUES {
                    return;
                }
                walk(item, hash, values);
            }
            hash.mix(4);
        }
        _ => hash.mix(5),
    }
}

/// The shapes that were met.
pub(super) struct Known {
    shapes: HashMap<Key, Met>,
    /// Those that were met once, each at a place of its own
    seen: Vec<Option<Key>>,
}

pub(super) struct Met {
    class: Arc<Class>,
    pattern: Pattern,
    shape: Shape,
}

impl Known {
    /// What all bodies share; nothing while another thread has it.
    pub(super) fn get(py: Python<'_>) -> Option<MutexGuard<'_, Known>> {
        static KNOWN: PyOnceLock<Mutex<Known>> = PyOnceLock::new();
        let known = KNOWN.get_or_init(py, || {
            Mutex::new(Known { shapes: HashMap::new(), seen: vec![None; SIGHTS] })
        });
        known.try_lock().ok()
    }

    /// Whether a shape that is not remembered yet is met again.
    pub(super) fn comes_again(&mut self, key: Key, class: &Arc<Class>) -> bool {
        if self.shapes.get(&key).is_some_and(|met| Arc::ptr_eq(&met.class, class)) {
            return false;
        }
        let place = self.seen.get_mut(key.0 as usize % SIGHTS);
        place.is_some_and(|place| place.replace(key) == Some(key))
    }

    /// Shows the shape of an item, and what differs in the item.
    pub(super) fn show<T>(
        &mut self,
        key: Key,
        class: &Arc<Class>,
        item: Cursor<'_>,
        show: impl FnOnce(&Shape, Element<'_>) -> T,
    ) -> Option<T> {
        let met = self.shapes.get_mut(&key).filter(|met| Arc::ptr_eq(&met.class, class))?;
        met.pattern.repeated(item.raw(), |element| show(&met.shape, element))
    }

    /// Remembers the shape of an item; gives what is forgotten for it.
    #[must_use]
    pub(super) fn remember(
        &mut self,
        key: Key,
        class: Arc<Class>,
        item: Cursor<'_>,
        shape: Shape,
    ) -> HashMap<Key, Met> {
        if item.raw().len() > MOST_BYTES {
            return HashMap::new();
        }
        let full = self.shapes.len() >= MOST_SHAPES;
        let forgotten = if full { std::mem::take(&mut self.shapes) } else { HashMap::new() };
        if let Some(pattern) = Pattern::of(item) {
            self.shapes.insert(key, Met { class, pattern, shape });
        }
        forgotten
    }
}
