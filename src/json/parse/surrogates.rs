//! Converts JSON text from Python that contains lone surrogates to equivalent UTF-8.

use crate::error::{Grow, OutOfMemory};

/// `text`, which is WTF-8, with each lone surrogate replaced by its escape: valid JSON can contain
/// one only in a string.
///
/// A surrogate after a backslash is an invalid escape. It is replaced by U+FFFD there, which is
/// invalid too, so that the error is reported at the right location.
///
/// # Errors
///
/// If there is not enough memory for it.
pub(crate) fn escape_surrogates(text: &[u8]) -> Result<Vec<u8>, OutOfMemory> {
    let mut escaped = Vec::new();
    escaped.try_room(text.len())?;
    let mut copied = 0;
    for lead in memchr::memchr_iter(0xED, text) {
        // The byte cannot be inside another character, since it is not a continuation byte.
        let [0xED, second @ 0xA0..=0xBF, third, ..] = text[lead..] else { continue };
        let unit = 0xD000 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
        escaped.try_extend(&text[copied..lead])?;
        let backslashes = text[..lead].iter().rev().take_while(|byte| **byte == b'\\').count();
        match backslashes % 2 {
            0 => escaped.try_extend(format!("\\u{unit:04x}").as_bytes())?,
            _ => escaped.try_extend("\u{FFFD}".as_bytes())?,
        }
        copied = lead + 3;
    }
    escaped.try_extend(&text[copied..])?;
    Ok(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::document::Document;

    #[test]
    fn surrogates_become_escapes_unless_a_backslash_stands_before() {
        const LONE: &[u8] = b"\xED\xA0\x80";
        for (before, after) in [
            ("", "\\ud800"),
            ("\\", "\\\u{FFFD}"),
            ("\\\\", "\\\\\\ud800"),
            ("\\\\\\", "\\\\\\\u{FFFD}"),
            ("\u{D7FF}", "\u{D7FF}\\ud800"),
        ] {
            let text = [b"\"", before.as_bytes(), LONE, b"\""].concat();
            let escaped = escape_surrogates(&text).unwrap();
            assert_eq!(escaped, format!("\"{after}\"").into_bytes());
            assert_eq!(Document::parse(escaped).is_ok(), after.ends_with("ud800"), "{before}");
        }
    }
}
