//! The content of a message: text, or a list of parts (contract, section 3).

use super::extras::{Growth, Members};
use super::notes::Notes;
use crate::json::{Builder, Cursor, Kind, Text, TextBuf};
use crate::stream::chat::present;

/// Content so far.
#[derive(Clone, Debug, Default)]
pub(super) enum Content {
    /// None came, or only null
    #[default]
    Absent,
    Text(TextBuf),
    Parts(Vec<Part>),
    /// Neither text nor a list: the last one stays
    Other(Vec<u8>),
}

/// One part of a list content.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Text { text: TextBuf, rest: Members },
    Thinking { thinking: Content, rest: Members },
    Other(Vec<u8>),
}

impl Content {
    /// Merges what a delta has; null says nothing.
    #[inline]
    pub(super) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        match value.as_text() {
            Some(piece) => self.push_text(piece, notes),
            None if value.is_null() => {}
            None if value.is_array() => self.push_parts(value, notes),
            None => self.replace(value, notes),
        }
    }

    #[inline]
    fn push_text(&mut self, piece: Text<'_>, notes: &mut Notes) {
        match self {
            Content::Text(text) => text.push(piece),
            Content::Absent => *self = Content::Text(TextBuf::from(piece)),
            Content::Parts(parts) if !piece.is_empty() => push_text_part(parts, piece),
            Content::Parts(_) => {}
            Content::Other(_) => {
                notes.add("type_changed", "content became a string: the last one stays");
                *self = Content::Text(TextBuf::from(piece));
            }
        }
    }

    fn push_parts(&mut self, list: Cursor<'_>, notes: &mut Notes) {
        let mut parts = match std::mem::take(self) {
            Content::Parts(parts) => parts,
            Content::Text(text) if !text.as_text().is_empty() => {
                vec![Part::Text { text, rest: Members::default() }]
            }
            _ => Vec::new(),
        };
        for part in list.items() {
            push_part(&mut parts, part, notes);
        }
        *self = Content::Parts(parts);
    }

    fn replace(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        if matches!(self, Content::Text(_) | Content::Parts(_)) {
            let found = value.kind().described();
            notes.add("type_changed", format!("content became {found}: the last one stays"));
        }
        *self = Content::Other(value.raw().to_vec());
    }

    /// Writes the content; null if there is none.
    pub(super) fn write(&self, json: &mut Builder) {
        match self {
            Content::Absent => json.null(),
            Content::Text(text) => json.text(text.as_text()),
            Content::Other(value) => json.raw(value),
            Content::Parts(parts) => {
                json.begin_array();
                parts.iter().for_each(|part| part.write(json));
                json.end_array();
            }
        }
    }
}

fn push_text_part(parts: &mut Vec<Part>, piece: Text<'_>) {
    match parts.last_mut() {
        Some(Part::Text { text, .. }) => text.push(piece),
        _ => parts.push(Part::Text { text: TextBuf::from(piece), rest: Members::default() }),
    }
}

/// Appends a part, or merges it into the last one if both are text or both thinking.
fn push_part(parts: &mut Vec<Part>, part: Cursor<'_>, notes: &mut Notes) {
    if let Some(piece) = part.as_text() {
        return push_text_part(parts, piece);
    }
    let kind = part.get("type").and_then(Cursor::as_text);
    let is = |name: &str| kind.is_some_and(|kind| kind == *name);
    let new = if is("text") && part.get("text").is_some_and(|text| text.kind() == Kind::String) {
        Part::Text { text: TextBuf::new(), rest: Members::default() }
    } else if is("thinking") {
        Part::Thinking { thinking: Content::Absent, rest: Members::default() }
    } else {
        return parts.push(Part::Other(part.raw().to_vec()));
    };
    let joins = matches!(
        (parts.last(), &new),
        (Some(Part::Text { .. }), Part::Text { .. })
            | (Some(Part::Thinking { .. }), Part::Thinking { .. })
    );
    if !joins {
        parts.push(new);
    }
    if let Some(last) = parts.last_mut() {
        last.merge(part, notes);
    }
}

impl Part {
    fn merge(&mut self, part: Cursor<'_>, notes: &mut Notes) {
        for (key, value) in present(part) {
            match (&mut *self, &*key.to_wtf8()) {
                (_, b"type") => {}
                (Part::Text { text, .. }, b"text") => {
                    if let Some(piece) = value.as_text() {
                        text.push(piece);
                    }
                }
                (Part::Thinking { thinking, .. }, b"thinking") => thinking.merge(value, notes),
                (Part::Text { rest, .. } | Part::Thinking { rest, .. }, _) => {
                    rest.merge(key, value, Growth::Snapshots, notes);
                }
                (Part::Other(_), _) => {}
            }
        }
    }

    fn write(&self, json: &mut Builder) {
        let (kind, rest) = match self {
            Part::Other(value) => return json.raw(value),
            Part::Text { rest, .. } => ("text", rest),
            Part::Thinking { rest, .. } => ("thinking", rest),
        };
        json.begin_object();
        json.key("type");
        json.str(kind);
        json.key(kind);
        match self {
            Part::Text { text, .. } => json.text(text.as_text()),
            Part::Thinking { thinking, .. } => thinking.write(json),
            Part::Other(_) => {}
        }
        rest.write(json);
        json.end_object();
    }
}
