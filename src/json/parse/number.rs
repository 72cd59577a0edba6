//! Numbers as Python reads them.

use super::decimal::{MOST_DIGITS, append_digits, divided};

/// A number: Python's `int` has no limit, and its `float` is an `f64`.
///
/// ```
/// use deltafold::{Document, Number};
/// let document = Document::parse(b"[1, 10000000000000000000, 1e400]".to_vec())?;
/// let numbers: Vec<_> = document.root().items().filter_map(|item| item.as_number()).collect();
/// let big = Number::Big("10000000000000000000");
/// assert_eq!(numbers, [Number::Int(1), big, Number::Float(f64::INFINITY)]);
/// # Ok::<(), deltafold::Error>(())
/// ```
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
    /// The number that `raw`, a token of a valid document, represents.
    pub(crate) fn of(raw: &'a [u8]) -> Self {
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

    /// A number with few digits and no exponent, as almost all are.
    #[inline]
    fn short(raw: &[u8]) -> Option<Self> {
        let digits = Digits::of(raw)?;
        if digits.places > 0 {
            return digits.to_f64().map(Number::Float);
        }
        let whole = i64::try_from(digits.all).ok()?;
        Some(Number::Int(if digits.negative { -whole } else { whole }))
    }

    /// The float nearest to `raw`, a token of a valid document: the result of Python's `float`,
    /// except that it is infinite where Python raises an error.
    #[inline]
    pub(crate) fn to_f64(raw: &[u8]) -> f64 {
        let short = Digits::of(raw).and_then(Digits::to_f64);
        short.unwrap_or_else(|| match Number::of(raw) {
            Number::Int(int) => int as f64,
            Number::Big(digits) => digits.parse().unwrap_or(f64::NAN),
            Number::Float(float) => float,
        })
    }
}

/// A number with few digits, written without an exponent.
#[derive(Clone, Copy)]
struct Digits {
    negative: bool,
    all: u64,
    /// The number of digits after the point.
    places: usize,
}

impl Digits {
    #[inline(always)]
    fn of(raw: &[u8]) -> Option<Self> {
        let (negative, digits) = match raw {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (whole, fraction) = match digits {
            // A leading zero adds nothing to the digits.
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
        Some(Digits { negative, all, places: fraction.len() })
    }

    #[inline(always)]
    fn to_f64(self) -> Option<f64> {
        let value = match self.places {
            // An integer zero has no sign.
            0 if self.all == 0 => return Some(0.0),
            0 => self.all as f64,
            places => divided(self.all, places)?,
        };
        Some(if self.negative { -value } else { value })
    }
}
