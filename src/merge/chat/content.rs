//! The content of a message: text, or a list of parts (contract, section 3).

use super::chunk::present;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::notes::{Notes, Path};

/// Content so far.
#[derive(Clone, Debug, Default)]
pub(crate) enum Content {
    /// Absent so far, or only null
    #[default]
    Absent,
    Text(TextBuf),
    Parts(Vec<Part>),
    /// Neither text nor a list: the last value is kept
    Other(Vec<u8>),
}

/// One part of a list content.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// Of type `text` or `thinking`: the next part of that type continues it
    Growing(Growing),
    /// Arrived whole
    Whole(Vec<u8>),
}

#[derive(Clone, Debug)]
pub(crate) struct Growing {
    /// The type, and the key of the growing member
    kind: &'static str,
    grown: Content,
    rest: Members,
}

impl Content {
    /// Merges a delta's content; null is ignored. `path` leads here.
    #[inline]
    pub(crate) fn merge(&mut self, value: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        match (value.as_text(), &mut *self) {
            (Some(piece), Content::Text(text)) => text.push(piece),
            (Some(piece), Content::Absent) => *self = Content::Text(TextBuf::from(piece)),
            _ => self.merge_unlike(value, path, notes),
        }
    }

    /// Merges anything but more text.
    fn merge_unlike(&mut self, value: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        match (value.as_text(), &mut *self) {
            _ if value.is_null() => {}
            (Some(piece), Content::Parts(parts)) => push_text(parts, piece),
            (None, _) if value.is_array() => self.push_parts(value, path, notes),
            (text, _) => {
                if let Some(was) = self.described() {
                    notes.type_changed(path, was, value.kind().described());
                }
                *self = match text {
                    Some(piece) => Content::Text(TextBuf::from(piece)),
                    None => Content::Other(value.raw().to_vec()),
                };
            }
        }
    }

    /// The kind of content in words; `None` if it is absent.
    fn described(&self) -> Option<&'static str> {
        match self {
            Content::Absent => None,
            Content::Text(_) => Some("a string"),
            Content::Parts(_) => Some("a list"),
            Content::Other(_) => Some("neither a string nor a list"),
        }
    }

    fn push_parts(&mut self, list: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        let mut parts = match std::mem::take(self) {
            Content::Parts(parts) => parts,
            Content::Text(text) if !text.as_text().is_empty() => vec![text_part(text)],
            _ => Vec::new(),
        };
        for part in list.items() {
            match part.as_text() {
                Some(piece) => push_text(&mut parts, piece),
                None => push_part(&mut parts, part, path, notes),
            }
        }
        *self = Content::Parts(parts);
    }

    /// Writes the content; null if there is none.
    pub(crate) fn write(&self, json: &mut Builder) {
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

fn text_part(text: TextBuf) -> Part {
    Part::Growing(Growing { kind: "text", grown: Content::Text(text), rest: Members::default() })
}

/// Adds a string among parts as a text part; an empty one is ignored.
fn push_text(parts: &mut Vec<Part>, piece: Text<'_>) {
    match parts.last_mut() {
        _ if piece.is_empty() => {}
        Some(Part::Growing(Growing { kind: "text", grown: Content::Text(text), .. })) => {
            text.push(piece);
        }
        _ => parts.push(text_part(TextBuf::from(piece))),
    }
}

/// Appends a part, or merges it into the last one if both are text or both thinking.
fn push_part(parts: &mut Vec<Part>, part: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
    if part.is_null() {
        return;
    }
    let kind = part.get("type").and_then(Cursor::as_text).filter(|_| !path.is_deep());
    let Some(kind) =
        ["text", "thinking"].into_iter().find(|name| kind.is_some_and(|kind| kind == **name))
    else {
        return parts.push(Part::Whole(part.raw().to_vec()));
    };
    match parts.last_mut() {
        Some(Part::Growing(last)) if last.kind == kind => last.merge(part, path, notes),
        _ => {
            let mut new = Growing { kind, grown: Content::Absent, rest: Members::default() };
            new.merge(part, path, notes);
            parts.push(Part::Growing(new));
        }
    }
}

impl Growing {
    fn merge(&mut self, part: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        for (key, value) in present(part) {
            if key == *self.kind {
                self.grown.merge(value, &path.then(self.kind.as_bytes()), notes);
            } else if key != *"type" {
                self.rest.merge(key, value, Rule::Set, path, notes);
            }
        }
    }
}

impl Part {
    fn write(&self, json: &mut Builder) {
        match self {
            Part::Whole(value) => json.raw(value),
            Part::Growing(Growing { kind, grown, rest }) => {
                json.begin_object();
                json.key("type");
                json.str(kind);
                json.key(kind);
                grown.write(json);
                rest.write(json);
                json.end_object();
            }
        }
    }
}
