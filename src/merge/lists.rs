//! Values that are kept as the JSON they came as: the last one, or all of them in a list.

use crate::json::{Builder, Cursor};

/// The last value that was not empty, as it stood in its chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct Last {
    json: Vec<u8>,
}

impl Last {
    /// Takes a value, unless it is null or an empty string.
    #[inline]
    pub(super) fn set(&mut self, value: Cursor<'_>) {
        if value.is_null() || value.as_text().is_some_and(|text| text.is_empty()) {
            return;
        }
        self.replace(value);
    }

    /// Takes a value, whatever it is.
    #[inline]
    pub(super) fn replace(&mut self, value: Cursor<'_>) {
        let raw = value.raw();
        // Most chunks repeat their header.
        if self.json != raw {
            self.json.clear();
            self.json.extend_from_slice(raw);
        }
    }

    /// The value, if there was one.
    pub(super) fn json(&self) -> Option<&[u8]> {
        (!self.json.is_empty()).then_some(&self.json)
    }

    /// Writes a member, if there was a value.
    pub(super) fn write(&self, key: &str, json: &mut Builder) {
        if let Some(value) = self.json() {
            json.key(key);
            json.raw(value);
        }
    }
}

/// A list to which the items of each chunk's list are appended as they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Appended {
    /// The items with commas between them, without brackets.
    json: Vec<u8>,
    /// A list came, even if all were empty.
    seen: bool,
}

impl Appended {
    /// Appends all items of a list.
    pub(super) fn extend(&mut self, list: Cursor<'_>) {
        self.seen = true;
        let raw = list.raw();
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default().trim_ascii();
        self.append(inner);
    }

    /// Appends one item.
    pub(super) fn push(&mut self, item: Cursor<'_>) {
        self.seen = true;
        self.append(item.raw());
    }

    fn append(&mut self, json: &[u8]) {
        if json.is_empty() {
            return;
        }
        if !self.json.is_empty() {
            self.json.push(b',');
        }
        self.json.extend_from_slice(json);
    }

    /// Whether it ever got an item.
    pub(super) fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    /// Writes the list; null if none ever came.
    pub(super) fn write_value(&self, json: &mut Builder) {
        match self.seen {
            false => json.null(),
            true => json.raw(&[b"[", self.json.as_slice(), b"]"].concat()),
        }
    }

    /// Writes a member, if the list ever got an item.
    pub(super) fn write(&self, key: &str, json: &mut Builder) {
        if !self.is_empty() {
            json.key(key);
            self.write_value(json);
        }
    }
}
