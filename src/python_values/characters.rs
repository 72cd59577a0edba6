//! The characters of a JSON string that is still arriving, decoded.

/// Characters in WTF-8.
#[derive(Debug, Default)]
pub(super) struct Characters {
    decoded: Vec<u8>,
    /// An escape that has not ended, without its backslash.
    escape: Vec<u8>,
    /// The first half of a surrogate pair.
    high: Option<u32>,
}

/// There is no such escape.
#[derive(Debug)]
pub(super) struct NoEscape;

impl Characters {
    /// The characters since they were taken last.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.decoded)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.decoded.is_empty()
    }

    /// Adds characters that are not escaped.
    pub(super) fn push(&mut self, characters: &[u8]) {
        if !characters.is_empty() {
            self.end();
        }
        self.decoded.extend_from_slice(characters);
    }

    /// The string ends: half of a pair has no other half.
    pub(super) fn end(&mut self) {
        if let Some(high) = self.high.take() {
            self.push_code(high);
        }
    }

    /// Adds a byte of an escape, after its backslash; returns whether it ends the escape.
    pub(super) fn push_escaped(&mut self, byte: u8) -> Result<bool, NoEscape> {
        self.escape.push(byte);
        let code = match (self.escape.as_slice(), byte) {
            ([b'u'], _) => return Ok(false),
            ([b'u', digits @ ..], _) => {
                if !byte.is_ascii_hexdigit() {
                    return Err(NoEscape);
                }
                if digits.len() < 4 {
                    return Ok(false);
                }
                let digits = std::str::from_utf8(digits).map_err(|_| NoEscape)?;
                u32::from_str_radix(digits, 16).map_err(|_| NoEscape)?
            }
            (_, b'"' | b'\\' | b'/') => byte.into(),
            (_, b'b') => 0x08,
            (_, b'f') => 0x0C,
            (_, b'n') => 0x0A,
            (_, b'r') => 0x0D,
            (_, b't') => 0x09,
            _ => return Err(NoEscape),
        };
        self.escape.clear();
        match (self.high, code) {
            (Some(high), 0xDC00..0xE000) => {
                self.high = None;
                self.push_code(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00));
            }
            (_, 0xD800..0xDC00) => {
                self.end();
                self.high = Some(code);
            }
            _ => {
                self.end();
                self.push_code(code);
            }
        }
        Ok(true)
    }

    fn push_code(&mut self, code: u32) {
        let byte = |shift: u32, mark: u8| mark | (code >> shift & 0x3F) as u8;
        match char::from_u32(code) {
            Some(character) => {
                self.decoded.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            // Half of a pair: the three bytes that UTF-8 would use for it.
            None => self.decoded.extend([0xED, byte(6, 0x80), byte(0, 0x80)]),
        }
    }
}
