//! One value of an undeclared field, merged by its rule (contract, sections 1 to 3).

use std::collections::HashMap;

use super::extras::{Members, Rule};
use super::index::Index;
use super::lists::Appended;
use super::notes::{Notes, Path};
use crate::json::{Builder, Cursor, Text, TextBuf, ValueKind, Written};
use crate::merge::chat::reasoning::Fragments;

/// A value so far.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Unchanged: null, a boolean, a number, or a value that is only replaced whole
    Json(ValueKind, Written),
    Text(TextBuf),
    Object(Members),
    List(Box<List>),
    Appended(Appended),
    Fragments(Box<Fragments>),
}

impl Value {
    /// What a field starts with before its first value is merged: an empty text, object or list, or
    /// the value itself if it does not grow.
    #[inline(never)]
    pub(super) fn started(value: Cursor<'_>, rule: Rule) -> Self {
        match (value.kind(), rule) {
            (ValueKind::Null, _) | (_, Rule::Whole) => Value::json(value),
            (_, Rule::Append) => Value::Appended(Appended::default()),
            (ValueKind::String, _) => Value::Text(TextBuf::new()),
            (ValueKind::Object, Rule::Delta | Rule::Text | Rule::Set | Rule::Categories) => {
                Value::Object(Members::default())
            }
            (ValueKind::Array, Rule::Delta | Rule::Text) => Value::List(Box::default()),
            (ValueKind::Array, Rule::ReasoningDetails | Rule::ThinkingBlocks) => {
                Value::Fragments(Box::new(Fragments::new(rule)))
            }
            _ => Value::json(value),
        }
    }

    fn json(value: Cursor<'_>) -> Self {
        let mut json = Written::default();
        json.copy(value);
        Value::Json(value.kind(), json)
    }

    /// Merges the next value; null is ignored. `path` leads here, and its depth bounds the recursion,
    /// here and below: what is done without recursion is in functions of its own, so that each level
    /// takes little stack.
    pub(crate) fn merge(
        &mut self,
        value: Cursor<'_>,
        rule: Rule,
        path: &Path<'_>,
        notes: &mut Notes,
    ) {
        if value.is_null() || self.grow(value, rule, path, notes) {
            return;
        }
        let (was, is) = (self.kind(), value.kind());
        if was != is && was != ValueKind::Null && rule != Rule::Whole {
            notes.type_changed(path, was.described(), is.described());
        }
        *self = Value::started(value, rule);
        self.grow(value, rule, path, notes);
    }

    /// Merges a value of the same type; false if it must replace the former one instead.
    fn grow(&mut self, value: Cursor<'_>, rule: Rule, path: &Path<'_>, notes: &mut Notes) -> bool {
        match (self, value.as_text()) {
            (Value::Text(text), Some(piece)) => grow_text(text, piece, rule, path.key()),
            (Value::Object(members), _) if value.is_object() => match rule {
                Rule::Categories => grow_categories(members, value),
                _ => grow_object(members, value, rule, path, notes),
            },
            (Value::List(list), _) if value.is_array() => list.extend(value, rule, path, notes),
            (Value::Fragments(list), _) if value.is_array() => list.extend(value, path, notes),
            (Value::Appended(list), _) if rule == Rule::Append => list.extend_or_push(value),
            // Most repeated values are unchanged.
            (Value::Json(kind, json), _) if *kind == value.kind() => {
                if !value.stands_as(json.text()) {
                    json.copy(value);
                }
            }
            _ => return false,
        }
        true
    }

    fn kind(&self) -> ValueKind {
        match self {
            Value::Json(kind, _) => *kind,
            Value::Text(_) => ValueKind::String,
            Value::Object(_) => ValueKind::Object,
            Value::List(_) | Value::Appended(_) | Value::Fragments(_) => ValueKind::Array,
        }
    }

    /// Whether it is a list that only ever received `[]`; the field is then null.
    pub(crate) fn never_got_an_item(&self) -> bool {
        match self {
            Value::Appended(list) => list.is_empty(),
            Value::Fragments(list) => list.is_empty(),
            _ => false,
        }
    }

    pub(crate) fn write(&self, json: &mut Builder) {
        match self {
            Value::Json(_, value) => json.copy(value),
            Value::Text(text) => json.text(text.as_text()),
            Value::Object(members) => members.write_object(json),
            Value::List(list) => list.write(json),
            Value::Appended(list) => list.write_value(json),
            Value::Fragments(list) => list.write(json),
        }
    }
}

#[inline(never)]
fn grow_text(text: &mut TextBuf, piece: Text<'_>, rule: Rule, key: &[u8]) {
    let concatenates = match rule {
        Rule::Text | Rule::ReasoningDetails | Rule::ThinkingBlocks => true,
        Rule::Delta => !names_an_identity(key),
        _ => false,
    };
    if concatenates {
        text.push(piece);
    } else if !piece.is_empty() && text.as_text().raw() != piece.raw() {
        *text = TextBuf::from(piece);
    }
}

fn grow_object(
    members: &mut Members,
    value: Cursor<'_>,
    rule: Rule,
    path: &Path<'_>,
    notes: &mut Notes,
) {
    // Fields within a growing field are unknown ones, too.
    let rule = if rule == Rule::Text { Rule::Delta } else { rule };
    for (key, value) in value.members() {
        members.merge(key, value, rule, path, notes);
    }
}

#[inline(never)]
fn grow_categories(members: &mut Members, value: Cursor<'_>) {
    for (category, result) in value.members() {
        let empty = match result.kind() {
            ValueKind::Null => true,
            ValueKind::Object => result.members().next().is_none(),
            ValueKind::Array => result.items().next().is_none(),
            ValueKind::String => result.as_text().is_some_and(Text::is_empty),
            ValueKind::Bool | ValueKind::Number => false,
        };
        if !empty {
            members.set(category, result);
        }
    }
}

/// Keys whose strings identify a thing: they are set, never concatenated.
fn names_an_identity(key: &[u8]) -> bool {
    matches!(
        key,
        b"id"
            | b"type"
            | b"role"
            | b"name"
            | b"status"
            | b"format"
            | b"object"
            | b"model"
            | b"signature"
            | b"channel"
            | b"recipient"
    )
}

/// A list whose items are merged by their `index`, if they are objects that have one.
#[derive(Clone, Debug, Default)]
pub(crate) struct List {
    items: Vec<Value>,
    by_index: HashMap<Index, usize>,
}

impl List {
    fn extend(&mut self, list: Cursor<'_>, rule: Rule, path: &Path<'_>, notes: &mut Notes) {
        let path = path.deeper();
        for item in list.items() {
            if let Some(known) = self.place(item, rule).and_then(|at| self.items.get_mut(at)) {
                known.merge(item, rule, &path, notes);
            }
        }
    }

    /// The place of an item that is merged; others are appended.
    #[inline(never)]
    fn place(&mut self, item: Cursor<'_>, rule: Rule) -> Option<usize> {
        let Some(index) = Index::in_object(item) else {
            self.items.push(Value::json(item));
            return None;
        };
        let place = *self.by_index.entry(index).or_insert(self.items.len());
        if place == self.items.len() {
            self.items.push(Value::started(item, rule));
        }
        Some(place)
    }

    fn write(&self, json: &mut Builder) {
        json.begin_array();
        self.items.iter().for_each(|item| item.write(json));
        json.end_array();
    }
}
