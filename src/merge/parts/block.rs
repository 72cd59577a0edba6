//! A content block that begins as an object and grows by deltas: some members are continued, others
//! are set.

use super::fields::is_empty;
use super::keyed::Keyed;
use super::lists::{Appended, Last};
use crate::json::{Builder, Cursor, Text, TextBuf};

/// The members of a block so far, in the order of their first occurrence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block(Keyed<Member>);

#[derive(Clone, Debug)]
enum Member {
    Text(TextBuf),
    List(Appended),
    Other(Last),
}

impl Block {
    /// A block of this kind whose start event is missing.
    pub(crate) fn of_kind(kind: &str) -> Self {
        let mut block = Block::default();
        let mut json = Builder::new();
        json.str(kind);
        if let Ok(document) = crate::json::Document::parse(json.finish()) {
            block.set("type", document.root());
        }
        block
    }

    /// Sets all members of `object`; null counts as absent.
    pub(crate) fn begin(&mut self, object: Cursor<'_>) {
        for (key, value) in object.members().filter(|(_, value)| !value.is_null()) {
            self.set_at(&key.to_wtf8(), value);
        }
    }

    /// Sets the members of an object with which the block begins again; a text that has grown stays,
    /// and so does any value for which the object has an empty one.
    pub(crate) fn begin_again(&mut self, object: Cursor<'_>) {
        for (key, value) in object.members().filter(|(_, value)| !value.is_null()) {
            let name = key.to_wtf8();
            let known = self.0.place(&name).and_then(|place| self.0.at_mut(place));
            match (known, value.as_text()) {
                (Some(_), _) if is_empty(value) => {}
                (Some(Member::Text(text)), Some(piece))
                    if matches!(&*name, b"text" | b"thinking") =>
                {
                    if text.as_text() != piece {
                        text.push(piece);
                    }
                }
                _ => self.set_at(&name, value),
            }
        }
    }

    /// Whether a block that begins with this object is another one: its type or id differs.
    pub(crate) fn differs(&self, start: Cursor<'_>) -> bool {
        ["type", "id"].into_iter().any(|key| {
            let new = start.get(key).and_then(Cursor::as_text).filter(|text| !text.is_empty());
            let known = self.text(key).filter(|text| !text.is_empty());
            matches!((known, new), (Some(known), Some(new)) if known != new)
        })
    }

    /// The member `type`.
    pub(crate) fn kind(&self) -> Option<Text<'_>> {
        self.text("type")
    }

    /// A member that is a string.
    pub(crate) fn text(&self, key: &str) -> Option<Text<'_>> {
        match self.0.get(key.as_bytes())? {
            Member::Text(text) => Some(text.as_text()),
            _ => None,
        }
    }

    /// A member that is neither a string nor a list, as JSON.
    pub(crate) fn json(&self, key: &str) -> Option<&[u8]> {
        match self.0.get(key.as_bytes())? {
            Member::Other(other) => other.json(),
            _ => None,
        }
    }

    /// Whether there is a member with this key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.place(key.as_bytes()).is_some()
    }

    /// Sets a member, whatever it was.
    pub(crate) fn set(&mut self, key: &str, value: Cursor<'_>) {
        self.set_at(key.as_bytes(), value);
    }

    fn set_at(&mut self, key: &[u8], value: Cursor<'_>) {
        let member = match value.as_text() {
            Some(text) => Member::Text(text.into()),
            None if value.is_array() => {
                let mut list = Appended::default();
                list.extend(value);
                Member::List(list)
            }
            None => {
                let mut other = Last::default();
                other.replace(value);
                Member::Other(other)
            }
        };
        *self.member(key, || Member::Other(Last::default())) = member;
    }

    /// Appends to a text; a value that is not a text is replaced.
    pub(crate) fn grow(&mut self, key: &str, piece: Text<'_>) {
        let member = self.member(key.as_bytes(), || Member::Text(TextBuf::new()));
        match member {
            Member::Text(text) => text.push(piece),
            other => *other = Member::Text(piece.into()),
        }
    }

    /// Appends one item to a list; a value that is not a list is replaced.
    pub(crate) fn append(&mut self, key: &str, item: Cursor<'_>) {
        let member = self.member(key.as_bytes(), || Member::List(Appended::default()));
        if !matches!(member, Member::List(_)) {
            *member = Member::List(Appended::default());
        }
        if let Member::List(list) = member {
            list.push(item);
        }
    }

    fn member(&mut self, key: &[u8], new: impl FnOnce() -> Member) -> &mut Member {
        let place = match self.0.place(key) {
            Some(place) => place,
            None => self.0.insert(key, new()),
        };
        &mut self.0.entries[place].1
    }

    /// Writes the block; the value of `other` takes the place of the member with its key.
    pub(crate) fn write(&self, other: Option<(&str, &[u8])>, json: &mut Builder) {
        json.begin_object();
        for (key, member) in &self.0.entries {
            json.key_wtf8(key);
            if let Some((_, value)) = other.filter(|(other, _)| other.as_bytes() == &**key) {
                json.raw(value);
                continue;
            }
            match member {
                Member::Text(text) => json.text(text.as_text()),
                Member::List(list) => list.write_value(json),
                Member::Other(other) => json.raw(other.json().unwrap_or(b"null")),
            }
        }
        if let Some((key, value)) = other.filter(|(key, _)| !self.has(key)) {
            json.key(key);
            json.raw(value);
        }
        json.end_object();
    }
}
