//! Strings of a document, kept escaped and decoded only when needed.

use std::borrow::Cow;

use super::escape::{push_wtf8, read_unicode_escape, simple_escape};
use crate::error::{Grow, OutOfMemory};

/// A JSON string as it occurs between its quotes.
///
/// Python strings may contain lone surrogates (`"\ud83d"`), which UTF-8 cannot represent.
/// [`Text::to_wtf8`] keeps them; [`Text::to_str`] replaces them with U+FFFD.
///
/// ```
/// let document = deltafold::Document::parse(br#"["\u00e9t\u00e9"]"#.to_vec())?;
/// let text = document.root().items().next().and_then(|item| item.as_text()).unwrap();
/// assert!(text.is_escaped());
/// assert_eq!(text.to_str(), "été");
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Text<'a> {
    #[inline(always)]
    pub(crate) fn new(raw: &'a [u8], escaped: bool) -> Self {
        Text { raw, escaped }
    }

    /// The bytes between the quotes, with escapes unchanged. Valid UTF-8.
    #[inline(always)]
    pub fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// Whether [`Text::raw`] has escapes; if not, it equals the decoded string.
    #[inline(always)]
    pub fn is_escaped(self) -> bool {
        self.escaped
    }

    /// Whether the string is empty.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.raw.is_empty()
    }

    /// The first `most` bytes of it, or a few less, so that neither a character nor an escape is
    /// cut.
    pub(crate) fn start(self, most: usize) -> Self {
        let Some(start) = self.raw.get(..most) else { return self };
        let mut end = 0;
        while let Some(byte) = start.get(end) {
            let step = match byte {
                b'\\' if start.get(end + 1) == Some(&b'u') => 6,
                b'\\' => 2,
                0..0xC0 => 1,
                0xC0..0xE0 => 2,
                0xE0..0xF0 => 3,
                _ => 4,
            };
            if end + step > most {
                break;
            }
            end += step;
        }
        Text { raw: &self.raw[..end], ..self }
    }

    /// The decoded string in WTF-8: UTF-8 in which a lone surrogate takes three bytes of its own.
    pub fn to_wtf8(self) -> Cow<'a, [u8]> {
        if !self.escaped {
            return Cow::Borrowed(self.raw);
        }
        let mut text = Vec::with_capacity(self.raw.len());
        decode(self.raw, &mut text);
        Cow::Owned(text)
    }

    /// Appends the decoded string in WTF-8 to `out`.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it.
    pub(crate) fn decode_into(self, out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
        // An escape is never shorter than the character it represents.
        out.try_room(self.raw.len())?;
        decode(self.raw, out);
        Ok(())
    }

    /// Passes the decoded string in WTF-8 to `look`, without copying it if it has no escapes.
    #[inline(always)]
    pub fn with_wtf8<T>(self, look: impl FnOnce(&[u8]) -> T) -> T {
        if self.escaped { look(&self.to_wtf8()) } else { look(self.raw) }
    }

    /// The decoded string, with U+FFFD for each lone surrogate.
    pub fn to_str(self) -> Cow<'a, str> {
        match self.to_wtf8() {
            Cow::Borrowed(text) => String::from_utf8_lossy(text),
            Cow::Owned(text) => Cow::Owned(lossy(text)),
        }
    }
}

impl PartialEq<str> for Text<'_> {
    #[inline(always)]
    fn eq(&self, other: &str) -> bool {
        if self.escaped {
            is_decoded(self.raw, other.as_bytes())
        } else {
            self.raw == other.as_bytes()
        }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.escaped, other.escaped) {
            (true, true) => self.raw == other.raw || self.to_wtf8() == other.to_wtf8(),
            (true, false) => is_decoded(self.raw, other.raw),
            (false, true) => is_decoded(other.raw, self.raw),
            (false, false) => self.raw == other.raw,
        }
    }
}

/// An owned JSON string, grown by appending. Deltas are copied while still escaped, so a surrogate
/// pair that was split between two of them becomes one character again.
#[derive(Clone, Debug, Default)]
pub struct TextBuf {
    raw: Vec<u8>,
    escaped: bool,
}

impl TextBuf {
    /// An empty string.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a piece.
    #[inline]
    pub fn push(&mut self, piece: Text<'_>) {
        self.raw.extend_from_slice(piece.raw);
        self.escaped |= piece.escaped;
    }

    /// Appends a string in WTF-8, escaping what must be escaped.
    pub fn push_wtf8(&mut self, text: &[u8]) {
        let before = self.raw.len();
        if push_wtf8(text, &mut self.raw).is_err() {
            std::alloc::handle_alloc_error(std::alloc::Layout::new::<u8>());
        }
        self.escaped |= self.raw[before..].contains(&b'\\');
    }

    /// The string so far.
    #[inline]
    pub fn as_text(&self) -> Text<'_> {
        Text { raw: &self.raw, escaped: self.escaped }
    }
}

impl<'a> From<Text<'a>> for TextBuf {
    fn from(text: Text<'a>) -> Self {
        TextBuf { raw: text.raw.to_vec(), escaped: text.escaped }
    }
}

impl From<&str> for TextBuf {
    /// Escapes what must be escaped.
    fn from(text: &str) -> Self {
        let mut buf = TextBuf::new();
        buf.push_wtf8(text.as_bytes());
        buf
    }
}

impl PartialEq for TextBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_text() == other.as_text()
    }
}

/// Appends what the still escaped `raw`, from a valid document, represents.
fn decode(raw: &[u8], text: &mut Vec<u8>) {
    decode_pieces(raw, |piece| {
        text.extend_from_slice(piece);
        true
    });
}

/// Whether the still escaped `raw`, from a valid document, represents `wtf8`. Allocates nothing: an
/// object may have many escaped keys, and each is compared when one is looked up.
fn is_decoded(raw: &[u8], wtf8: &[u8]) -> bool {
    let mut left = wtf8;
    let matches = |piece: &[u8]| left.strip_prefix(piece).map(|after| left = after).is_some();
    decode_pieces(raw, matches) && left.is_empty()
}

/// Decodes `raw` piece by piece, until `each` returns `false`; returns whether it never did.
fn decode_pieces(raw: &[u8], mut each: impl FnMut(&[u8]) -> bool) -> bool {
    let mut rest = raw;
    while let Some(backslash) = memchr::memchr(b'\\', rest) {
        if !each(&rest[..backslash]) {
            return false;
        }
        let goes_on;
        (goes_on, rest) = match &rest[backslash + 1..] {
            [b'u', digits @ ..] => {
                let (length, code) = read_unicode_escape(digits);
                let (bytes, size) = code_point(code);
                (each(&bytes[..size]), rest.get(backslash + length..).unwrap_or_default())
            }
            [code, after @ ..] => (each(&[simple_escape(*code)]), after),
            [] => return true,
        };
        if !goes_on {
            return false;
        }
    }
    each(rest)
}

/// A code point in WTF-8, and the number of its bytes.
fn code_point(code: u32) -> ([u8; 4], usize) {
    let mut bytes = [0; 4];
    let size = match char::from_u32(code) {
        Some(character) => character.encode_utf8(&mut bytes).len(),
        // A lone surrogate: the three bytes that UTF-8 would use for it.
        None => {
            bytes = [0xED, 0x80 | (code >> 6 & 0x3F) as u8, 0x80 | (code & 0x3F) as u8, 0];
            3
        }
    };
    (bytes, size)
}

/// Converts WTF-8 to UTF-8, replacing each lone surrogate with one U+FFFD.
fn lossy(wtf8: Vec<u8>) -> String {
    String::from_utf8(wtf8).unwrap_or_else(|error| {
        let mut text = String::new();
        for chunk in error.as_bytes().utf8_chunks() {
            text.push_str(chunk.valid());
            // A surrogate appears as three invalid bytes, each in a chunk of its own; its lead byte
            // identifies it.
            if chunk.invalid().first() == Some(&0xED) {
                text.push('\u{FFFD}');
            }
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Text<'_> {
        Text::new(raw.as_bytes(), raw.contains('\\'))
    }

    #[test]
    fn every_escape_is_decoded() {
        assert_eq!(text(r#"\"\\\/\b\f\n\r\té"#).to_str(), "\"\\/\u{8}\u{c}\n\r\té");
        assert_eq!(text(r"\ud83d\ude00!").to_str(), "😀!");
    }

    #[test]
    fn lone_surrogates_survive_in_wtf8_and_show_as_one_replacement_each() {
        for raw in [r"\ud83d", r"\ude00", r"a\ud83d\u0041", r"\ud83d\ud83d"] {
            assert!(std::str::from_utf8(&text(raw).to_wtf8()).is_err(), "{raw}");
        }
        assert_eq!(text(r"a\ud83d\u0041").to_str(), "a\u{FFFD}A");
        assert_eq!(text(r"\ud83d\ud83d").to_str(), "\u{FFFD}\u{FFFD}");
    }

    #[test]
    fn a_text_equals_what_it_is_decoded_to() {
        let raws = [
            "",
            "a",
            r"\u0061",
            r"\n",
            r"a\u0062c",
            "abc",
            r"ab\u0063",
            r"\ud83d",
            "😀",
            r"\ud83d\ude00",
        ];
        for (left, right) in
            raws.iter().flat_map(|left| raws.map(|right| (text(left), text(right))))
        {
            let same = left.to_wtf8() == right.to_wtf8();
            assert_eq!(left == right, same, "{left:?} {right:?}");
            if let Ok(right) = std::str::from_utf8(&right.to_wtf8()) {
                assert_eq!(left == *right, same, "{left:?} {right}");
            }
        }
    }

    #[test]
    fn the_start_of_a_text_cuts_nothing() {
        for (whole, most, start) in [
            ("abc", 2, "ab"),
            ("abc", 3, "abc"),
            ("abc", 9, "abc"),
            ("aé", 2, "a"),
            (r"a\n", 3, r"a\n"),
            (r"a\n", 2, "a"),
            (r"a\u0041b", 6, "a"),
            (r"a\u0041b", 7, r"a\u0041"),
        ] {
            assert_eq!(text(whole).start(most).raw(), start.as_bytes(), "{whole} {most}");
        }
    }

    #[test]
    fn a_pair_split_over_two_pieces_joins() {
        let mut buf = TextBuf::from(text(r"x\ud83d"));
        buf.push(text(r"\ude00"));
        assert_eq!(buf.as_text().to_str(), "x😀");
    }
}
