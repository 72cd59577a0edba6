//! Numbers as Python reads them.

use super::decimal::{MOST_DIGITS, append_digits, divided};

/// A number: Python's `int` has no limit, and its `float` is an `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number<'a> {
    /// An integer that fits in 64 bits with sign.
    Int(i64),
    /// Any other integer, as its decimal digits with an optional minus.
    Big(&'a str),
    /// A float; `NaN`, `Infinity` and `-Infinity` included, `1e400` is infinite.
    Float(f64),
}

impl<'a> Number<'a> {
    /// The number that `raw`, a token of a valid document, stands for.
    pub(super) fn of(raw: &'a [u8]) -> Self {
        // Most numbers of a recording are indexes and counts.
        if let [digit @ b'0'..=b'9'] = raw {
            return Number::Int(i64::from(digit - b'0'));
        }
        if let Some(number) = Number::short(raw) {
            return number;
        }
        let text = std::str::from_utf8(raw).unwrap_or("NaN");
        if raw.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-') {
            return text.parse().map_or(Number::Big(text), Number::Int);
        }
        Number::Float(match text {
            "NaN" => f64::NAN,
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            _ => text.parse().unwrap_or(f64::NAN),
        })
    }

    /// A number of few digits with no exponent, as nearly all of a vector are.
    #[inline]
    fn short(raw: &[u8]) -> Option<Self> {
        let (negative, digits) = match raw {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (whole, fraction) = match digits {
            // A zero in front adds nothing to the digits.
            [b'0', b'.', fraction @ ..] => (&[][..], fraction),
            _ => match digits.iter().take(MOST_DIGITS).position(|byte| *byte == b'.') {
                Some(point) => (&digits[..point], &digits[point + 1..]),
                None => (digits, &[][..]),
            },
        };
        if whole.len() + fraction.len() > MOST_DIGITS {
            return None;
        }
        let all = append_digits(append_digits(0, whole)?, fraction)?;
        if fraction.is_empty() {
            let whole = i64::try_from(all).ok()?;
            return Some(Number::Int(if negative { -whole } else { whole }));
        }
        let value = divided(all, fraction.len())?;
        Some(Number::Float(if negative { -value } else { value }))
    }
}
