//! A part as its merger reports it.

use std::borrow::Cow;

use super::event::PartKind;
use crate::json::{Document, Layout, Text, write};

/// The place of a part among those of its kind in its choice: parts are in this order in the
/// completion.
pub(crate) type At = [i64; 5];

/// A part of a choice, with all its text so far.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    pub(super) choice: i64,
    pub(super) kind: PartKind,
    pub(super) at: At,
    /// The index that the stream gives it; another part may have it, too.
    pub(super) index: i64,
    text: Text<'a>,
    /// The JSON of a value, instead of the text.
    value: Option<Vec<u8>>,
    pub(super) id: Option<Text<'a>>,
    pub(super) name: Option<Text<'a>>,
    pub(super) is_json: bool,
    /// Whether it may have its reasoning in tags.
    pub(super) is_plain: bool,
    pub(super) is_closed: bool,
    /// What the completion has instead of the text.
    pub(super) instead: Option<Cow<'a, [u8]>>,
}

impl<'a> Part<'a> {
    /// The only part of this kind in its choice, or one of several that have their own list.
    pub(crate) fn new(kind: PartKind, choice: i64, text: Text<'a>) -> Self {
        Part {
            choice,
            kind,
            at: At::default(),
            index: 0,
            text,
            value: None,
            id: None,
            name: None,
            is_json: kind == PartKind::ToolCall,
            is_plain: false,
            is_closed: false,
            instead: None,
        }
    }

    /// Sets its index and its place in the completion.
    pub(crate) fn at(mut self, index: i64, at: At) -> Self {
        (self.index, self.at) = (index, at);
        self
    }

    /// Says what is called, if it has arrived.
    pub(crate) fn called(mut self, id: Option<Text<'a>>, name: Option<Text<'a>>) -> Self {
        self.id = id.filter(|id| !id.is_empty());
        self.name = name.filter(|name| !name.is_empty());
        self
    }

    /// The text is the JSON of a value, if there is one: written in one way, however it came.
    pub(crate) fn value(mut self, json: Option<&[u8]>) -> Self {
        self.value = json.map(dense);
        self
    }

    /// The text, as far as it has arrived.
    pub(super) fn text(&self) -> Text<'_> {
        self.value.as_deref().map_or(self.text, |json| Text::new(json, false))
    }

    /// Says whether the text is JSON.
    pub(crate) fn json(mut self, is_json: bool) -> Self {
        self.is_json = is_json;
        self
    }

    /// Reasoning in tags is apart in the completion, if that is wanted.
    pub(crate) fn plain(mut self) -> Self {
        self.is_plain = true;
        self
    }

    /// The stream has ended the part, if `is_closed`.
    pub(crate) fn closed(mut self, is_closed: bool) -> Self {
        self.is_closed = is_closed;
        self
    }

    /// The completion has another text, in WTF-8.
    pub(crate) fn instead(mut self, text: Option<impl Into<Cow<'a, [u8]>>>) -> Self {
        self.instead = text.map(Into::into);
        self
    }
}

/// JSON text, written in one way.
pub(super) fn dense(json: &[u8]) -> Vec<u8> {
    let Ok(document) = Document::parse(json.to_vec()) else { return json.to_vec() };
    let mut dense = Vec::new();
    write(document.root(), Layout::Dense, &mut dense);
    dense
}
