//! Whether JSON text that arrives in pieces is a whole value yet, without parsing it again.

/// How far a JSON text has come. It reads the text where it stopped the last time.
#[derive(Clone, Debug, Default)]
pub(super) struct JsonProgress {
    /// Bytes of the escaped text that were read.
    read: usize,
    depth: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nothing but white space
    #[default]
    Before,
    /// Inside a list or an object, between its strings
    Inside,
    /// Inside a string; after a backslash in it
    InString,
    InStringAfterBackslash,
    /// A number or a word: whole as soon as it has one character
    Scalar,
    Whole,
}

impl JsonProgress {
    /// Whether `raw`, the still escaped text so far, is one whole value. It must begin with what
    /// it was the last time.
    pub(super) fn is_whole(&mut self, raw: &[u8]) -> bool {
        while let Some(byte) = self.next(raw) {
            self.step(byte);
        }
        matches!(self.state, State::Whole | State::Scalar)
    }

    /// The next character, unescaped; any beyond ASCII is as good as another.
    fn next(&mut self, raw: &[u8]) -> Option<u8> {
        let byte = *raw.get(self.read)?;
        if byte != b'\\' {
            self.read += 1;
            return Some(byte);
        }
        let escape = *raw.get(self.read + 1)?;
        self.read += if escape == b'u' { 6 } else { 2 };
        Some(match escape {
            b'n' | b'r' | b't' => b' ',
            b'b' | b'f' => 0,
            b'u' => {
                let digits = raw.get(self.read - 4..self.read).unwrap_or_default();
                let code = std::str::from_utf8(digits)
                    .ok()
                    .and_then(|text| u16::from_str_radix(text, 16).ok());
                code.and_then(|code| u8::try_from(code).ok()).unwrap_or(0xFF)
            }
            other => other,
        })
    }

    fn step(&mut self, byte: u8) {
        self.state = match (self.state, byte) {
            (State::Whole, _) => State::Whole,
            (State::InStringAfterBackslash, _) => State::InString,
            (State::InString, b'\\') => State::InStringAfterBackslash,
            (State::InString, b'"') if self.depth == 0 => State::Whole,
            (State::InString, b'"') => State::Inside,
            (State::InString, _) => State::InString,
            (_, b'"') => State::InString,
            (_, b'{' | b'[') => {
                self.depth += 1;
                State::Inside
            }
            (_, b'}' | b']') => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 { State::Whole } else { State::Inside }
            }
            (State::Before, b' ' | b'\t' | b'\n' | b'\r') => State::Before,
            (State::Before | State::Scalar, _) => State::Scalar,
            (State::Inside, _) => State::Inside,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_whole_when_its_last_bracket_closes() {
        let mut progress = JsonProgress::default();
        let text = r#" {\"a\": [\"}\\\"\", 1]}"#;
        for end in 0..text.len() {
            // A piece never ends inside an escape.
            if !text[..end].ends_with('\\') {
                assert!(!progress.is_whole(&text.as_bytes()[..end]), "{}", &text[..end]);
            }
        }
        assert!(progress.is_whole(text.as_bytes()));
    }

    #[test]
    fn empty_text_is_not_whole_and_scalars_are() {
        assert!(!JsonProgress::default().is_whole(b" "));
        assert!(JsonProgress::default().is_whole(b"12"));
        assert!(JsonProgress::default().is_whole(br#"\"text\""#));
        assert!(JsonProgress::default().is_whole(br"\u007b}"));
    }
}
