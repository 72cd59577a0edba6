//! Rounds floats to five decimal places as Python does: based on the exact value, with ties going
//! to the even digit.

use std::io::Write;

use super::digits::digit;

/// Python's `round(value, 5)`.
pub(super) fn rounded(value: f64) -> f64 {
    // Integers, infinities and NaN are already rounded, and have no decimal with this many places.
    if !value.is_finite() || value.fract() == 0.0 {
        return value;
    }
    let mut buffer = [0u8; 32];
    let mut left = &mut buffer[..];
    // A value with a fraction is below 2^53: 16 digits, a point, five places and a sign.
    let _ = write!(left, "{value:.5}");
    let length = 32 - left.len();
    let text = buffer.get(..length).and_then(|text| std::str::from_utf8(text).ok());
    text.and_then(|text| text.parse().ok()).unwrap_or(value)
}

/// Appends Python's `f"{float(text):.5f}"` for a text of digits, in any script, and a point.
pub(super) fn rounded_text(text: &[u8], out: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(text);
    let ascii: String = text
        .chars()
        .map(|character| digit(character).map_or(character, |value| char::from(b'0' + value)))
        .collect();
    let value: f64 = ascii.parse().unwrap_or(f64::NAN);
    // Writing to a `Vec` cannot fail.
    let _ = write!(out, "{value:.5}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_value_decides_and_ties_are_even() {
        for (value, expected) in [
            (0.123456, 0.12346),
            (0.015625, 0.01562),
            (0.046875, 0.04688),
            (2.675_005, 2.67501),
            (-0.000_001, -0.0),
            (1e16, 1e16),
            (1e300, 1e300),
            (f64::MIN_POSITIVE, 0.0),
            (4_503_599_627_370_495.5, 4_503_599_627_370_495.5),
            (f64::INFINITY, f64::INFINITY),
        ] {
            assert_eq!(rounded(value).to_bits(), f64::to_bits(expected), "{value}");
        }
        assert!(rounded(f64::NAN).is_nan());
        assert!(rounded(-0.0).is_sign_negative());
    }
}
