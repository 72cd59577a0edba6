//! Strings, still escaped as somebody wrote them, in; escaped as Python or pydantic would, out.

use super::text::Text;

/// Which characters are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escaping {
    /// All but printable ASCII, as Python's `json` does
    Ascii,
    /// What JSON demands, and lone surrogates
    Utf8,
}

/// Appends a string with its quotes.
pub(super) fn write_escaped(text: Text<'_>, escaping: Escaping, out: &mut Vec<u8>) {
    out.push(b'"');
    match (text.is_escaped(), escaping) {
        (false, Escaping::Utf8) => out.extend_from_slice(text.raw()),
        (false, Escaping::Ascii) if text.raw().iter().all(|byte| (b' '..=b'~').contains(byte)) => {
            out.extend_from_slice(text.raw());
        }
        _ => write_wtf8(&text.to_wtf8(), escaping, out),
    }
    out.push(b'"');
}

/// Appends the characters of a WTF-8 text, each escaped if it has to be.
pub(super) fn write_wtf8(text: &[u8], escaping: Escaping, out: &mut Vec<u8>) {
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|byte| !is_plain(*byte, escaping)).unwrap_or(rest.len());
        let (run, special) = rest.split_at(plain);
        out.extend_from_slice(run);
        let Some((code, after)) = split_first(special) else { return };
        rest = after;
        write_code_point(code, escaping, out);
    }
}

#[inline]
fn is_plain(byte: u8, escaping: Escaping) -> bool {
    match byte {
        b'"' | b'\\' | 0..0x20 => false,
        // A surrogate starts with 0xED, as some other characters do.
        0xED => false,
        0x7F.. => escaping == Escaping::Utf8,
        _ => true,
    }
}

/// The first code point of a WTF-8 text, surrogates included, and the rest.
fn split_first(text: &[u8]) -> Option<(u32, &[u8])> {
    let lead = *text.first()?;
    let (length, bits) = match lead {
        0..0x80 => (1, lead),
        0x80..0xE0 => (2, lead & 0x1F),
        0xE0..0xF0 => (3, lead & 0x0F),
        _ => (4, lead & 0x07),
    };
    let (character, rest) = text.split_at(length.min(text.len()));
    let code = character
        .iter()
        .skip(1)
        .fold(u32::from(bits), |code, byte| code << 6 | u32::from(byte & 0x3F));
    Some((code, rest))
}

fn write_code_point(code: u32, escaping: Escaping, out: &mut Vec<u8>) {
    let short = match code {
        0x22 => b'"',
        0x5C => b'\\',
        0x08 => b'b',
        0x0C => b'f',
        0x0A => b'n',
        0x0D => b'r',
        0x09 => b't',
        _ => 0,
    };
    if short != 0 {
        return out.extend_from_slice(&[b'\\', short]);
    }
    match char::from_u32(code) {
        Some(character) if escaping == Escaping::Utf8 && code >= 0x20 => {
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Some(character) => {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write_unit(*unit, out);
            }
        }
        // A lone surrogate is a unit of its own.
        None => write_unit(code as u16, out),
    }
}

fn write_unit(unit: u16, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |shift: u16| DIGITS[usize::from(unit >> shift & 0xF)];
    out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}
