//! Writes a float in its shortest form, as Python's `repr` or pydantic's serializer does.

use std::io::Write;

/// The style in which floats are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FloatStyle {
    /// `repr(float)`, as Python's `json`: `0.0001`, `1e-05`, `1e+16`; `NaN`, `Infinity`
    Python,
    /// pydantic's `model_dump_json`: `0.00001`, `1e-6`, `1e+16`; non-finite values are `null`
    Pydantic,
}

/// Appends `value` as Python's `json` does: `repr(float)`, and `NaN`, `Infinity`, `-Infinity`.
///
/// ```
/// let mut out = Vec::new();
/// deltafold::internals::json::python_float(1e16, &mut out);
/// assert_eq!(out, b"1e+16");
/// ```
pub fn python_float(value: f64, out: &mut Vec<u8>) {
    write_float(value, FloatStyle::Python, out);
}

/// Appends `value` in the given style.
pub(crate) fn write_float(value: f64, style: FloatStyle, out: &mut Vec<u8>) {
    match (style, value) {
        (FloatStyle::Python, _) if value.is_nan() => out.extend_from_slice(b"NaN"),
        (FloatStyle::Python, f64::INFINITY) => out.extend_from_slice(b"Infinity"),
        (FloatStyle::Python, f64::NEG_INFINITY) => out.extend_from_slice(b"-Infinity"),
        (FloatStyle::Pydantic, _) if !value.is_finite() => out.extend_from_slice(b"null"),
        (FloatStyle::Python, _) => write_finite(value, -4, 2, out),
        (FloatStyle::Pydantic, _) => write_finite(value, -5, 1, out),
    }
}

/// Appends `value` with an exponent if that is below `lowest_plain` or above 15. The exponent has
/// at least `exponent_digits` digits.
fn write_finite(value: f64, lowest_plain: i32, exponent_digits: usize, out: &mut Vec<u8>) {
    let mut scientific = Scientific::shortest(value.abs());
    if scientific.is_tie(value) {
        scientific = scientific.even_neighbour(value.abs());
    }
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let (mantissa, exponent) = scientific.parts();
    if (lowest_plain..16).contains(&exponent) {
        let first = &mantissa[..mantissa.len().min(1)];
        write_plain(first, mantissa.get(2..).unwrap_or_default(), exponent, out);
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        out.extend_from_slice(mantissa);
        // Writing to a `Vec` cannot fail.
        let _ = write!(out, "e{sign}{:01$}", exponent.unsigned_abs(), exponent_digits);
    }
}

/// A positive float in decimal: "1.2345e-7", at most 24 bytes.
struct Scientific {
    buffer: [u8; 32],
    length: usize,
}

impl Scientific {
    /// The fewest digits that read back as `value`, and the nearest such digits.
    fn shortest(value: f64) -> Self {
        Self::of(format_args!("{value:e}"))
    }

    fn of(text: std::fmt::Arguments<'_>) -> Self {
        let mut buffer = [0; 32];
        let mut left = &mut buffer[..];
        let _ = left.write_fmt(text);
        let length = 32 - left.len();
        Scientific { buffer, length }
    }

    fn text(&self) -> &str {
        self.buffer.get(..self.length).and_then(|text| str::from_utf8(text).ok()).unwrap_or("0e0")
    }

    /// The digits, with a point after the first, and the exponent.
    fn parts(&self) -> (&[u8], i32) {
        let (mantissa, exponent) = self.text().split_once('e').unwrap_or(("0", "0"));
        (mantissa.as_bytes(), exponent.parse().unwrap_or(0))
    }

    /// Whether `value` lies exactly halfway between these digits and others of the same number.
    ///
    /// A fraction of n binary digits has n decimal digits, the last of which is 5. It is a tie if
    /// that 5 is the only digit dropped. Integers and short texts are never ties.
    fn is_tie(&self, value: f64) -> bool {
        let bits = value.to_bits();
        let significand = bits & ((1 << 52) - 1) | 1 << 52;
        let exponent = (bits >> 52 & 0x7FF) as i32 - 1075;
        let fraction_digits = -(exponent + significand.trailing_zeros() as i32);
        let (mantissa, exponent) = self.parts();
        mantissa.len() > 16 && fraction_digits == mantissa.len() as i32 - 1 - exponent
    }

    /// Python resolves a tie to the even digit, if that reads back as `value`; Rust rounds up.
    fn even_neighbour(self, value: f64) -> Self {
        let places = self.parts().0.len().saturating_sub(2);
        let even = Self::of(format_args!("{value:.places$e}"));
        if even.text().parse() == Ok(value) { even } else { self }
    }
}

/// Appends `first.rest` times ten to the power of `exponent`, written without an exponent.
fn write_plain(first: &[u8], rest: &[u8], exponent: i32, out: &mut Vec<u8>) {
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + exponent.unsigned_abs() as usize - 1, b'0');
        out.extend_from_slice(first);
        out.extend_from_slice(rest);
        return;
    }
    let exponent = exponent as usize;
    let (whole, fraction) = rest.split_at(rest.len().min(exponent));
    out.extend_from_slice(first);
    out.extend_from_slice(whole);
    out.resize(out.len() + exponent - whole.len(), b'0');
    out.push(b'.');
    out.extend_from_slice(if fraction.is_empty() { b"0" } else { fraction });
}

/// Whether `raw`, a float of a valid document, is certainly what both styles write for it.
///
/// Different decimals of up to 15 digits are different floats, so no shorter one exists.
pub(crate) fn is_shortest(raw: &[u8]) -> bool {
    let raw = raw.strip_prefix(b"-").unwrap_or(raw);
    if raw.len() > 16 {
        return false;
    }
    let Some(point) = raw.iter().position(|byte| *byte == b'.') else { return false };
    let (whole, fraction) = (&raw[..point], &raw[point + 1..]);
    if !fraction.iter().all(u8::is_ascii_digit) || (fraction.ends_with(b"0") && fraction.len() > 1)
    {
        return false;
    }
    // Below 0.0001 there would be an exponent.
    whole != b"0" || !fraction.starts_with(b"0000")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn python(value: f64) -> String {
        let mut out = Vec::new();
        python_float(value, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    fn pydantic(value: f64) -> String {
        let mut out = Vec::new();
        write_float(value, FloatStyle::Pydantic, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn floats_read_as_python_prints_them() {
        for (value, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-12.5, "-12.5"),
            (0.1, "0.1"),
            (0.0001, "0.0001"),
            (0.00012345, "0.00012345"),
            (0.00001, "1e-05"),
            (0.000012345, "1.2345e-05"),
            (1e-10, "1e-10"),
            (1e15, "1000000000000000.0"),
            (1234567890123456.7, "1234567890123456.8"),
            // Ties go to the even digit, …
            (123_456_789_012_345.0 + 0.125, "123456789012345.12"),
            (123_456_789_012_345.0 + 0.375, "123456789012345.38"),
            // … but 5.960464477539062e-08 would be another float.
            (2f64.powi(-24), "5.960464477539063e-08"),
            (2f64.powi(-44), "5.684341886080802e-14"),
            (9999999999999998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (-f64::MIN_POSITIVE, "-2.2250738585072014e-308"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(python(value), expected);
        }
    }

    #[test]
    fn pydantic_starts_exponents_one_place_later_and_writes_them_short() {
        for (value, expected) in [
            (0.00001, "0.00001"),
            (0.000012345, "0.000012345"),
            (1e-6, "1e-6"),
            (1.5e-7, "1.5e-7"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (-1.5e300, "-1.5e+300"),
            (-0.0, "-0.0"),
            (f64::NAN, "null"),
            (f64::NEG_INFINITY, "null"),
        ] {
            assert_eq!(pydantic(value), expected);
        }
    }

    #[test]
    fn only_texts_that_stay_as_they_are_count_as_shortest() {
        for raw in ["0.0", "-0.0", "1.5", "100.0", "0.0001", "-0.00025", "12345678.1234567"] {
            assert!(is_shortest(raw.as_bytes()), "{raw}");
        }
        for raw in ["1.50", "1.00", "1e5", "1.5e5", "0.00001", "0.1234567890123456", "NaN"] {
            assert!(!is_shortest(raw.as_bytes()), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn every_float_reads_back(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            prop_assume!(value.is_finite());
            prop_assert_eq!(python(value).parse::<f64>().map(f64::to_bits), Ok(bits));
            prop_assert_eq!(pydantic(value).parse::<f64>().map(f64::to_bits), Ok(bits));
        }

        #[test]
        fn a_shortest_text_is_what_would_be_written(raw in "-?(0|[1-9][0-9]{0,9})\\.[0-9]{1,9}") {
            if is_shortest(raw.as_bytes()) {
                let value = raw.parse().unwrap_or(f64::NAN);
                prop_assert_eq!(&python(value), &raw);
                prop_assert_eq!(&pydantic(value), &raw);
            }
        }
    }
}
