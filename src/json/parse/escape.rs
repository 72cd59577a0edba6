//! Decodes JSON strings, and escapes them as different writers do.

use super::text::Text;
use crate::error::{Grow, OutOfMemory};

/// Which characters are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escaping {
    /// All but printable ASCII, as Python's `json` does
    Ascii,
    /// Only what JSON requires, and lone surrogates
    Utf8,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `text`, without quotes, with the requested escapes. Text already in that form is copied
/// without decoding.
pub(crate) fn push_text(
    text: Text<'_>,
    escaping: Escaping,
    out: &mut Vec<u8>,
) -> Result<(), OutOfMemory> {
    let raw = text.raw();
    // No early exit, so that the compiler can process many bytes at a time.
    let only_backslashes =
        escaping == Escaping::Utf8 || !raw.iter().fold(false, |odd, byte| odd | (*byte >= 0x7F));
    if only_backslashes && !text.is_escaped() {
        return out.try_extend(raw);
    }
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = next_special(&raw[at..], only_backslashes) {
        at += found;
        let rest = &raw[at..];
        if let [b'\\', b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't', ..] = rest {
            at += 2;
            continue;
        }
        let (length, code) = read_special(rest);
        let form = Form::of(code, escaping);
        if rest[..length] != *form.bytes() {
            out.try_extend(&raw[copied..at])?;
            out.try_extend(form.bytes())?;
            copied = at + length;
        }
        at += length;
    }
    out.try_extend(&raw[copied..])
}

#[inline(always)]
fn next_special(rest: &[u8], only_backslashes: bool) -> Option<usize> {
    if only_backslashes {
        memchr::memchr(b'\\', rest)
    } else {
        rest.iter().position(|byte| *byte == b'\\' || *byte >= 0x7F)
    }
}

/// The escape or character at the start of `rest`: its length in bytes and its code point.
fn read_special(rest: &[u8]) -> (usize, u32) {
    match *rest {
        [b'\\', b'u', ref after @ ..] => read_unicode_escape(after),
        [b'\\', code, ..] => (2, simple_escape(code).into()),
        _ => read_character(rest),
    }
}

/// The character that a backslash and `code`, which is not `u`, represent.
pub(crate) fn simple_escape(code: u8) -> u8 {
    match code {
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        other => other,
    }
}

/// The length and code point of the `\u` escape whose digits are at the start of `after`, including
/// the low half if it is the high half of a surrogate pair.
pub(crate) fn read_unicode_escape(after: &[u8]) -> (usize, u32) {
    let unit = hex(after);
    if (0xD800..0xDC00).contains(&unit)
        && let Some([b'\\', b'u', low @ ..]) = after.get(4..)
        && let low = hex(low)
        && (0xDC00..0xE000).contains(&low)
    {
        return (12, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    }
    (6, unit)
}

fn hex(digits: &[u8]) -> u32 {
    let value = |digit: &u8| (*digit as char).to_digit(16).unwrap_or(0);
    digits.iter().take(4).fold(0, |unit, digit| unit << 4 | value(digit))
}

/// The UTF-8 character at the start of `rest`.
fn read_character(rest: &[u8]) -> (usize, u32) {
    let lead = rest.first().copied().unwrap_or(0);
    let (length, bits) = match lead {
        0..0xC0 => (1, lead),
        0xC0..0xE0 => (2, lead & 0x1F),
        0xE0..0xF0 => (3, lead & 0x0F),
        _ => (4, lead & 0x07),
    };
    let length = length.min(rest.len());
    let code = rest.iter().take(length).skip(1);
    (length, code.fold(bits.into(), |code, byte| code << 6 | u32::from(byte & 0x3F)))
}

/// A code point as it is written in a JSON string.
struct Form {
    bytes: [u8; 12],
    length: usize,
}

impl Form {
    #[inline]
    fn of(code: u32, escaping: Escaping) -> Self {
        let mut form = Form { bytes: [0; 12], length: 0 };
        match char::from_u32(code) {
            Some(character @ ('"' | '\\')) => form.push(&[b'\\', character as u8]),
            Some('\x08') => form.push(b"\\b"),
            Some('\x0C') => form.push(b"\\f"),
            Some('\n') => form.push(b"\\n"),
            Some('\r') => form.push(b"\\r"),
            Some('\t') => form.push(b"\\t"),
            Some(character @ ' '..='~') => form.push(&[character as u8]),
            Some(character) if escaping == Escaping::Utf8 && character >= '\x7F' => {
                form.push(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Some(character) => {
                character.encode_utf16(&mut [0; 2]).iter().for_each(|unit| form.push_unit(*unit));
            }
            None => form.push_unit(code as u16),
        }
        form
    }

    fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.bytes[self.length] = *byte;
            self.length += 1;
        }
    }

    fn push_unit(&mut self, unit: u16) {
        let digit = |shift: u16| HEX[usize::from(unit >> shift & 0xF)];
        self.push(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// Whether no writer escapes anything in a text.
pub(crate) fn is_plain(text: &[u8]) -> bool {
    next_for_python(text).is_none()
}

/// Appends decoded WTF-8, without quotes, escaping only what must be escaped: quotes, backslashes,
/// control characters and lone surrogates. Bytes that are not WTF-8 become U+FFFD.
pub(crate) fn push_wtf8(text: &[u8], out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
    if is_plain(text) {
        return out.try_extend(text);
    }
    let mut rest = text;
    while let Some(chunk) = rest.utf8_chunks().next() {
        push_str(chunk.valid().as_bytes(), out)?;
        rest = match &rest[chunk.valid().len()..] {
            [0xED, second @ 0xA0..=0xBF, last @ 0x80..=0xBF, after @ ..] => {
                let unit = 0xD000 | u32::from(second & 0x3F) << 6 | u32::from(last & 0x3F);
                out.try_extend(Form::of(unit, Escaping::Utf8).bytes())?;
                after
            }
            [] => break,
            invalid => {
                out.try_extend("\u{FFFD}".as_bytes())?;
                &invalid[chunk.invalid().len()..]
            }
        };
    }
    Ok(())
}

/// Appends decoded WTF-8, without quotes, as Python's `json` writes a string: everything except
/// printable ASCII is escaped. Bytes that are not WTF-8 become escapes of some character.
#[inline]
pub fn push_python_text(text: &[u8], out: &mut Vec<u8>) {
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = next_for_python(&text[at..]) {
        at += found;
        out.extend_from_slice(&text[copied..at]);
        let (length, code) = read_character(&text[at..]);
        match code {
            0x0A => out.extend_from_slice(b"\\n"),
            0x22 => out.extend_from_slice(b"\\\""),
            _ => out.extend_from_slice(Form::of(code, Escaping::Ascii).bytes()),
        }
        at += length;
        copied = at;
    }
    out.extend_from_slice(&text[copied..]);
}

/// The location of the first byte that Python escapes, found eight bytes at a time.
#[inline]
fn next_for_python(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = text[at..].first_chunk::<8>() {
        let found = escaped_by_python(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let rest = text[at..].iter().rfold(u64::from(b' '), |rest, byte| rest << 8 | u64::from(*byte));
    // The zero bytes above the rest count as escaped; the space right after it does not.
    let found = escaped_by_python(rest).trailing_zeros() as usize / 8;
    (at + found < text.len()).then_some(at + found)
}

/// Sets the high bit of the first of eight bytes that is not printable ASCII or is a quote or a
/// backslash, and possibly of some later ones.
#[inline(always)]
fn escaped_by_python(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let below = |word: u64, least: u8| word.wrapping_sub(EACH * u64::from(least)) & !word;
    let is = |byte: u8| below(word ^ (EACH * u64::from(byte)), 1);
    // Adding one gives DEL a high bit.
    let beyond = word | word.wrapping_add(EACH);
    (below(word, 0x20) | is(b'"') | is(b'\\') | beyond) & (EACH << 7)
}

/// Appends UTF-8, without quotes, escaping only what must be escaped.
pub(crate) fn push_str(text: &[u8], out: &mut Vec<u8>) -> Result<(), OutOfMemory> {
    let mut rest = text;
    let must_be_escaped = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    while let Some(found) = rest.iter().position(must_be_escaped) {
        out.try_extend(&rest[..found])?;
        out.try_extend(Form::of(rest[found].into(), Escaping::Utf8).bytes())?;
        rest = &rest[found + 1..];
    }
    out.try_extend(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_found_at_each_place() {
        for byte in 0..=u8::MAX {
            let expected = matches!(byte, b'"' | b'\\' | 0..0x20 | 0x7F..);
            for length in 1..20 {
                for place in 0..length {
                    let mut text = vec![b'x'; length];
                    text[place] = byte;
                    let found = next_for_python(&text);
                    assert_eq!(found, expected.then_some(place), "{byte} of {length}");
                    text.push(0xFF);
                    let found = next_for_python(&text);
                    assert_eq!(found, Some(if expected { place } else { length }));
                }
            }
        }
        assert_eq!(next_for_python(b""), None);
    }
}
