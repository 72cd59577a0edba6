//! Parses one line of an event stream.

/// The meaning of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Ends the event.
    Blank,
    /// A piece of data, which starts at `offset` in the line.
    Data { value: &'a str, offset: usize },
    /// The name of the event.
    Event(&'a str),
    /// The id of the event and those after it.
    Id(&'a str),
    /// The reconnection time in milliseconds.
    Retry(u64),
    /// An error in a field of its own, which starts at `offset`, as llama-server sends it.
    Error { value: &'a str, offset: usize },
    /// A line that cannot be a field: the start of a JSON value, or something else.
    Bare,
    /// An unknown field, or a line of a JSON value.
    Other,
    /// A comment.
    Comment(&'a str),
    /// A field with an unusable value.
    Ignored,
}

impl<'a> Line<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        if line.is_empty() {
            return Line::Blank;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => Line::Data { value, offset: line.len() - value.len() },
            "event" => Line::Event(value),
            "id" if !value.contains('\0') => Line::Id(value),
            "retry" => milliseconds(value).map_or(Line::Ignored, Line::Retry),
            "error" if !value.is_empty() => Line::Error { value, offset: line.len() - value.len() },
            "" => Line::Comment(value),
            "id" => Line::Ignored,
            _ if is_field(line) => Line::Other,
            _ => Line::Bare,
        }
    }
}

/// Whether a line may be a field: its name is blank, or one word that begins with a letter.
fn is_field(line: &str) -> bool {
    let name = line.split(':').next().unwrap_or_default().trim_ascii();
    name.as_bytes().first().is_none_or(u8::is_ascii_alphabetic) && !name.contains(' ')
}

/// A time consists only of digits. One that is out of range is ignored like a malformed one.
fn milliseconds(value: &str) -> Option<u64> {
    if value.bytes().all(|byte| byte.is_ascii_digit()) { value.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_space_after_the_colon_belongs_to_the_colon() {
        for (line, value, offset) in
            [("data:x", "x", 5), ("data: x", "x", 6), ("data:  x ", " x ", 6), ("data", "", 4)]
        {
            assert_eq!(Line::of(line), Line::Data { value, offset }, "{line}");
        }
        assert_eq!(Line::of("event:a:b"), Line::Event("a:b"));
    }

    #[test]
    fn what_the_format_does_not_know_is_ignored() {
        for line in ["id: a\0b", "retry: +1", "retry:"] {
            assert_eq!(Line::of(line), Line::Ignored, "{line}");
        }
        for (line, comment) in [(": ping", "ping"), (":", "")] {
            assert_eq!(Line::of(line), Line::Comment(comment), "{line}");
        }
        for line in ["Data: x", " data: x", "datum: x", "error", "error:", " "] {
            assert_eq!(Line::of(line), Line::Other, "{line}");
        }
        assert_eq!(Line::of("retry: 0300"), Line::Retry(300));
        assert_eq!(Line::of("retry: 99999999999999999999"), Line::Ignored);
    }

    #[test]
    fn errors_and_values_need_no_data_field() {
        assert_eq!(Line::of("error: {}"), Line::Error { value: "{}", offset: 7 });
        for line in [
            "{",
            " {\"error\": {}}",
            "{\"data: x\"}",
            "[DONE]",
            "[{",
            "7",
            "\"a\"",
            "}",
            "<p>",
            "Bad Gateway",
        ] {
            assert_eq!(Line::of(line), Line::Bare, "{line}");
        }
    }
}
