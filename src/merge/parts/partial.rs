//! JSON that arrived in pieces: the whole value, or the beginning of one.

use super::depth::{SAFE_DEPTH, depth};
use crate::json::Document;

/// The result of joining pieces of JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Partial {
    /// One whole value.
    Whole(Vec<u8>),
    /// The beginning of a value, with incomplete parts left out and brackets closed.
    Cut(Vec<u8>),
    /// Neither.
    Broken,
}

impl Partial {
    /// Reads the joined pieces.
    pub(crate) fn of(text: &str) -> Self {
        // It will become part of a response.
        if depth(text.as_bytes()) >= SAFE_DEPTH {
            return Partial::Broken;
        }
        if Document::parse(text.into()).is_ok() {
            return Partial::Whole(text.into());
        }
        let (safe, open) = safe_end(text.as_bytes());
        let rest = text.get(safe..).unwrap_or_default();
        if !may_go_on(rest, open.last() == Some(&b'}')) {
            return Partial::Broken;
        }
        // A number at the end may be whole.
        for end in [text.len(), safe] {
            let mut closed = text.as_bytes().get(..end).unwrap_or_default().to_vec();
            closed.extend(open.iter().rev());
            if !closed.is_empty() && Document::parse(closed.clone()).is_ok() {
                return Partial::Cut(closed);
            }
        }
        Partial::Broken
    }
}

/// The end of the last whole value or of the last opening bracket, and the brackets that close what
/// is open there.
fn safe_end(text: &[u8]) -> (usize, Vec<u8>) {
    let (mut safe, mut open) = (0, Vec::new());
    // Within an object a key is not a value.
    let mut is_key = false;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let end = match byte {
            b'{' | b'[' => {
                open.push(if *byte == b'{' { b'}' } else { b']' });
                is_key = *byte == b'{';
                safe = at + 1;
                at + 1
            }
            b'}' | b']' => {
                open.pop();
                is_key = false;
                safe = at + 1;
                at + 1
            }
            b',' => {
                is_key = open.last() == Some(&b'}');
                at + 1
            }
            b':' => {
                is_key = false;
                at + 1
            }
            b' ' | b'\t' | b'\n' | b'\r' => at + 1,
            _ => match scalar_end(text, at) {
                Some(end) => {
                    if !is_key {
                        safe = end;
                    }
                    end
                }
                None => break,
            },
        };
        at = end;
    }
    (safe, open)
}

/// Whether a value may continue with `rest`, which has no whole member or item.
fn may_go_on(rest: &str, is_object: bool) -> bool {
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(',').unwrap_or(rest).trim_ascii_start();
    if !is_object || rest.is_empty() {
        return starts_scalar(rest);
    }
    if !rest.starts_with('"') {
        return false;
    }
    let Some(end) = scalar_end(rest.as_bytes(), 0) else { return true };
    let rest = rest.get(end..).unwrap_or_default().trim_ascii_start();
    match rest.strip_prefix(':') {
        Some(value) => starts_scalar(value.trim_ascii_start()),
        None => rest.is_empty(),
    }
}

/// Whether a scalar may begin like this.
fn starts_scalar(text: &str) -> bool {
    let words = ["true", "false", "null", "NaN", "Infinity", "-Infinity"];
    text.starts_with('"')
        || words.iter().any(|word| word.starts_with(text))
        || text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
}

/// The end of a string, or of another scalar that is followed by something.
fn scalar_end(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    if rest.first() != Some(&b'"') {
        return Some(start + rest.iter().position(|byte| b",]} \t\n\r".contains(byte))?);
    }
    let mut at = start + 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_whole_is_left_out() {
        for (text, expected) in [
            ("[1, 2", "[1, 2]"),
            (r#"{"a": 12"#, r#"{"a": 12}"#),
            (r#"{"a": "b"#, "{}"),
            (r#"{"a": tru"#, "{}"),
            (r#"{"a":1,"b"#, r#"{"a":1}"#),
            (r#"{"a":1,"b":"#, r#"{"a":1}"#),
            (r#"{"a":[1,{"x":"y"#, r#"{"a":[1,{}]}"#),
            (r#"{"a": 1."#, "{}"),
            (r#"{"a\"": "\"", "#, r#"{"a\"": "\""}"#),
            ("{", "{}"),
        ] {
            assert_eq!(Partial::of(text), Partial::Cut(expected.into()), "{text}");
        }
        assert_eq!(Partial::of("{}"), Partial::Whole(b"{}".to_vec()));
        for text in ["", " ", "nul", "\"abc", "}", r#"{"a" 1"#] {
            assert_eq!(Partial::of(text), Partial::Broken, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_start_of_a_value_is_one(
            value in r#"(\{"a": ?(1|"x\\\\"|null), ?"b":\[\{\}, ?("y"|[1-9][0-9]{0,2})\]\}|\[\[\], ?true\])"#,
            cut in any::<prop::sample::Index>()
        ) {
            let end = cut.index(value.len());
            let part = Partial::of(&value[..end]);
            prop_assert_eq!(matches!(part, Partial::Cut(_)), end > 0, "{:?}", part);
        }

        #[test]
        fn any_text_is_taken(text in r#"[\[\]{}",:\\a1 .-]{0,24}"#) {
            if let Partial::Cut(json) | Partial::Whole(json) = Partial::of(&text) {
                prop_assert!(Document::parse(json).is_ok());
            }
        }
    }
}
