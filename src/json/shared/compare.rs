//! Compares bytes with a parsed element: do they differ only in scalar values?

use crate::json::parse::fault::Fault;
use crate::json::parse::parser::{ESCAPED, MAX_INT_DIGITS};
use crate::json::parse::scan::{number_end, string_end};

/// A scalar value of an element: the range of its bytes, from the element's start.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scalar {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) token: u32,
}

/// A scalar that differs: its number among the scalars, whether it was expected to differ, where it
/// starts in the new bytes, and its token's `extra`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference {
    pub(crate) scalar: usize,
    pub(crate) is_expected: bool,
    pub(crate) start: usize,
    pub(crate) extra: u32,
}

/// The length of the element at the start of `text` if it equals `known` except for some of its
/// `scalars`; each scalar that differs is passed to `differs`.
///
/// The scalars with the numbers in `expected`, in ascending order, probably differ. Between them
/// the bytes are probably the same, which the processor finds out faster than where they differ.
#[inline]
pub(crate) fn compare(
    known: &[u8],
    scalars: &[Scalar],
    expected: &[u32],
    text: &[u8],
    mut differs: impl FnMut(Difference),
) -> Option<usize> {
    let (mut in_known, mut in_text) = (0, 0);
    // The number of the first scalar that was not passed yet.
    let mut next = 0;
    let mut expected = expected.iter().map(|number| *number as usize);
    let mut likely = expected.next();
    loop {
        let until = likely.map_or(known.len(), |number| scalars[number].start as usize);
        let same = &known[in_known..until];
        let is_expected = text.get(in_text..in_text + same.len()) == Some(same);
        let number = if is_expected {
            in_text += same.len();
            let Some(number) = likely else { return Some(in_text) };
            number
        } else {
            let same = common_prefix(&known[in_known..], text.get(in_text..)?);
            in_known += same;
            in_text += same;
            if in_known == known.len() {
                return Some(in_text);
            }
            // Two numbers of different length may first differ just after the shorter one.
            let rest = scalars.get(next..)?;
            let number = next + rest.iter().position(|scalar| scalar.end as usize >= in_known)?;
            in_text -= in_known.checked_sub(scalars[number].start as usize)?;
            number
        };
        let scalar = scalars[number];
        let (end, extra) = scalar_end(text, in_text).ok().flatten()?;
        if text[in_text..end] != known[scalar.start as usize..scalar.end as usize] {
            differs(Difference { scalar: number, is_expected, start: in_text, extra });
        }
        (in_known, in_text, next) = (scalar.end as usize, end, number + 1);
        while likely.is_some_and(|number| number < next) {
            likely = expected.next();
        }
    }
}

/// The number of bytes that two slices share at their start.
#[inline]
fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 32;
    // Arrays are compared in registers; slices would be compared by function calls.
    let blocks = a.as_chunks::<STEP>().0.iter().zip(b.as_chunks::<STEP>().0);
    let same = blocks.take_while(|(a, b)| a == b).count() * STEP;
    // The block that differs: word by word, then the first byte that differs in a word.
    let (a, b) = (&a[same..], &b[same..]);
    let words = a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0);
    let mut within = 0;
    for (a, b) in words {
        let difference = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if difference != 0 {
            return same + within + (difference.trailing_zeros() / 8) as usize;
        }
        within += 8;
    }
    let rest = a[within..].iter().zip(&b[within..]);
    same + within + rest.take_while(|(a, b)| a == b).count()
}

/// The end of the scalar at `at` and its token's `extra`; `None` if there is no scalar.
#[inline]
fn scalar_end(text: &[u8], at: usize) -> Result<Option<(usize, u32)>, Fault> {
    let literal = |word: &[u8]| {
        let end = at + word.len();
        text[at..].starts_with(word).then_some((end, word.len() as u32))
    };
    Ok(match text.get(at) {
        Some(b'"') => {
            let end = string_end(text, at + 1)?;
            let escaped = if end.escaped { ESCAPED } else { 0 };
            Some((end.quote + 1, (end.quote - at - 1) as u32 | escaped))
        }
        Some(b'n') => literal(b"null"),
        Some(b't') => literal(b"true"),
        Some(b'f') => literal(b"false"),
        _ => number_end(text, at)
            .map(|(end, _)| (end, (end - at) as u32))
            // Longer ones are left to the parser, which checks their limit.
            .filter(|(_, length)| *length as usize <= MAX_INT_DIGITS),
    })
}
