//! `id_normalization_mapping`: ids that the recorder replaced with stable ones when it stored them.

use super::model::BODY;
use crate::error::{Error, Grow, OutOfMemory, ParseError, Result};
use crate::json::{Cursor, Document, FoldedDocument, Layout, Text, escape_surrogates, try_write};

const KEY: &str = "id_normalization_mapping";

/// The factor by which the text may grow.
const MOST_GROWTH: usize = 8;

/// The size to which every text may grow (16 MiB).
const ALWAYS: usize = 16 << 20;

/// The maximum number of bytes searched for all pairs together (8 GiB): each pair searches the
/// whole text.
const MOST_LOOKED_AT: usize = 8 << 30;

/// Whether there are ids to replace.
pub(super) fn has_id_mapping(document: &Document) -> bool {
    document.root().get(KEY).is_some_and(|mapping| mapping.members().next().is_some())
}

/// The document with its ids replaced.
///
/// # Errors
///
/// [`Error::Recording`] if a pair's value is not a string, if the text grows too much, or if there
/// are more pairs than can be applied in reasonable time; [`Error::Parse`] if the result is not
/// JSON.
pub(super) fn mapped(document: &Document) -> Result<FoldedDocument> {
    FoldedDocument::parse(with_ids_mapped(document)?, &BODY).map_err(|error| match error {
        Error::Parse(error) => {
            let what = format!("{} in the text with {KEY} applied", error.what);
            ParseError { what, ..error }.into()
        }
        other => other,
    })
}

/// The text that Python's `json.dumps` writes for the document, with every occurrence of each
/// pair's value replaced with its key, pair by pair.
fn with_ids_mapped(document: &Document) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    try_write(document.root(), Layout::OneLine, &mut text)?;
    let most = text.len().saturating_mul(MOST_GROWTH).max(ALWAYS);
    let (mut from, mut to, mut looked_at) = (Vec::new(), Vec::new(), 0_usize);
    for (key, value) in document.root().get(KEY).into_iter().flat_map(Cursor::members) {
        let value = value.as_text().ok_or_else(|| {
            let (key, found) = (key.to_str(), value.kind().described());
            Error::recording(format!("expected a string as {KEY}['{key}'], found {found}"))
        })?;
        decode(value, &mut from)?;
        decode(key, &mut to)?;
        looked_at = looked_at.saturating_add(text.len());
        if looked_at > MOST_LOOKED_AT {
            let what = format!("{KEY} has too many pairs for a text of {} bytes", text.len());
            return Err(Error::recording(what));
        }
        let pair = Replacement::of(&text, &from, &to);
        if pair.length > most {
            let what = format!("{KEY} makes the text longer than {most} bytes");
            return Err(Error::recording(what));
        }
        if pair.count > 0 {
            text = pair.made()?;
        }
    }
    // The text may now contain a lone surrogate from a key, which UTF-8 cannot represent.
    match std::str::from_utf8(&text) {
        Ok(_) => Ok(text),
        Err(_) => Ok(escape_surrogates(&text)?),
    }
}

fn decode(text: Text<'_>, out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
    out.clear();
    text.decode_into(out)
}

/// Python's `str.replace`, with the size of the result computed in advance.
struct Replacement<'a> {
    text: &'a [u8],
    from: &'a [u8],
    to: &'a [u8],
    count: usize,
    /// The length of the resulting text.
    length: usize,
}

impl<'a> Replacement<'a> {
    fn of(text: &'a [u8], from: &'a [u8], to: &'a [u8]) -> Self {
        let count = places(text, from).count();
        let length =
            (text.len() - count * from.len()).saturating_add(count.saturating_mul(to.len()));
        Replacement { text, from, to, count, length }
    }

    fn made(&self) -> Result<Vec<u8>, OutOfMemory> {
        let mut replaced = Vec::new();
        replaced.try_room(self.length)?;
        let mut rest = 0;
        for found in places(self.text, self.from) {
            replaced.try_extend(&self.text[rest..found])?;
            replaced.try_extend(self.to)?;
            rest = found + self.from.len();
        }
        replaced.try_extend(&self.text[rest..])?;
        Ok(replaced)
    }
}

/// Where `from` occurs in `text`: an empty one before each character, and at the end.
fn places<'a>(text: &'a [u8], from: &'a [u8]) -> Box<dyn Iterator<Item = usize> + 'a> {
    if !from.is_empty() {
        return Box::new(memchr::memmem::find_iter(text, from));
    }
    let is_start = |at: &usize| text.get(*at).is_none_or(|byte| byte & 0xC0 != 0x80);
    Box::new((0..=text.len()).filter(is_start))
}
