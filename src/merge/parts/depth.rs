//! The nesting depth of JSON text.

use crate::json::MAX_DEPTH;

/// A value that is nested less deep than this can be put anywhere into a response. Merging moves a
/// value at most a few levels deeper: an event's object into a list of the response, a single entry
/// into a list of entries, the arguments of a call into its block.
pub const SAFE_DEPTH: usize = MAX_DEPTH - 8;

/// How deep the text of a value is nested.
pub fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next().filter(|byte| **byte != b'"') {
                    if *byte == b'\\' {
                        bytes.next();
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        for (json, expected) in
            [("1", 0), (r#"{"a[": ["\"[", {}], "b": "]"}"#, 3), ("[[], [[]]]", 3)]
        {
            assert_eq!(depth(json.as_bytes()), expected, "{json}");
        }
    }
}
