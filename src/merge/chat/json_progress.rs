//! Whether JSON text that arrives in pieces is one whole value yet, without parsing it again.

use crate::json::MAX_DEPTH;

/// How far a JSON text has come. It reads on where it stopped the last time.
#[derive(Clone, Debug, Default)]
pub(crate) struct JsonProgress {
    /// Bytes of the escaped text that were read
    read: usize,
    /// Whether each open container is an object
    open: Vec<bool>,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// A value comes
    #[default]
    Value,
    /// Right after `[`
    FirstItem,
    /// Right after `{`
    FirstKey,
    Key,
    Colon,
    /// After a value
    After,
    String {
        key: bool,
    },
    Backslash {
        key: bool,
    },
    /// After `\u`, so many digits to come
    Hex {
        key: bool,
        left: u8,
    },
    Number(Number),
    /// The rest of `true`, `NaN` and the like
    Word(&'static [u8]),
    /// No longer JSON
    Wrong,
}

/// The part of a number that was read last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Minus,
    Zero,
    Digits,
    Point,
    Fraction,
    E,
    Sign,
    Exponent,
}

impl JsonProgress {
    /// Whether `raw`, the still escaped text so far, is one whole value. It must begin with what
    /// it was the last time.
    pub(crate) fn is_whole(&mut self, raw: &[u8]) -> bool {
        while let Some(byte) = self.next(raw) {
            self.state = self.after(byte);
        }
        self.open.is_empty()
            && match self.state {
                State::After => true,
                State::Number(number) => number.may_end(),
                _ => false,
            }
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

    fn after(&mut self, byte: u8) -> State {
        match (self.state, byte) {
            (State::String { key }, b'"') => {
                if key {
                    State::Colon
                } else {
                    State::After
                }
            }
            (State::String { key }, b'\\') => State::Backslash { key },
            (State::String { .. }, 0..0x20) => State::Wrong,
            (state @ State::String { .. }, _) => state,
            (State::Backslash { key }, b'u') => State::Hex { key, left: 4 },
            (State::Backslash { key }, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                State::String { key }
            }
            (State::Hex { key, left: 1 }, _) if byte.is_ascii_hexdigit() => State::String { key },
            (State::Hex { key, left }, _) if byte.is_ascii_hexdigit() => {
                State::Hex { key, left: left - 1 }
            }
            (State::Word(rest), _) if rest.first() == Some(&byte) => word(&rest[1..]),
            (State::Number(Number::Minus), b'I') => word(b"nfinity"),
            (State::Number(number), _) => match number.next(byte) {
                Some(next) => State::Number(next),
                None if number.may_end() => self.between(State::After, byte),
                None => State::Wrong,
            },
            (state, _) => self.between(state, byte),
        }
    }

    /// Between strings, numbers and words.
    fn between(&mut self, state: State, byte: u8) -> State {
        match (state, byte) {
            (_, b' ' | b'\t' | b'\n' | b'\r') if state.takes_space() => state,
            (State::FirstItem, b']') | (State::FirstKey, b'}') => self.close(),
            (State::Value | State::FirstItem, _) => self.begin(byte),
            (State::FirstKey | State::Key, b'"') => State::String { key: true },
            (State::Colon, b':') => State::Value,
            (State::After, b',') => match self.open.last() {
                Some(true) => State::Key,
                Some(false) => State::Value,
                None => State::Wrong,
            },
            (State::After, b']') if self.open.last() == Some(&false) => self.close(),
            (State::After, b'}') if self.open.last() == Some(&true) => self.close(),
            _ => State::Wrong,
        }
    }

    fn begin(&mut self, byte: u8) -> State {
        match byte {
            b'{' | b'[' if self.open.len() == MAX_DEPTH => State::Wrong,
            b'{' => {
                self.open.push(true);
                State::FirstKey
            }
            b'[' => {
                self.open.push(false);
                State::FirstItem
            }
            b'"' => State::String { key: false },
            b't' => word(b"rue"),
            b'f' => word(b"alse"),
            b'n' => word(b"ull"),
            b'N' => word(b"aN"),
            b'I' => word(b"nfinity"),
            b'-' => State::Number(Number::Minus),
            b'0' => State::Number(Number::Zero),
            b'1'..=b'9' => State::Number(Number::Digits),
            _ => State::Wrong,
        }
    }

    fn close(&mut self) -> State {
        self.open.pop();
        State::After
    }
}

fn word(rest: &'static [u8]) -> State {
    if rest.is_empty() { State::After } else { State::Word(rest) }
}

impl State {
    fn takes_space(self) -> bool {
        use State::{After, Colon, FirstItem, FirstKey, Key, Value};
        matches!(self, Value | FirstItem | FirstKey | Key | Colon | After)
    }
}

impl Number {
    fn may_end(self) -> bool {
        matches!(self, Number::Zero | Number::Digits | Number::Fraction | Number::Exponent)
    }

    fn next(self, byte: u8) -> Option<Self> {
        use Number::{Digits, E, Exponent, Fraction, Minus, Point, Sign, Zero};
        Some(match (self, byte) {
            (Minus, b'0') => Zero,
            (Minus, b'1'..=b'9') | (Digits, b'0'..=b'9') => Digits,
            (Zero | Digits, b'.') => Point,
            (Point | Fraction, b'0'..=b'9') => Fraction,
            (Zero | Digits | Fraction, b'e' | b'E') => E,
            (E, b'+' | b'-') => Sign,
            (E | Sign | Exponent, b'0'..=b'9') => Exponent,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::{Document, TextBuf};

    /// Whether each prefix is whole, asked after each character.
    fn whole_prefixes(text: &str) -> Vec<bool> {
        let (mut progress, mut escaped) = (JsonProgress::default(), TextBuf::new());
        let mut whole = Vec::new();
        for character in text.chars() {
            escaped.push_wtf8(character.encode_utf8(&mut [0; 4]).as_bytes());
            whole.push(progress.is_whole(escaped.as_text().raw()));
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
        assert!(!progress.is_whole(br"\u007b"));
        assert!(progress.is_whole(br"\u007b\n}"));
    }

    proptest! {
        #[test]
        fn any_text_is_whole_where_it_parses(text in r#"[\[\]{}",:\\0-2eE.+\-truefalsn u]{0,24}"#) {
            check(&text);
        }
    }
}
