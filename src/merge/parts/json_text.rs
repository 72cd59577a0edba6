//! JSON text that arrives in pieces: the arguments of a call, the input of a tool.

use super::notes::Notes;
use super::partial::Partial;
use super::repair::{Pieces, Repaired, repaired};
use crate::error::{Error, Result};
use crate::json::{Builder, Cursor, Document, Layout, Text, TextBuf, write};

/// The text so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct JsonText {
    text: TextBuf,
    pieces: Pieces,
}

/// The codes of the warnings about a text that is the beginning of a value, and about any other
/// that is not a value.
pub(crate) type Codes = (&'static str, &'static str);

impl JsonText {
    /// Appends a piece.
    #[inline]
    pub(crate) fn push(&mut self, piece: Text<'_>) {
        self.pieces.note(self.text.as_text().raw(), piece.raw());
        self.text.push(piece);
    }

    /// Strings are pieces of JSON text; anything else is a value that must be written as such.
    pub(crate) fn push_value(&mut self, value: Cursor<'_>) {
        match value.as_text() {
            Some(piece) => self.push(piece),
            None => self.push(dense(value).as_text()),
        }
    }

    #[inline]
    pub(crate) fn as_text(&self) -> Text<'_> {
        self.text.as_text()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.as_text().is_empty()
    }

    /// The only reading of a text that is not JSON.
    pub(crate) fn repaired(&self) -> Option<Repaired> {
        let text = self.as_text();
        if text.is_empty() || Document::parse(text.to_wtf8().into_owned()).is_ok() {
            return None;
        }
        repaired(text, self.pieces)
    }

    /// The text that a completion has instead, if it is repaired: never in strict mode.
    pub(crate) fn instead(&self, strict: bool) -> Option<Vec<u8>> {
        if strict { None } else { self.repaired().map(|repaired| repaired.json) }
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// [`Error::Merge`], beginning with `what` the text is.
    pub(crate) fn check(&self, what: &str) -> Result<()> {
        match self.repaired() {
            None => Ok(()),
            Some(repaired) => Err(Error::merge(format!("{what}: {}", repaired.how))),
        }
    }

    /// Notes that the text is repaired, or is not JSON; `what` says what it is.
    pub(crate) fn note(&self, strict: bool, what: &str, notes: &mut Notes) {
        let text = self.as_text();
        // Some servers send an empty text for arguments if there are none.
        if !text.is_empty()
            && let Err(error) = Document::parse(text.to_wtf8().into_owned())
        {
            match repaired(text, self.pieces).filter(|_| !strict) {
                Some(it) => notes.add("arguments_repaired", format!("{what}: {}", it.how)),
                None => notes.add("arguments_json_error", format!("{what}: {error}")),
            }
        }
    }

    /// Writes the text, repaired unless in strict mode.
    pub(crate) fn write(&self, strict: bool, json: &mut Builder) {
        match self.instead(strict) {
            Some(repaired) => json.wtf8(&repaired),
            None => json.text(self.as_text()),
        }
    }

    /// The value that the text is, with a warning if that is not all of it; `what` says for warnings
    /// what it is. In strict mode nothing is repaired.
    pub(crate) fn value(
        &self,
        strict: bool,
        codes: Codes,
        what: &str,
        notes: &mut Notes,
    ) -> Vec<u8> {
        let mut text = self.as_text().to_str();
        if let Some(repaired) = self.repaired().filter(|_| !strict) {
            notes.add("arguments_repaired", format!("{what}: {}", repaired.how));
            text = String::from_utf8_lossy(&repaired.json).into_owned().into();
        }
        match Partial::of(&text) {
            Partial::Whole(value) => value,
            Partial::Cut(value) => {
                notes.add(codes.0, format!("{what}: the end is missing"));
                value
            }
            Partial::Broken => {
                notes.add(codes.1, format!("{what}: not valid JSON, so it is kept as text"));
                let mut json = Builder::new();
                json.str(&text);
                json.finish()
            }
        }
    }
}

/// A value as JSON text.
pub(crate) fn dense(value: Cursor<'_>) -> TextBuf {
    let (mut json, mut text) = (Vec::new(), TextBuf::new());
    write(value, Layout::Dense, &mut json);
    text.push_wtf8(&json);
    text
}
