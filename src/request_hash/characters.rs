//! What Python's `re` takes for digits and for white space, in WTF-8.

/// The zeros of all runs of decimal digits (general category Nd, Unicode 16); nine more follow
/// each.
const ZEROS: [u32; 76] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450,
    0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0, 0x11950, 0x11BF0, 0x11C50,
    0x11D50, 0x11DA0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70, 0x1CCF0, 0x1D7CE,
    0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script.
pub(super) fn digit(code: u32) -> Option<u8> {
    let run = ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?;
    let value = code - ZEROS.get(run)?;
    u8::try_from(value).ok().filter(|value| *value < 10)
}

/// Whether Python's `\s` matches: Unicode's white space, and the four separators of ASCII.
pub(super) fn is_space(code: u32) -> bool {
    matches!(code, 0x1C..=0x1F) || char::from_u32(code).is_some_and(char::is_whitespace)
}

/// The character that begins at `at`: its code point and its length in bytes.
#[inline]
pub(super) fn after(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let lead = *text.get(at)?;
    let (length, bits) = match lead {
        0..0xC0 => return Some((lead.into(), 1)),
        0xC0..0xE0 => (2, lead & 0x1F),
        0xE0..0xF0 => (3, lead & 0x0F),
        _ => (4, lead & 0x07),
    };
    let rest = text.get(at + 1..text.len().min(at + length)).unwrap_or_default();
    let code = rest.iter().fold(bits.into(), |code, byte| code << 6 | u32::from(byte & 0x3F));
    Some((code, 1 + rest.len()))
}

/// The character that ends before `at`.
#[inline]
pub(super) fn before(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let is_continued = |byte: &&u8| (0x80..0xC0).contains(*byte);
    let tail = text.get(..at)?.iter().rev().take(3).take_while(is_continued).count();
    after(text, at.checked_sub(tail + 1)?)
}

/// Where the run of characters that satisfy `wanted` ends which begins at `at`.
#[inline]
pub(super) fn run_end(text: &[u8], mut at: usize, wanted: impl Fn(u32) -> bool) -> usize {
    while let Some((code, length)) = after(text, at).filter(|(code, _)| wanted(*code)) {
        let _ = code;
        at += length;
    }
    at
}

/// Where the run that ends before `at` begins, but not before `limit`.
#[inline]
pub(super) fn run_start(
    text: &[u8],
    limit: usize,
    mut at: usize,
    wanted: impl Fn(u32) -> bool,
) -> usize {
    while at > limit
        && let Some((_, length)) = before(text, at).filter(|(code, _)| wanted(*code))
    {
        at -= length.min(at - limit);
    }
    at
}

pub(super) fn is_digit(code: u32) -> bool {
    digit(code).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_their_values() {
        for (character, value) in [('0', 0), ('9', 9), ('٣', 3), ('９', 9), ('𝟎', 0), ('𝟿', 9)]
        {
            assert_eq!(digit(character.into()), Some(value), "{character}");
        }
        for other in ['/', ':', '²', '½', '一', 'Ⅷ', '\u{10FFFF}'] {
            assert_eq!(digit(other.into()), None, "{other}");
        }
        assert!(ZEROS.is_sorted());
    }

    #[test]
    fn white_space_is_that_of_python() {
        let spaces: Vec<u32> = (0..0x11_0000).filter(|code| is_space(*code)).collect();
        let expected: Vec<u32> = (9..14)
            .chain(28..33)
            .chain([0x85, 0xA0, 0x1680])
            .chain(0x2000..=0x200A)
            .chain([0x2028, 0x2029, 0x202F, 0x205F, 0x3000])
            .collect();
        assert_eq!(spaces, expected);
    }

    #[test]
    fn characters_are_the_same_from_both_sides() {
        // A lone surrogate between characters of every length.
        let text = ["aé".as_bytes(), b"\xED\xA0\x80", "€😀z".as_bytes()].concat();
        let (mut at, mut codes) = (0, Vec::new());
        while let Some((code, length)) = after(&text, at) {
            at += length;
            assert_eq!(before(&text, at), Some((code, length)));
            codes.push(code);
        }
        assert_eq!(codes, [0x61, 0xE9, 0xD800, 0x20AC, 0x1F600, 0x7A]);
        assert_eq!(before(&text, 0), None);
    }
}
