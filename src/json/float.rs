//! A float in, its shortest text out, as Python's `repr` or as pydantic's serializer writes it.

use std::io::Write;

/// When a float is written with an exponent, and how.
#[derive(Clone, Copy)]
pub(super) struct Notation {
    /// The lowest decimal exponent that is still written without one.
    lowest_plain: i32,
    /// How many digits an exponent has at least.
    exponent_digits: usize,
}

/// `repr(float)`: `0.0001`, `1e-05`, `1e+16`.
pub(super) const PYTHON: Notation = Notation { lowest_plain: -4, exponent_digits: 2 };

/// pydantic's `model_dump_json`: `0.00001`, `1e-6`, `1e+16`.
pub(super) const PYDANTIC: Notation = Notation { lowest_plain: -5, exponent_digits: 1 };

/// The lowest decimal exponent above 1 that both write out.
const LOWEST_BIG: i32 = 16;

/// Appends `value` as Python's `json` does: `repr(float)`, and `NaN`, `Infinity`, `-Infinity`.
///
/// ```
/// let mut out = Vec::new();
/// deltafold::json::python_float(1e16, &mut out);
/// assert_eq!(out, b"1e+16");
/// ```
pub fn python_float(value: f64, out: &mut Vec<u8>) {
    if value.is_finite() {
        finite(value, PYTHON, out);
    } else if value.is_nan() {
        out.extend_from_slice(b"NaN");
    } else {
        out.extend_from_slice(if value > 0.0 { b"Infinity" } else { b"-Infinity" });
    }
}

/// Appends `value`, which is finite.
pub(super) fn finite(value: f64, notation: Notation, out: &mut Vec<u8>) {
    // The shortest digits that read back as `value`, like "-1.2345e-7": at most 24 bytes.
    let mut buffer = [0; 32];
    let mut left = &mut buffer[..];
    let _ = write!(left, "{value:e}");
    let unused = left.len();
    let mut text = &buffer[..buffer.len() - unused];
    if let Some(positive) = text.strip_prefix(b"-") {
        out.push(b'-');
        text = positive;
    }
    let e = text.iter().position(|byte| *byte == b'e').unwrap_or(text.len());
    let (mantissa, exponent) = text.split_at(e);
    let exponent = std::str::from_utf8(exponent.get(1..).unwrap_or_default())
        .ok()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0);
    let first = &mantissa[..mantissa.len().min(1)];
    let rest = mantissa.get(2..).unwrap_or_default();
    if (notation.lowest_plain..LOWEST_BIG).contains(&exponent) {
        plain(first, rest, exponent, out);
    } else {
        out.extend_from_slice(mantissa);
        let _ = write!(out, "e{}", if exponent < 0 { '-' } else { '+' });
        let _ = write!(out, "{:01$}", exponent.unsigned_abs(), notation.exponent_digits);
    }
}

/// Appends `first.rest` times ten to the power of `exponent` without an exponent.
fn plain(first: &[u8], rest: &[u8], exponent: i32, out: &mut Vec<u8>) {
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

/// Whether `raw`, a float of a valid document, is certainly what any [`Notation`] writes for it.
///
/// Different decimals of up to 15 digits are different floats, so there is no shorter one.
pub(super) fn is_shortest(raw: &[u8]) -> bool {
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
        finite(value, PYDANTIC, &mut out);
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
