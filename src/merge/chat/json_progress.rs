//! Whether JSON text that arrives in pieces is one whole value yet: brackets are counted as they
//! arrive, and the parser is called once, when they close.

use crate::json::{Document, Text};

/// Numbers and literals have no end marker, so the parser is called each time, for up to this many
/// bytes.
const LONGEST_BARE: usize = 64;

/// Progress through a JSON text. Reading resumes where it stopped the last time.
#[derive(Clone, Debug, Default)]
pub(crate) struct JsonProgress {
    /// Bytes of the escaped text that were read
    read: usize,
    /// How many brackets are open
    depth: usize,
    in_string: bool,
    after_backslash: bool,
    /// Whether the text up to the closing bracket is a whole value
    closed: Option<bool>,
}

impl JsonProgress {
    /// Whether `text`, which has arrived so far, is one whole value. It must begin with the text of
    /// the last call.
    pub(crate) fn is_whole(&mut self, text: Text<'_>) -> bool {
        while let Some(character) = self.next(text.raw()) {
            if self.closes(character) {
                self.closed = Some(self.closed.is_none() && is_value(text));
            }
        }
        match self.closed {
            Some(is_value) => is_value,
            None if self.depth > 0 || self.in_string => false,
            None => text.raw().len() <= LONGEST_BARE && is_value(text),
        }
    }

    /// Reads a character; returns whether a value ends with it, or it follows a value that has
    /// ended.
    fn closes(&mut self, character: u8) -> bool {
        let was_in_string = self.in_string;
        match character {
            _ if self.after_backslash => self.after_backslash = false,
            b'\\' if self.in_string => self.after_backslash = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            b' ' | b'\t' | b'\n' | b'\r' => return false,
            _ => return self.closed.is_some(),
        }
        let ends = matches!(character, b'}' | b']' | b'"') && !self.in_string;
        self.closed.is_some() || (ends && self.depth == 0 && (was_in_string || character != b'"'))
    }

    /// The next character, unescaped; those beyond ASCII are not distinguished.
    fn next(&mut self, raw: &[u8]) -> Option<u8> {
        let byte = *raw.get(self.read)?;
        if byte != b'\\' {
            self.read += 1;
            return Some(byte);
        }
        let escape = *raw.get(self.read + 1)?;
        self.read += if escape == b'u' { 6 } else { 2 };
        Some(match escape {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' | b'f' => 0,
            b'u' => {
                let digits = raw.get(self.read - 4..self.read).unwrap_or_default();
                let digits = std::str::from_utf8(digits).unwrap_or_default();
                let code = u16::from_str_radix(digits, 16).unwrap_or(u16::MAX);
                u8::try_from(code).unwrap_or(u8::MAX)
            }
            other => other,
        })
    }
}

fn is_value(text: Text<'_>) -> bool {
    Document::parse(text.to_wtf8().into_owned()).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::TextBuf;

    /// Whether each prefix is whole, checked after each character.
    fn whole_prefixes(text: &str) -> Vec<bool> {
        let (mut progress, mut escaped) = (JsonProgress::default(), TextBuf::new());
        let mut whole = Vec::new();
        for character in text.chars() {
            escaped.push_wtf8(character.encode_utf8(&mut [0; 4]).as_bytes());
            whole.push(progress.is_whole(escaped.as_text()));
        }
        whole
    }

    fn check(text: &str) {
        let ends = text.char_indices().map(|(start, character)| start + character.len_utf8());
        let whole = ends.map(|end| Document::parse(text.as_bytes()[..end].to_vec()).is_ok());
        assert_eq!(whole_prefixes(text), whole.collect::<Vec<_>>(), "{text}");
    }

    #[test]
    fn a_prefix_is_whole_where_it_parses() {
        for text in [
            r#" {"a": ["}\"\\é", 1, -0.5e+3, []], "\u007b": {"b": null}} "#,
            "[true,false,NaN,-Infinity,Infinity,{}]x",
            "{}{}",
            "12.5,",
            "-",
            "01",
            "{]",
            "[1,]",
            r#"{"a" 1}"#,
            r#"{1:2}"#,
            "\"a\nb\"",
            r#""\x""#,
            "tru e",
        ] {
            check(text);
        }
    }

    #[test]
    fn characters_count_however_they_are_escaped() {
        let mut progress = JsonProgress::default();
        assert!(!progress.is_whole(Text::new(br"\u007b", true)));
        assert!(progress.is_whole(Text::new(br"\u007b\n}", true)));
    }

    proptest! {
        #[test]
        fn any_text_is_whole_where_it_parses(text in r#"[\[\]{}",:\\0-2eE.+\-truefalsn u]{0,24}"#) {
            check(&text);
        }
    }
}
