//! Parses the path of a rule, such as `response.body[*].__data__.id`, into steps.

use std::borrow::Cow;

use crate::json::Text;

/// One step of a path, from a container to a value in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PathStep {
    /// The member of an object with this key
    Key(Cow<'static, str>),
    /// The members of an object whose keys match this pattern, in which `*` matches any characters
    KeyLike(String),
    /// One item of a list
    Item(usize),
    /// Each item of a list
    EveryItem,
    /// `**`: any number of levels, including none
    Deep,
}

/// The target of a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Child<'a> {
    Member(Text<'a>),
    Item(usize),
}

impl PathStep {
    /// A key known when compiling.
    pub(super) const fn key(key: &'static str) -> Self {
        PathStep::Key(Cow::Borrowed(key))
    }

    /// Whether the step leads to `child`.
    #[inline]
    pub(super) fn takes(&self, child: Child<'_>) -> bool {
        match (self, child) {
            (PathStep::Key(key), Child::Member(name)) => name == **key,
            (PathStep::KeyLike(form), Child::Member(name)) => {
                name.with_wtf8(|name| is_like(form.as_bytes(), name))
            }
            (PathStep::Item(wanted), Child::Item(number)) => *wanted == number,
            (PathStep::EveryItem, Child::Item(_)) => true,
            _ => false,
        }
    }
}

/// Whether `text` matches `form`, in which `*` matches any bytes. Takes time proportional to the
/// product of both lengths in the worst case.
pub(super) fn is_like(form: &[u8], text: &[u8]) -> bool {
    let (mut in_form, mut in_text) = (0, 0);
    // The last star, and where its match currently ends.
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match form.get(in_form) {
            Some(b'*') => {
                star = Some((in_form, in_text));
                in_form += 1;
            }
            Some(byte) if *byte == text[in_text] => {
                in_form += 1;
                in_text += 1;
            }
            _ => {
                let Some((at, taken)) = star else { return false };
                star = Some((at, taken + 1));
                (in_form, in_text) = (at + 1, taken + 1);
            }
        }
    }
    form[in_form..].iter().all(|byte| *byte == b'*')
}

/// Reads a path.
///
/// # Errors
///
/// The error, and the byte of `text` at which it occurs.
pub(super) fn parse_path(text: &str) -> Result<Vec<PathStep>, (usize, String)> {
    let mut reader = Reader { text, at: 0 };
    let mut steps = Vec::new();
    let mut after_dot = false;
    loop {
        let step = match reader.rest().starts_with('[') && !after_dot {
            true => reader.bracket()?,
            false => reader.word()?,
        };
        // Any number of levels, twice, is any number of them.
        if step != PathStep::Deep || steps.last() != Some(&PathStep::Deep) {
            steps.push(step);
        }
        after_dot = match reader.rest().chars().next() {
            None => break,
            Some('.') => {
                reader.at += 1;
                true
            }
            Some('[') => false,
            Some(other) => return Err(reader.expected("'.' or '['", Some(other))),
        };
    }
    if steps.last() == Some(&PathStep::Deep) {
        return Err((text.len(), "expected a key or '[*]' after '**'".to_owned()));
    }
    Ok(steps)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn expected(&self, what: &str, found: Option<char>) -> (usize, String) {
        let found = found.map_or("the end".to_owned(), |found| format!("'{found}'"));
        (self.at, format!("expected {what} in the path, found {found}"))
    }

    /// A key up to the next `.` or `[`; in quotes, it may contain these.
    fn word(&mut self) -> Result<PathStep, (usize, String)> {
        if self.rest().starts_with('"') {
            return self.quoted().map(|key| PathStep::Key(key.into()));
        }
        let end = self.rest().find(['.', '[', ']', '"']).unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        if word.is_empty() {
            return Err(self.expected("a key", self.rest().chars().next()));
        }
        self.at += end;
        Ok(match word.as_str() {
            "**" => PathStep::Deep,
            word if word.contains('*') => PathStep::KeyLike(word.to_owned()),
            _ => PathStep::Key(word.into()),
        })
    }

    /// `[*]`, `[3]` or `["key"]`.
    fn bracket(&mut self) -> Result<PathStep, (usize, String)> {
        self.at += 1;
        let step = if self.rest().starts_with('"') {
            PathStep::Key(self.quoted()?.into())
        } else {
            let end = self.rest().find(']').unwrap_or(self.rest().len());
            let inside = &self.rest()[..end];
            let step = match inside {
                "*" => PathStep::EveryItem,
                digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                    let number = digits.parse().map_err(|_| (self.at, too_large(digits)))?;
                    PathStep::Item(number)
                }
                other => {
                    return Err(
                        self.expected("'*', a number or a quoted key", other.chars().next())
                    );
                }
            };
            self.at += end;
            step
        };
        if !self.rest().starts_with(']') {
            return Err(self.expected("']'", self.rest().chars().next()));
        }
        self.at += 1;
        Ok(step)
    }

    /// A key in double quotes, in which a backslash escapes the next character.
    fn quoted(&mut self) -> Result<String, (usize, String)> {
        let mut key = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.at += at + 1;
                    return Ok(key);
                }
                '\\' => key.extend(characters.next().map(|(_, plain)| plain)),
                other => key.push(other),
            }
        }
        Err((self.at, "unterminated string in the path".to_owned()))
    }
}

fn too_large(digits: &str) -> String {
    format!("the number {digits} in the path is too large")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_step_by_step() {
        let steps = parse_path(r#"response.body[*].a_*.**."x.y"["z\"]"][12]"#);
        let expected = vec![
            PathStep::key("response"),
            PathStep::key("body"),
            PathStep::EveryItem,
            PathStep::KeyLike("a_*".into()),
            PathStep::Deep,
            PathStep::key("x.y"),
            PathStep::key("z\"]"),
            PathStep::Item(12),
        ];
        assert_eq!(steps, Ok(expected));
        assert_eq!(parse_path("[*]"), Ok(vec![PathStep::EveryItem]));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (path, byte, part) in [
            ("", 0, "a key"),
            ("a..b", 2, "a key"),
            ("a.", 2, "a key"),
            ("a[", 2, "'*', a number"),
            ("a[x]", 2, "found 'x'"),
            ("a[*", 3, "']'"),
            ("a[*]b", 4, "'.' or '['"),
            ("a.\"b", 2, "unterminated"),
            ("a.[*]", 2, "a key"),
            ("a.**", 4, "after '**'"),
            ("a[99999999999999999999999]", 2, "too large"),
            ("a]", 1, "'.' or '['"),
        ] {
            let Err((at, what)) = parse_path(path) else { panic!("{path} was read") };
            assert!(at == byte && what.contains(part), "{path}: {at} {what}");
        }
    }

    #[test]
    fn stars_stand_for_any_characters() {
        for (form, text, is) in [
            ("", "", true),
            ("*", "", true),
            ("*", "ab", true),
            ("a*c", "ac", true),
            ("a*c", "abcbc", true),
            ("a*c", "abcb", false),
            ("*b*", "abc", true),
            ("chat*", "chat.stream", true),
            ("chat", "chat.stream", false),
        ] {
            assert_eq!(is_like(form.as_bytes(), text.as_bytes()), is, "{form} {text}");
        }
    }
}
