//! Tokens of a text that are noted while it is written, so that it need not be parsed.

use crate::error::{Grow, OutOfMemory, Result};
use crate::json::cursor::Cursor;
use crate::json::document::Document;
use crate::json::parse::keys::SeenKeys;
use crate::json::parse::parser::{MAX_BYTES, MAX_DEPTH, Token, parse_element};

/// JSON text, and where its keys and values are, if that was noted while it was written.
///
/// ```
/// use deltafold::internals::json::Builder;
/// let mut json = Builder::indexing();
/// json.begin_object();
/// json.key("tokens");
/// json.int(2);
/// json.end_object();
/// let document = json.written().into_document()?;
/// assert_eq!(document.root().get("tokens").and_then(|tokens| tokens.as_i64()), Some(2));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Written {
    text: Vec<u8>,
    /// Empty if they are not known.
    tokens: Vec<Token>,
}

impl Written {
    pub(super) fn new(text: Vec<u8>, tokens: Vec<Token>) -> Self {
        Written { text, tokens }
    }

    /// Copies a value, as it occurs in its document.
    pub fn copy(&mut self, value: Cursor<'_>) {
        let (text, tokens) = value.parts();
        self.text.clear();
        self.text.extend_from_slice(text);
        self.tokens.clear();
        // A scalar is parsed as quickly as its token is kept.
        if let [first, _, ..] = tokens {
            let moved = |token: &Token| Token { pos: token.pos - first.pos, ..*token };
            self.tokens.extend(tokens.iter().map(moved));
        }
    }

    /// The text.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The text itself.
    pub fn into_text(self) -> Vec<u8> {
        self.text
    }

    /// The document, parsed only if necessary.
    ///
    /// # Errors
    ///
    /// As [`Document::parse`].
    pub fn into_document(self) -> Result<Document> {
        match self.tokens.is_empty() || self.text.len() > MAX_BYTES {
            true => Document::parse(self.text),
            false => Ok(Document::new(self.text, self.tokens)),
        }
    }
}

impl From<Vec<u8>> for Written {
    fn from(text: Vec<u8>) -> Self {
        Written { text, tokens: Vec::new() }
    }
}

impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What is noted while a text is written.
#[derive(Debug, Default)]
pub(super) struct Index {
    tokens: Vec<Token>,
    /// The token of each open container, and its keys.
    open: Vec<(usize, SeenKeys)>,
    /// The text has a duplicate key or exceeds a limit, or memory has run out: it must be parsed.
    is_unusual: bool,
}

/// Memory for this many tokens is reserved at once.
const USUAL: usize = 64;

impl Index {
    /// An empty one with memory for a usual completion.
    pub(super) fn with_room() -> Self {
        let mut index = Index::default();
        index.is_unusual = index.tokens.try_room(USUAL).is_err();
        index
    }

    /// The tokens, unless the text must be parsed.
    pub(super) fn into_tokens(self) -> Option<Vec<Token>> {
        (!self.is_unusual).then_some(self.tokens)
    }

    /// Notes a scalar, or a key that [`Index::note_key`] is called for then.
    #[inline]
    pub(super) fn note(&mut self, at: usize, extra: u32) {
        self.is_unusual |= self.tokens.try_push(Token { pos: at as u32, extra }).is_err();
    }

    /// Notes that the last string is a key.
    #[inline]
    pub(super) fn note_key(&mut self, text: &[u8]) {
        let new = self.tokens.len().saturating_sub(1);
        if let (Some((object, keys)), false) = (self.open.last_mut(), self.is_unusual) {
            self.is_unusual |= keys.is_duplicate(text, &self.tokens, *object, new);
        }
    }

    /// Notes the value at the end of `text`, which begins at `at`.
    pub(super) fn note_value(&mut self, text: &[u8], at: usize) {
        if !self.is_unusual {
            let end = parse_element(text, at, self.open.len(), &mut self.tokens);
            self.is_unusual = end.ok() != Some(text.len());
        }
    }

    /// Notes the value at the end of `text`, which begins at `at` and is a copy of `value`.
    pub(super) fn note_copy(&mut self, text: &[u8], at: usize, value: &Written) {
        let tokens = &value.tokens;
        // There are no more levels than tokens.
        if tokens.is_empty() || self.open.len() + tokens.len() > MAX_DEPTH {
            return self.note_value(text, at);
        }
        match self.tokens.try_room(tokens.len()) {
            Ok(()) => {
                let moved = |token: &Token| Token { pos: token.pos + at as u32, ..*token };
                self.tokens.extend(tokens.iter().map(moved));
            }
            Err(OutOfMemory) => self.is_unusual = true,
        }
    }

    /// Notes that a container begins.
    pub(super) fn open(&mut self, at: usize) {
        let opened = self.open.try_push((self.tokens.len(), SeenKeys::default()));
        self.note(at, 1);
        self.is_unusual |= opened.is_err() || self.open.len() > MAX_DEPTH;
    }

    /// Notes that the innermost container ends.
    pub(super) fn close(&mut self, text: &[u8]) {
        let (Some((token, keys)), false) = (self.open.pop(), self.is_unusual) else { return };
        let span = (self.tokens.len() - token) as u32;
        if let Some(token) = self.tokens.get_mut(token) {
            token.extra = span;
        }
        let twice: Result<bool, OutOfMemory> = keys.has_duplicates(text, &self.tokens, token);
        self.is_unusual = twice.unwrap_or(true);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Written;
    use crate::json::write::builder::Builder;
    use crate::json::{Cursor, Document, ValueKind};

    /// Writes a value piece by piece, or as it is where `whole` says so.
    fn write(value: Cursor<'_>, whole: &mut impl Iterator<Item = bool>, json: &mut Builder) {
        let is_whole = whole.next() == Some(true);
        match value.kind() {
            ValueKind::String if is_whole => json.wtf8(&value.as_text().unwrap().to_wtf8()),
            ValueKind::Number if !is_whole && value.as_i64().is_some() => {
                json.int(value.as_i64().unwrap());
            }
            ValueKind::Number if !is_whole => json.float(value.as_f64().unwrap()),
            _ if is_whole => match whole.next() {
                Some(true) => json.value(value),
                _ => {
                    let mut copied = Written::default();
                    copied.copy(value);
                    json.copy(&copied);
                }
            },
            ValueKind::Object => {
                json.begin_object();
                for (key, value) in value.members() {
                    match whole.next() {
                        Some(true) => json.key_text(key),
                        _ => json.key_wtf8(&key.to_wtf8()),
                    }
                    write(value, whole, json);
                }
                json.end_object();
            }
            ValueKind::Array => {
                json.begin_array();
                value.items().for_each(|item| write(item, whole, json));
                json.end_array();
            }
            ValueKind::String => json.text(value.as_text().unwrap()),
            ValueKind::Bool => json.bool(value.as_bool().unwrap()),
            _ => json.null(),
        }
    }

    fn value() -> impl Strategy<Value = String> {
        let scalar = prop_oneof![
            prop::sample::select(vec!["null", "true", "false", "-1.5e300", "NaN", "[]", "{}"])
                .prop_map(str::to_owned),
            any::<i64>().prop_map(|int| int.to_string()),
            r#"([a-cé]|\\u0061|\\ud83d|\\n|\\\\|\\"){0,5}"#.prop_map(|text| format!("\"{text}\"")),
        ];
        scalar.prop_recursive(3, 24, 6, |inner| {
            let member = (r"[a-d]{1,2}|\\u006[1-3]", inner.clone());
            let member = member.prop_map(|(key, value)| format!("\"{key}\": {value}"));
            prop_oneof![
                prop::collection::vec(inner, 0..6).prop_map(|all| format!("[{}]", all.join(" , "))),
                prop::collection::vec(member, 0..40)
                    .prop_map(|all| format!("{{ {} }}", all.join(", "))),
            ]
        })
    }

    proptest! {
        /// Written members may have equal keys.
        #[test]
        fn what_is_noted_is_what_parsing_finds(
            members in prop::collection::vec(("[a-d]", value()), 1..5),
            whole in prop::collection::vec(any::<bool>(), 0..90),
        ) {
            let mut json = Builder::indexing();
            let mut whole = whole.into_iter();
            json.begin_object();
            for (key, text) in members {
                json.key(&key);
                write(Document::parse(text.into_bytes()).unwrap().root(), &mut whole, &mut json);
            }
            json.end_object();
            let written = json.written();
            let parsed = Document::parse(written.text().to_vec()).unwrap();
            let noted = written.into_document().unwrap();
            prop_assert_eq!(noted.bytes(), parsed.bytes());
            prop_assert!(noted.same_tokens(&parsed));
        }
    }
}
