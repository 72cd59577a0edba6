//! The contents of a recording: the kind of its response, and the family of its stream.

use super::model::Recording;
use super::url::Url;
use crate::json::{Cursor, Text};
use crate::merge::{Family, Found, Kind, Undecided, is_empty_listing};
use crate::summary::Summary;

/// The number of list items that are inspected; the first ones may be errors, pings or comments.
const INSPECTED_ITEMS: usize = 32;

impl Recording {
    /// The kind of the response.
    ///
    /// ```
    /// use deltafold::Recording;
    /// let bytes = br#"{"response": {"body": {"object": "chat.completion", "choices": []}}}"#;
    /// let recording = Recording::parse(bytes.to_vec(), None)?;
    /// assert_eq!(recording.kind().as_str(), "chat");
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    pub fn kind(&self) -> Kind {
        *self.kind.get_or_init(|| self.detect_kind())
    }

    fn detect_kind(&self) -> Kind {
        if self.is_exception() {
            return Kind::Exception;
        }
        let Some(body) = self.body() else { return Kind::Empty };
        let kind = match (body.is_array(), self.item_count()) {
            (false, _) => Kind::of_single(body),
            (true, 0) => Kind::Empty,
            (true, _) => self.kind_of_list(),
        };
        // The kind of an empty list is detected from the request.
        let is_list = body.is_array() || is_empty_listing(body);
        match kind {
            Kind::Empty | Kind::Json if is_list && asks_for(self, b"/models") => Kind::Models,
            Kind::Json if asks_for(self, b"/info") && !body.is_array() => Kind::Models,
            // Gateways and frameworks answer errors in shapes of their own.
            Kind::Json if self.status().is_some_and(|status| status >= 400) => Kind::Error,
            kind => kind,
        }
    }

    /// The family of its stream, even if an exception ended it.
    pub fn stream_family(&self) -> Option<&'static Family> {
        match self.kind() {
            Kind::Stream(family) => Some(family),
            Kind::Exception if self.item_count() > 0 => match self.kind_of_list() {
                Kind::Stream(family) => Some(family),
                _ => None,
            },
            _ => None,
        }
    }

    /// The family of its completion, whether merged or stored.
    pub fn family(&self) -> Option<&'static Family> {
        self.kind().family().or_else(|| self.stream_family())
    }

    /// The summary of its completion, whether merged or stored.
    pub fn summary(&self, completion: Cursor<'_>) -> Summary {
        match self.family() {
            Some(family) => (family.summary)(completion),
            None => Summary::default(),
        }
    }

    /// The first item whose kind can be detected decides.
    fn kind_of_list(&self) -> Kind {
        let (mut wrapped, mut undecided) = (false, Undecided::default());
        for number in 0..self.chunk_count().min(INSPECTED_ITEMS) {
            let Some(document) = self.wrapped_chunk(number) else { break };
            let found = Found::new(document.root());
            wrapped |= found.class.is_some();
            if let Some(kind) = Kind::of_list_with(&found) {
                return kind;
            }
            undecided.note(document.root());
        }
        match undecided.kind().filter(|_| !wrapped) {
            Some(kind) => kind,
            None if wrapped => Kind::Typed,
            None => Kind::Json,
        }
    }
}

/// Whether the path of the request ends like this.
fn asks_for(recording: &Recording, end: &[u8]) -> bool {
    let member = |key| recording.request()?.get(key)?.as_text();
    let path = |text: Text<'_>| Some(Url::parse(&text.to_wtf8()).ok()?.path.ends_with(end));
    ["endpoint", "url"].into_iter().filter_map(member).any(|text| path(text) == Some(true))
}
