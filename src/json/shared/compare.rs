//! Compares bytes with a parsed element: do they differ only in scalar values?

use std::num::NonZero;

use super::elements::Change;
use crate::json::parse::parser::{ESCAPED, MAX_INT_DIGITS};
use crate::json::parse::scan::{number_end, string_end};

/// A scalar value of an element: the range of its bytes, from the element's start.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Scalar {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) token: u32,
}

/// An element that equals a known one except for scalars.
#[derive(Debug)]
pub(crate) struct Repeat {
    /// How many bytes it has.
    pub(crate) length: usize,
    /// The first scalar that differs though that was not expected, if there is one.
    pub(crate) surprise: Option<Scalar>,
}

/// How far an element was compared with the known one.
struct Compared {
    in_known: usize,
    in_text: usize,
}

/// The element at the start of `text` if it equals `known` except for some of its `scalars`. Those
/// that differ are appended to `changes`, with their positions in `text`; if it does not equal
/// `known`, so may be some that are of no use.
///
/// The scalars in `expected`, in ascending order, probably differ. Between them the bytes are
/// probably the same, which the processor finds out faster than where they differ.
pub(crate) fn compare(
    known: &[u8],
    scalars: &[Scalar],
    expected: &[Scalar],
    text: &[u8],
    changes: &mut Vec<Change>,
) -> Option<Repeat> {
    let Compared { mut in_known, mut in_text } = compare_expected(known, expected, text, changes);
    let mut surprise = None;
    while in_known < known.len() {
        let same = common_prefix(&known[in_known..], text.get(in_text..)?);
        let passed = scalars.partition_point(|scalar| (scalar.start as usize) < in_known);
        (in_known, in_text) = (in_known + same, in_text + same);
        if in_known == known.len() {
            break;
        }
        // Two numbers of different length may first differ just after the shorter one.
        let scalar = *scalars[passed..].iter().find(|scalar| scalar.end as usize >= in_known)?;
        in_text -= in_known.checked_sub(scalar.start as usize)?;
        let before = changes.len();
        in_text = compare_scalar(known, scalar, text, in_text, changes)?;
        in_known = scalar.end as usize;
        if changes.len() > before {
            surprise.get_or_insert(scalar);
        }
    }
    Some(Repeat { length: in_text, surprise })
}

/// Compares as long as only expected scalars differ.
#[inline(never)]
fn compare_expected(
    known: &[u8],
    expected: &[Scalar],
    text: &[u8],
    changes: &mut Vec<Change>,
) -> Compared {
    let (mut in_known, mut in_text) = (0, 0);
    for scalar in expected {
        let same = &known[in_known..scalar.start as usize];
        let start = in_text + same.len();
        if text.get(in_text..start) != Some(same) {
            return Compared { in_known, in_text };
        }
        let Some(end) = compare_scalar(known, *scalar, text, start, changes) else {
            return Compared { in_known, in_text };
        };
        (in_known, in_text) = (scalar.end as usize, end);
    }
    let same = &known[in_known..];
    let end = in_text + same.len();
    match text.get(in_text..end) == Some(same) {
        true => Compared { in_known: known.len(), in_text: end },
        false => Compared { in_known, in_text },
    }
}

/// Compares a scalar of `known` with the one at `start` of `text`, and returns where that ends;
/// `None` if it is not a scalar.
#[inline(always)]
fn compare_scalar(
    known: &[u8],
    scalar: Scalar,
    text: &[u8],
    start: usize,
    changes: &mut Vec<Change>,
) -> Option<usize> {
    let (end, extra) = scalar_end(text, start);
    let end = end?.get();
    if text[start..end] != known[scalar.start as usize..scalar.end as usize] {
        changes.push(Change { token: scalar.token, at: start as u32, extra });
    }
    Some(end)
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

/// The end of the scalar at `at`, or `None` if there is no scalar, and its token's `extra`.
///
/// A function of its own, which returns its result in registers: its constants would leave none to
/// the loops around it.
#[inline(never)]
fn scalar_end(text: &[u8], at: usize) -> (Option<NonZero<usize>>, u32) {
    let ends = |end: usize, extra: u32| (NonZero::new(end), extra);
    let literal = |word: &[u8]| match text[at..].starts_with(word) {
        true => ends(at + word.len(), word.len() as u32),
        false => (None, 0),
    };
    match text.get(at) {
        Some(b'"') => match string_end(text, at + 1) {
            Ok(end) => {
                let escaped = if end.escaped { ESCAPED } else { 0 };
                ends(end.quote + 1, (end.quote - at - 1) as u32 | escaped)
            }
            Err(_) => (None, 0),
        },
        Some(b'n') => literal(b"null"),
        Some(b't') => literal(b"true"),
        Some(b'f') => literal(b"false"),
        _ => match number_end(text, at) {
            // Longer ones are left to the parser, which checks their limit.
            Some((end, _)) if end - at <= MAX_INT_DIGITS => ends(end, (end - at) as u32),
            _ => (None, 0),
        },
    }
}
