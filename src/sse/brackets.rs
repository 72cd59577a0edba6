//! Counts the open brackets of JSON that arrives line by line.

/// The brackets that are open after the lines so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Brackets {
    open: usize,
}

impl Brackets {
    /// Reads a line. A string ends with its line at the latest, since JSON strings have no line
    /// ends.
    pub(crate) fn read(&mut self, line: &[u8]) {
        let (mut in_string, mut escaped) = (false, false);
        for byte in line {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => self.open = self.open.saturating_add(1),
                b'}' | b']' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Whether more lines are needed.
    pub(crate) fn are_open(self) -> bool {
        self.open > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        let mut brackets = Brackets::default();
        for (line, open) in
            [("{", 1), ("\"a}\\\"}\": [", 2), ("\"{", 2), ("]", 1), ("}", 0), ("}", 0)]
        {
            brackets.read(line.as_bytes());
            assert_eq!(brackets.open, open, "{line}");
        }
    }
}
