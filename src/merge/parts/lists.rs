//! Values that are kept as their original JSON: the last one, or all of them in a list.

use std::collections::HashSet;

use crate::json::{Builder, Cursor, Layout, Written, write};

/// The last value, as written in its chunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Last {
    json: Written,
}

impl Last {
    /// Stores a value.
    #[inline]
    pub(crate) fn replace(&mut self, value: Cursor<'_>) {
        if self.json().is_none_or(|json| !value.stands_as(json)) {
            self.json.copy(value);
        }
    }

    /// Stores a value that is JSON text.
    pub(crate) fn set_json(&mut self, json: Vec<u8>) {
        self.json = json.into();
    }

    /// This one, or the other if there was no value.
    pub(crate) fn or<'l>(&'l self, other: &'l Self) -> &'l Self {
        if self.json().is_none() { other } else { self }
    }

    /// The value, if there was one.
    pub(crate) fn json(&self) -> Option<&[u8]> {
        Some(self.json.text()).filter(|json| !json.is_empty())
    }

    /// Writes a member, if there was a value.
    pub(crate) fn write(&self, key: &str, json: &mut Builder) {
        if self.json().is_some() {
            json.key(key);
            json.copy(&self.json);
        }
    }
}

/// Values of any type as they came: lists are appended, of anything else the last one stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    list: Appended,
    last: Last,
}

impl Kept {
    /// Merges a value; null is ignored.
    pub(crate) fn merge(&mut self, value: Cursor<'_>) {
        if value.is_array() {
            self.list.extend(value);
        } else if !value.is_null() {
            self.last.replace(value);
        }
    }

    /// Writes a member, if there was a value other than an empty list.
    pub(crate) fn write(&self, key: &str, json: &mut Builder) {
        if !self.list.is_empty() || self.last.json().is_some() {
            json.key(key);
            self.write_value(json);
        }
    }

    /// Whether a value arrived.
    pub(crate) fn is_known(&self) -> bool {
        self.list.seen || self.last.json().is_some()
    }

    /// Writes the list, else the last value; both as a list if there are both; null for none.
    pub(crate) fn write_value(&self, json: &mut Builder) {
        match self.last.json() {
            None => self.list.write_value(json),
            Some(_) if !self.list.seen => json.copy(&self.last.json),
            Some(_) => {
                json.begin_array();
                if !self.list.is_empty() {
                    json.raw(&self.list.json);
                }
                json.copy(&self.last.json);
                json.end_array();
            }
        }
    }
}

/// A list to which items are appended unchanged, except for those that are in it already.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distinct {
    list: Appended,
    known: HashSet<Box<[u8]>>,
}

impl Distinct {
    /// Appends the items of a list that are new; a value that is not a list counts as an item.
    pub(crate) fn extend_or_push(&mut self, value: Cursor<'_>) {
        if !value.is_array() {
            return self.push(value);
        }
        self.list.seen = true;
        value.items().for_each(|item| self.push(item));
    }

    fn push(&mut self, item: Cursor<'_>) {
        let mut dense = Vec::new();
        write(item, Layout::Dense, &mut dense);
        if self.known.insert(dense.into()) {
            self.list.push(item);
        }
    }

    /// Whether it never got an item.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Writes a member, if the list ever got an item.
    pub(crate) fn write(&self, key: &str, json: &mut Builder) {
        self.list.write(key, json);
    }
}

/// A list to which items are appended unchanged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Appended {
    /// The items with commas between them, without brackets.
    json: Vec<u8>,
    /// A list arrived, even if all were empty.
    seen: bool,
}

impl Appended {
    /// Appends all items of a list.
    pub(crate) fn extend(&mut self, list: Cursor<'_>) {
        self.seen = true;
        let raw = list.raw();
        self.append(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default().trim_ascii());
    }

    /// Appends all items of a list; a value that is not a list counts as a single item.
    pub(crate) fn extend_or_push(&mut self, value: Cursor<'_>) {
        if value.is_array() {
            self.extend(value);
        } else {
            self.append(value.raw());
        }
    }

    /// Appends one item, whatever it is.
    pub(crate) fn push(&mut self, item: Cursor<'_>) {
        self.append(item.raw());
    }

    fn append(&mut self, json: &[u8]) {
        if json.is_empty() {
            return;
        }
        self.seen = true;
        if !self.json.is_empty() {
            self.json.push(b',');
        }
        self.json.extend_from_slice(json);
    }

    /// Whether it never got an item.
    pub(crate) fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    /// Writes the list; null if no list ever arrived.
    pub(crate) fn write_value(&self, json: &mut Builder) {
        if !self.seen {
            return json.null();
        }
        json.begin_array();
        if !self.is_empty() {
            json.raw(&self.json);
        }
        json.end_array();
    }

    /// Writes a member, if the list ever got an item.
    pub(crate) fn write(&self, key: &str, json: &mut Builder) {
        if !self.is_empty() {
            json.key(key);
            self.write_value(json);
        }
    }
}
