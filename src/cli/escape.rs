//! Makes text from recordings and from the system safe to show on a terminal.

use std::borrow::Cow;
use std::fmt::Write;
use std::io;

/// The text with its control characters as escapes, except line ends and tabs: a recording may
/// contain sequences that move the cursor, rename the window or paste into the shell.
pub(super) fn controls(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match is_harmful(character) {
            // Four digits: valid in JSON, too.
            true => drop(write!(shown, "\\u{:04x}", u32::from(character))),
            false => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// `char::is_control` is C0, DEL and C1, where a terminal may read U+009B as the start of a
/// sequence.
fn is_harmful(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
}

/// The message of a system error, without the number after it.
pub(super) fn system(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(number) => text[..number].to_owned(),
        None => text,
    }
}

/// The text on one line, of at most `limit` characters.
pub(super) fn clipped(text: &str, limit: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length >= limit {
                line.truncate(line.trim_end().len());
                line.push('…');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

/// A number of bytes, as `1.2 MB`.
pub(super) fn size(bytes: u64) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size >= 1000.0 && unit + 1 < units.len() {
        (size, unit) = (size / 1000.0, unit + 1);
    }
    let name = units.get(unit).copied().unwrap_or_default();
    if unit == 0 { format!("{bytes} {name}") } else { format!("{size:.1} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_escapes_and_the_rest_stays() {
        let shown = controls("a\u{1b}]0;x\u{7}b\u{9b}2J\u{7f}\r\n\té🌳");
        assert_eq!(shown, "a\\u001b]0;x\\u0007b\\u009b2J\\u007f\\u000d\n\té🌳");
        assert!(matches!(controls("plain\ntext\t"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_clipped_text_is_one_line() {
        assert_eq!(clipped("  a\n b\tc ", 10), "a b c");
        assert_eq!(clipped("oaks grow slowly", 7), "oaks gr…");
        assert_eq!(clipped("oaks grow", 5), "oaks…");
        assert_eq!(clipped("ééé", 3), "ééé");
        assert_eq!(clipped("", 3), "");
    }

    #[test]
    fn a_system_error_has_no_number() {
        let error = io::Error::from_raw_os_error(2);
        assert!(!system(&error).contains("os error"));
    }
}
