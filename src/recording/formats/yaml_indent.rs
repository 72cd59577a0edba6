//! Indents lines that continue a quoted scalar or a flow collection.
//!
//! libyaml, and so PyYAML, accepts such lines at any column; the parser demands that they are
//! indented deeper than the key. Blanks at their start have no meaning in either.

use crate::error::{Grow, OutOfMemory};

/// A text whose lines are indented as the parser demands.
pub(super) struct Indented {
    pub(super) text: Vec<u8>,
    /// Where blanks were inserted, and how many.
    inserted: Vec<(usize, usize)>,
}

impl Indented {
    /// The text with blanks inserted; `None` if none were needed.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(super) fn of(text: &str) -> Result<Option<Self>, OutOfMemory> {
        let out = Indented { text: Vec::new(), inserted: Vec::new() };
        let mut reader = Reader { text: text.as_bytes(), at: 0, out };
        reader.read()?;
        Ok((!reader.out.inserted.is_empty()).then_some(reader.out))
    }

    /// The byte in the original text of a byte in this one.
    pub(super) fn original(&self, byte: usize) -> usize {
        let before = self.inserted.iter().take_while(|(place, _)| *place < byte);
        byte.saturating_sub(before.map(|(_, count)| count).sum::<usize>())
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    out: Indented,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), OutOfMemory> {
        // The column of what a block scalar or a plain scalar of several lines belongs to: deeper
        // lines are part of the scalar.
        let (mut block, mut plain): (Option<usize>, Option<usize>) = (None, None);
        while self.at < self.text.len() {
            let indent = self.blanks();
            let is_deeper = |than: Option<usize>| than.is_some_and(|column| indent > column);
            if self.is_blank_line(indent) || is_deeper(block) || is_deeper(plain) {
                self.rest_of_line()?;
                continue;
            }
            (block, plain) = self.line(indent)?;
        }
        Ok(())
    }

    /// Reads a line with tokens, and what its last one continues through. Returns the columns of a
    /// block scalar or a plain scalar that may go on in the following lines.
    fn line(&mut self, indent: usize) -> Result<(Option<usize>, Option<usize>), OutOfMemory> {
        let start = self.at;
        self.copy(indent)?;
        // A value without a key belongs to the last dash, or to a key in a line before.
        let mut parent = indent.saturating_sub(1);
        while matches!(self.peek(0), Some(b'-' | b'?')) && self.is_space(1) {
            parent = self.at - start;
            self.copy(1)?;
            self.copy(self.blanks())?;
        }
        let key = self.at - start;
        let (mut begins, mut is_plain) = (true, false);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' => {
                    self.copy(1)?;
                    break;
                }
                b'#' if self.follows_space() => {
                    self.rest_of_line()?;
                    return Ok((None, None));
                }
                b' ' | b'\t' | b'\r' => self.copy(1)?,
                b'"' | b'\'' if begins => {
                    self.quoted(byte, parent)?;
                    begins = false;
                }
                b'[' | b'{' if begins => {
                    self.flow(parent)?;
                    begins = false;
                }
                b'|' | b'>' if begins => {
                    self.rest_of_line()?;
                    return Ok((Some(parent), None));
                }
                b'&' | b'!' if begins => self.word()?,
                b':' if !begins && self.is_space(1) => {
                    self.copy(1)?;
                    (begins, is_plain, parent) = (true, false, key);
                }
                _ => {
                    is_plain |= begins;
                    begins = false;
                    self.copy(1)?;
                }
            }
        }
        Ok((None, is_plain.then_some(parent)))
    }

    /// Reads a quoted scalar up to its end.
    fn quoted(&mut self, quote: u8, parent: usize) -> Result<(), OutOfMemory> {
        self.copy(1)?;
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'\n', _) => self.next_line(parent)?,
                (b'\\', Some(next)) if quote == b'"' && !b"\r\n".contains(&next) => self.copy(2)?,
                (b'\'', Some(b'\'')) if quote == b'\'' => self.copy(2)?,
                _ => {
                    self.copy(1)?;
                    if byte == quote {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Reads a flow collection up to its end.
    fn flow(&mut self, parent: usize) -> Result<(), OutOfMemory> {
        let (mut depth, mut begins) = (0_usize, true);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\n' => self.next_line(parent)?,
                b'"' | b'\'' if begins => {
                    self.quoted(byte, parent)?;
                    begins = false;
                }
                b'&' | b'!' if begins => {
                    while !self.is_space(0)
                        && !self.peek(0).is_some_and(|it| b",[]{}".contains(&it))
                    {
                        self.copy(1)?;
                    }
                }
                b'#' if self.follows_space() => {
                    while self.peek(0).is_some_and(|byte| byte != b'\n') {
                        self.copy(1)?;
                    }
                }
                _ => {
                    self.copy(1)?;
                    match byte {
                        b'[' | b'{' => depth += 1,
                        b']' | b'}' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    begins = match byte {
                        b'[' | b'{' | b',' | b':' => true,
                        b' ' | b'\t' | b'\r' => begins,
                        _ => false,
                    };
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Copies a line end, and indents the next line if it must be.
    fn next_line(&mut self, parent: usize) -> Result<(), OutOfMemory> {
        self.copy(1)?;
        let blanks = self.blanks();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let is_marker = (rest.starts_with(b"---") || rest.starts_with(b"...")) && self.is_space(3);
        if blanks <= parent && !self.is_blank_line(blanks) && !is_marker {
            let count = parent + 1;
            self.out.inserted.try_push((self.out.text.len(), count))?;
            self.out.text.try_room(count)?;
            self.out.text.resize(self.out.text.len() + count, b' ');
        }
        Ok(())
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    /// How many spaces come next.
    fn blanks(&self) -> usize {
        let rest = self.text.get(self.at..).unwrap_or_default();
        rest.iter().take_while(|byte| **byte == b' ').count()
    }

    fn is_blank_line(&self, blanks: usize) -> bool {
        matches!(self.peek(blanks), None | Some(b'\n' | b'\r'))
    }

    fn is_space(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// Whether the next byte begins a word.
    fn follows_space(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|before| self.text.get(before));
        matches!(before, None | Some(b' ' | b'\t' | b'\n'))
    }

    fn word(&mut self) -> Result<(), OutOfMemory> {
        while !self.is_space(0) {
            self.copy(1)?;
        }
        Ok(())
    }

    fn rest_of_line(&mut self) -> Result<(), OutOfMemory> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.copy(memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1))
    }

    fn copy(&mut self, count: usize) -> Result<(), OutOfMemory> {
        let end = self.text.len().min(self.at + count);
        self.out.text.try_extend(self.text.get(self.at..end).unwrap_or_default())?;
        self.at = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Indented;

    #[track_caller]
    fn becomes(text: &str, expected: &str) {
        let indented = Indented::of(text).unwrap();
        let found =
            indented.map_or_else(|| text.to_owned(), |it| String::from_utf8(it.text).unwrap());
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_that_continue_are_indented() {
        becomes("a: \"b\nc\"", "a: \"b\n c\"");
        becomes("  a: 'b\n  c ''\n\n d'\n", "  a: 'b\n     c ''\n\n    d'\n");
        becomes("- a: {b: 1,\n  c: 'x\ny'\n}\n- d", "- a: {b: 1,\n     c: 'x\n   y'\n   }\n- d");
        becomes("-\r\n  a: 'b\r\nc'", "-\r\n  a: 'b\r\n   c'");
        becomes(
            "- {a: &b \"c #d\", e: !!str 'f\ng'}\nh: i",
            "- {a: &b \"c #d\", e: !!str 'f\n g'}\nh: i",
        );
        becomes("a: 'b\n---c'", "a: 'b\n ---c'");
        becomes("a: \"b\\\"\nc\\\nd\"\n", "a: \"b\\\"\n c\\\n d\"\n");
    }

    #[test]
    fn others_stay() {
        for text in [
            "a: \"b\n   c\"\n",
            "a: |\n  \"b\n  c\nd: e\n",
            "- a: >-\n    'b\n  c: d\n",
            "a: b\n  'c\n  d\ne: f\n",
            "a: it's # 'b\nc: d\n",
            "a: \"b\n--- c\"",
            "a: [b, it's]\nc: d",
        ] {
            becomes(text, text);
        }
    }

    #[test]
    fn places_are_those_of_the_original() {
        let indented = Indented::of("a: \"b\nc\"\nd: e").unwrap().unwrap();
        assert_eq!(indented.original(3), 3);
        assert_eq!(indented.original(7), 6);
        assert_eq!(indented.original(10), 9);
    }
}
