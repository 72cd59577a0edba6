//! A float in, its shortest text out: as Python's `repr` or as pydantic has it.

use std::io::Write;

/// Where exponents begin, and how they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FloatStyle {
    /// `1e-05`, `1e+16`; `NaN`, `Infinity`
    Python,
    /// `0.00001`, `1e-7`, `1e+16`; what JSON has no number for is `null`
    Pydantic,
}

/// Appends what Python's `repr` gives for a float; the infinities and NaN as `json` spells them.
///
/// ```
/// let mut bytes = Vec::new();
/// deltafold::json::python_float(1e-5, &mut bytes);
/// assert_eq!(bytes, b"1e-05");
/// ```
pub fn python_float(value: f64, out: &mut Vec<u8>) {
    write_float(value, FloatStyle::Python, out);
}

pub(super) fn write_float(value: f64, style: FloatStyle, out: &mut Vec<u8>) {
    if !value.is_finite() {
        return out.extend_from_slice(match (style, value) {
            (FloatStyle::Pydantic, _) => b"null",
            (_, f64::INFINITY) => b"Infinity",
            (_, f64::NEG_INFINITY) => b"-Infinity",
            _ => b"NaN",
        });
    }
    // Rust writes the shortest digits too: -d.ddde-12. A Vec takes all that is written.
    let mut scientific = Vec::with_capacity(32);
    let _ = write!(scientific, "{value:e}");
    let unsigned = scientific.strip_prefix(b"-").unwrap_or(&scientific);
    if unsigned.len() < scientific.len() {
        out.push(b'-');
    }
    let (mantissa, exponent) = match memchr::memchr(b'e', unsigned) {
        Some(e) => (&unsigned[..e], parse_exponent(&unsigned[e + 1..])),
        None => (unsigned, 0),
    };
    let smallest = match style {
        FloatStyle::Python => -4,
        FloatStyle::Pydantic => -5,
    };
    if (smallest..16).contains(&exponent) {
        return write_fixed(mantissa, exponent, out);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    let width = if style == FloatStyle::Python { 2 } else { 1 };
    out.extend_from_slice(mantissa);
    let _ = write!(out, "e{sign}{:0width$}", exponent.unsigned_abs());
}

fn parse_exponent(digits: &[u8]) -> i32 {
    std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// `d.ddd` times ten to the `exponent`, without an exponent but with a point.
fn write_fixed(mantissa: &[u8], exponent: i32, out: &mut Vec<u8>) {
    let digits = || mantissa.iter().copied().filter(|byte| *byte != b'.');
    let count = digits().count();
    if exponent < 0 {
        out.extend_from_slice(b"0.");
        out.extend(std::iter::repeat_n(b'0', exponent.unsigned_abs() as usize - 1));
        return out.extend(digits());
    }
    let whole = exponent as usize + 1;
    out.extend(digits().take(whole));
    out.extend(std::iter::repeat_n(b'0', whole.saturating_sub(count)));
    out.push(b'.');
    match count > whole {
        true => out.extend(digits().skip(whole)),
        false => out.push(b'0'),
    }
}

/// Whether `raw`, a float of a valid document, is what Python would write for it: up to 15 digits
/// survive the way through a float unchanged.
pub(super) fn is_python_float(raw: &[u8]) -> bool {
    let unsigned = raw.strip_prefix(b"-").unwrap_or(raw);
    let Some(point) = memchr::memchr(b'.', unsigned) else { return false };
    let (whole, fraction) = (&unsigned[..point], &unsigned[point + 1..]);
    let plain = fraction.iter().all(u8::is_ascii_digit);
    let short = whole.len() + fraction.len() <= 15;
    let trimmed = fraction == b"0" || fraction.last().is_some_and(|last| *last != b'0');
    // Python writes less than 0.0001 with an exponent.
    let large = whole != b"0" || fraction == b"0" || !fraction.starts_with(b"0000");
    plain && short && trimmed && large
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(value: f64, style: FloatStyle) -> String {
        let mut out = Vec::new();
        write_float(value, style, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn floats_look_as_in_python() {
        for (value, expected) in [
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (0.00012, "0.00012"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (-0.0, "-0.0"),
            (100.0, "100.0"),
            (12.5, "12.5"),
            (5e-324, "5e-324"),
            (1.5e300, "1.5e+300"),
            (f64::NEG_INFINITY, "-Infinity"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(text(value, FloatStyle::Python), expected);
        }
    }

    #[test]
    fn floats_look_as_in_pydantic() {
        for (value, expected) in [
            (1e-5, "0.00001"),
            (1.234e-5, "0.00001234"),
            (1e-7, "1e-7"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (f64::INFINITY, "null"),
            (f64::NAN, "null"),
        ] {
            assert_eq!(text(value, FloatStyle::Pydantic), expected);
        }
    }

    proptest! {
        #[test]
        fn a_float_survives_its_text(value in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
            for style in [FloatStyle::Python, FloatStyle::Pydantic] {
                prop_assert_eq!(text(value, style).parse::<f64>().unwrap().to_bits(), value.to_bits());
            }
        }

        #[test]
        fn what_counts_as_pythons_is_what_python_writes(raw in r"-?(0|[1-9][0-9]{0,9})\.[0-9]{1,9}") {
            if is_python_float(raw.as_bytes()) {
                prop_assert_eq!(text(raw.parse().unwrap(), FloatStyle::Python), raw);
            }
        }
    }
}
