//! Decimal digits, read eight at a time, and the float nearest to digits with a decimal point.

/// The largest number of digits that always fits in 64 bits.
pub(crate) const MOST_DIGITS: usize = 19;

const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
const ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);
const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);

/// The high bits of those of eight bytes that are not digits, given each byte XOR `b'0'`. Bits after
/// the first one may also be set for digits.
#[inline(always)]
fn others(values: u64) -> u64 {
    // A value above nine gets its high bit set, or has it; a carry reaches only later bytes.
    (values.wrapping_add(u64::from_ne_bytes([0x76; 8])) | values) & HIGH_BITS
}

/// The number that the last `count` of eight digits represent, where `count` is at least 1. Pairs,
/// fours and eights are added up in parallel.
#[inline]
fn last_digits(bytes: [u8; 8], count: usize) -> Option<u64> {
    let values = u64::from_le_bytes(bytes) ^ ZEROS;
    let behind = values & (u64::MAX << (64 - 8 * count));
    if others(behind) != 0 {
        return None;
    }
    let pairs = (behind.wrapping_mul(10 << 8 | 1) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100 << 16 | 1) >> 16) & 0x0000_ffff_0000_ffff;
    Some(fours.wrapping_mul(10_000 << 32 | 1) >> 32)
}

/// Where the digits that begin at `at` end.
#[inline]
pub(crate) fn digits_end(text: &[u8], mut at: usize) -> usize {
    while let Some(bytes) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        match others(u64::from_le_bytes(*bytes) ^ ZEROS) {
            0 => at += 8,
            others => return at + (others.trailing_zeros() / 8) as usize,
        }
    }
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// `before` followed by `digits`; `None` if they are not digits. There may be [`MOST_DIGITS`] in
/// all.
#[inline]
pub(crate) fn append_digits(before: u64, digits: &[u8]) -> Option<u64> {
    let (eights, rest) = digits.as_chunks();
    let mut all = before;
    for eight in eights {
        all = all * 100_000_000 + last_digits(*eight, 8)?;
    }
    match digits.last_chunk() {
        // Reads some preceding digits again: one step instead of up to seven.
        Some(last) if !rest.is_empty() => {
            Some(all * POWERS.get(rest.len())? + last_digits(*last, rest.len())?)
        }
        Some(_) => Some(all),
        None => append_one_by_one(all, rest),
    }
}

#[inline]
fn append_one_by_one(before: u64, digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(before, |all, byte| {
        let value = byte.wrapping_sub(b'0');
        (value < 10).then(|| all * 10 + u64::from(value))
    })
}

/// The float nearest to `digits` divided by ten to the power of `places`; `None` if that needs a
/// more exact computation.
///
/// The division is a multiplication by the power's inverse, of which the table has the first 64
/// bits. Truncating the inverse and the product makes the upper half of the product too small by
/// less than two, so the float is certain if neither error changes the direction of rounding.
#[inline]
pub(crate) fn divided(digits: u64, places: usize) -> Option<f64> {
    let (inverse, scale) = *INVERSES.get(places)?;
    if digits == 0 {
        return Some(0.0);
    }
    let shift = digits.leading_zeros();
    let product = u128::from(digits << shift) * u128::from(inverse);
    let upper = (product >> 64) as u64;
    // A float has a mantissa of 53 bits.
    let surplus = 64 - upper.leading_zeros() - 53;
    let (rest, half) = (upper & ((1 << surplus) - 1), 1 << (surplus - 1));
    if rest == half || rest + 1 == half {
        return None;
    }
    let mantissa = (upper >> surplus) + u64::from(rest > half);
    let exponent = surplus as i32 + 64 - shift as i32 - scale;
    // With at most nineteen places the result is far from subnormal. The highest bit of the
    // mantissa is added to the exponent, which is one more if rounding has carried that far.
    Some(f64::from_bits((((exponent + 52 + 1022) as u64) << 52) + mantissa))
}

/// The inverse of each power of ten times a power of two, truncated to 64 bits, and the exponent of
/// that power.
const INVERSES: [(u64, i32); MOST_DIGITS + 1] = {
    let mut inverses = [(1 << 63, 63); MOST_DIGITS + 1];
    let (mut places, mut power) = (1, 1_u128);
    while places < inverses.len() {
        power *= 10;
        let scale = 63 + (128 - power.leading_zeros());
        inverses[places] = (((1 << scale) / power) as u64, scale as i32);
        places += 1;
    }
    inverses
};
