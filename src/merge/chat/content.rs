//! The content of a message: text, or a list of parts (contract, section 3).

use super::chunk::present;
use crate::json::{Builder, Cursor, Text, TextBuf};
use crate::merge::events::{At, Part as GrownPart, PartKind, THOUGHTS, Watcher};
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
    /// Of a type whose parts come token by token: the next part of that type continues it
    Growing(Growing),
    /// Arrived whole
    Whole(Vec<u8>),
}

/// Types of parts that come token by token, and the key of the member that grows: a text, or a list
/// of such parts.
const GROWING: [(&str, &str); 6] = [
    ("text", "text"),
    ("thinking", "thinking"),
    ("reasoning", "summary"),
    ("summary_text", "text"),
    ("reasoning_text", "text"),
    ("output_text", "text"),
];

#[derive(Clone, Debug)]
pub(crate) struct Growing {
    /// The type
    kind: &'static str,
    /// The key of the growing member
    key: &'static str,
    grown: Content,
    rest: Members,
}

impl Content {
    /// Whether it begins with what another one has.
    pub(crate) fn continues(&self, known: &Content) -> bool {
        match (self, known) {
            (Content::Text(text), Content::Text(known)) => {
                text.as_text().raw().starts_with(known.as_text().raw())
            }
            (Content::Parts(parts), Content::Parts(known)) => parts.len() >= known.len(),
            (_, known) => known.is_empty(),
        }
    }

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
            (None, _) if value.is_array() => self.push_parts(value.items(), path, notes),
            // An object with a text is a text, or a part if it has more.
            (None, _) if has_text(value) => match only_text(value) {
                Some(piece) => self.push_piece(piece),
                None => self.push_parts([value].into_iter(), path, notes),
            },
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

    /// Whether it has no text and no parts.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Content::Absent => true,
            Content::Text(text) => text.as_text().is_empty(),
            Content::Parts(parts) => parts.is_empty(),
            Content::Other(_) => false,
        }
    }

    fn push_piece(&mut self, piece: Text<'_>) {
        match self {
            Content::Text(text) => text.push(piece),
            Content::Parts(parts) => push_text(parts, piece),
            Content::Absent | Content::Other(_) => *self = Content::Text(TextBuf::from(piece)),
        }
    }

    fn push_parts<'a>(
        &mut self,
        list: impl Iterator<Item = Cursor<'a>>,
        path: &Path<'_>,
        notes: &mut Notes,
    ) {
        let mut parts = match std::mem::take(self) {
            Content::Parts(parts) => parts,
            Content::Text(text) if !text.as_text().is_empty() => vec![text_part(text)],
            _ => Vec::new(),
        };
        let path = &path.deeper();
        for part in list {
            match part.as_text() {
                Some(piece) => push_text(&mut parts, piece),
                None => push_part(&mut parts, part, path, notes),
            }
        }
        *self = Content::Parts(parts);
    }

    /// Reports the text, or as many of the last parts as may be `new`, and the one before them.
    pub(crate) fn report(&self, choice: i64, new: usize, watcher: &mut Watcher) {
        match self {
            Content::Text(text) => {
                watcher.part(GrownPart::new(PartKind::Content, choice, text.as_text()).plain());
            }
            Content::Parts(parts) => {
                for (place, part) in last_of(parts, new) {
                    if let Part::Growing(part) = part {
                        let is_last = place + 1 == parts.len();
                        part.report(choice, place as i64, is_last, new, watcher);
                    }
                }
            }
            Content::Absent | Content::Other(_) => {}
        }
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
    let (grown, rest) = (Content::Text(text), Members::default());
    Part::Growing(Growing { kind: "text", key: "text", grown, rest })
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

/// Whether an object has a text.
fn has_text(object: Cursor<'_>) -> bool {
    object.get("text").is_some_and(|text| text.as_text().is_some())
}

/// The text of an object that has nothing else but a type.
fn only_text(object: Cursor<'_>) -> Option<Text<'_>> {
    let is_text = |key: Text<'_>, value: Cursor<'_>| {
        key == *"text" || (key == *"type" && value.as_text().is_some_and(|kind| kind == *"text"))
    };
    let is_only = present(object).all(|(key, value)| is_text(key, value));
    if is_only { object.get("text")?.as_text() } else { None }
}

/// Appends a part, or merges it into the last one if both are of one type that grows.
fn push_part(parts: &mut Vec<Part>, part: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
    if part.is_null() {
        return;
    }
    let kind = part.get("type").and_then(Cursor::as_text).filter(|_| !path.is_deep());
    let Some((kind, key)) =
        GROWING.into_iter().find(|(name, _)| kind.is_some_and(|kind| kind == **name))
    else {
        return parts.push(Part::Whole(part.raw().to_vec()));
    };
    match parts.last_mut() {
        Some(Part::Growing(last)) if last.kind == kind => last.merge(part, path, notes),
        _ => {
            let (grown, rest) = (Content::Absent, Members::default());
            let mut new = Growing { kind, key, grown, rest };
            new.merge(part, path, notes);
            parts.push(Part::Growing(new));
        }
    }
}

impl Growing {
    fn merge(&mut self, part: Cursor<'_>, path: &Path<'_>, notes: &mut Notes) {
        for (key, value) in present(part) {
            if key == *self.key {
                self.grown.merge(value, &path.then(self.key.as_bytes()), notes);
            } else if key != *"type" {
                // Some servers have the reasoning itself beside its summary.
                let is_text = ["text", "reasoning", "content"].iter().any(|text| key == **text);
                let rule = if is_text { Rule::Text } else { Rule::Set };
                self.rest.merge(key, value, rule, path, notes);
            }
        }
    }
}

impl Growing {
    /// Reports its texts; only the last part of a list can grow.
    fn report(&self, choice: i64, place: i64, is_last: bool, new: usize, watcher: &mut Watcher) {
        let mut part = |kind, at: At, text, is_last: bool| {
            let part = GrownPart::new(kind, choice, text).at(place, at);
            watcher.part(part.closed(!is_last));
        };
        if let ("text" | "output_text", Content::Text(text)) = (self.kind, &self.grown) {
            return part(PartKind::Content, [0, place, 0, 0, 0], text.as_text(), is_last);
        }
        for (order, key) in (0..).zip(THOUGHTS) {
            match &self.grown {
                Content::Text(text) if key == self.key => {
                    part(PartKind::Reasoning, [1, place, order, 0, 0], text.as_text(), is_last);
                }
                Content::Parts(parts) if key == self.key => {
                    for (inner, one) in last_of(parts, new) {
                        let Part::Growing(Growing { grown: Content::Text(text), .. }) = one else {
                            continue;
                        };
                        let at = [1, place, order, inner as i64, 0];
                        let is_last = is_last && inner + 1 == parts.len();
                        part(PartKind::Reasoning, at, text.as_text(), is_last);
                    }
                }
                _ => {
                    if let Some(text) = self.rest.text(key) {
                        part(PartKind::Reasoning, [1, place, order, 0, 0], text, is_last);
                    }
                }
            }
        }
    }
}

/// The last parts, with their places: as many as are `new`, and one more.
fn last_of(parts: &[Part], new: usize) -> impl Iterator<Item = (usize, &Part)> {
    let first = parts.len().saturating_sub(new.saturating_add(1));
    parts.iter().enumerate().skip(first)
}

impl Part {
    fn write(&self, json: &mut Builder) {
        match self {
            Part::Whole(value) => json.raw(value),
            Part::Growing(Growing { kind, key, grown, rest }) => {
                json.begin_object();
                json.key("type");
                json.str(kind);
                // A thought may have no summary.
                if !matches!(grown, Content::Absent) || kind == key {
                    json.key(key);
                    grown.write(json);
                }
                rest.write(json);
                json.end_object();
            }
        }
    }
}
