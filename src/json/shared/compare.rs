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

/// A scalar that differs: the number of its token, where it starts in the new bytes, and its
/// token's `extra`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Difference {
    pub(crate) token: u32,
    pub(crate) start: usize,
    pub(crate) extra: u32,
}

/// The length of the element at the start of `text` if it equals `known` except for some of its
/// `scalars`; each scalar that differs is passed to `differs`.
#[inline]
pub(crate) fn compare(
    known: &[u8],
    scalars: &[Scalar],
    text: &[u8],
    mut differs: impl FnMut(Difference),
) -> Option<usize> {
    let (mut in_known, mut in_text) = (0, 0);
    let mut scalars = scalars.iter();
    loop {
        let same = common_prefix(&known[in_known..], text.get(in_text..)?);
        in_known += same;
        in_text += same;
        if in_known == known.len() {
            return Some(in_text);
        }
        // Two numbers of different length may first differ just after the shorter one.
        let scalar = *scalars.find(|scalar| scalar.end as usize >= in_known)?;
        let start = in_text - in_known.checked_sub(scalar.start as usize)?;
        let (end, extra) = scalar_end(text, start).ok().flatten()?;
        differs(Difference { token: scalar.token, start, extra });
        in_known = scalar.end as usize;
        in_text = end;
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
