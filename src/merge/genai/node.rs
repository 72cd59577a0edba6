//! A JSON value that grows piece by piece.

use std::collections::{BTreeMap, HashMap};

use super::json_path::{MOST_STEPS, Path, Step};
use crate::json::{Builder, Cursor, Text, TextBuf};

/// A value so far. At most one of its members is set; null if all are unset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    text: Option<TextBuf>,
    object: Option<Box<Object>>,
    /// By position; gaps are not filled.
    list: Option<BTreeMap<u64, Node>>,
    /// Anything else, unchanged.
    json: Option<Vec<u8>>,
}

/// An object so far, its members in the order of their first occurrence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    members: Vec<(Box<[u8]>, Node)>,
    places: HashMap<Box<[u8]>, usize>,
}

impl Node {
    /// A value in which `levels` levels of lists and objects can grow.
    pub(crate) fn new(value: Cursor<'_>, levels: usize) -> Self {
        let mut node = Node::default();
        let fewer = levels.saturating_sub(1);
        if let Some(text) = value.as_text() {
            node.text = Some(text.into());
        } else if value.is_array() && levels > 0 {
            let items = (0..).zip(value.items());
            node.list = Some(items.map(|(at, item)| (at, Node::new(item, fewer))).collect());
        } else if value.is_object() && levels > 0 {
            let object = node.object.get_or_insert_default();
            for (key, value) in value.members() {
                *object.member(&key.to_wtf8()) = Node::new(value, fewer);
            }
        } else {
            node.json = Some(value.raw().to_vec());
        }
        node
    }

    /// Appends to a text; a value that is not a text is replaced.
    pub(crate) fn append(&mut self, piece: Text<'_>) {
        if self.text.is_none() {
            *self = Node::default();
        }
        self.text.get_or_insert_default().push(piece);
    }

    /// The value at `step`. A value of another type becomes an object or a list.
    fn at(&mut self, step: &Step) -> &mut Node {
        match step {
            Step::Key(key) => {
                if self.object.is_none() {
                    *self = Node::default();
                }
                self.object.get_or_insert_default().member(key)
            }
            Step::Place(place) => {
                if self.list.is_none() {
                    *self = Node::default();
                }
                self.list.get_or_insert_default().entry(*place).or_default()
            }
        }
    }

    fn write(&self, json: &mut Builder) {
        if let Some(text) = &self.text {
            json.text(text.as_text());
        } else if let Some(object) = &self.object {
            object.write(json);
        } else if let Some(list) = &self.list {
            json.begin_array();
            list.values().for_each(|item| item.write(json));
            json.end_array();
        } else {
            json.raw(self.json.as_deref().unwrap_or(b"null"));
        }
    }
}

impl Object {
    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Sets the members of `object`.
    pub(crate) fn merge(&mut self, object: Cursor<'_>) {
        for (key, value) in object.members() {
            *self.member(&key.to_wtf8()) = Node::new(value, MOST_STEPS);
        }
    }

    /// The value at the end of a path, null if it is new.
    pub(crate) fn at(&mut self, path: &Path) -> &mut Node {
        let first = self.member(&path.first);
        path.rest.iter().fold(first, Node::at)
    }

    fn member(&mut self, key: &[u8]) -> &mut Node {
        let place = self.places.get(key).copied().unwrap_or_else(|| {
            self.members.push((key.into(), Node::default()));
            self.places.insert(key.into(), self.members.len() - 1);
            self.members.len() - 1
        });
        &mut self.members[place].1
    }

    pub(crate) fn write(&self, json: &mut Builder) {
        json.begin_object();
        for (key, value) in &self.members {
            json.key_wtf8(key);
            value.write(json);
        }
        json.end_object();
    }
}
