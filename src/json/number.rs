//! Numbers as Python reads them.

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

    /// A number of few digits with no exponent, as nearly all of a vector are. Its digits and the
    /// power of ten that they are divided by are both exact as an `f64`, so that the one rounding
    /// of the division gives the nearest float, as any other way of reading it.
    #[inline]
    fn short(raw: &[u8]) -> Option<Self> {
        let (negative, digits) = match raw {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.len() > SHORT {
            return None;
        }
        let (mut all, mut point) = (0_u64, None);
        for (place, byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => all = all * 10 + u64::from(byte - b'0'),
                b'.' => point = Some(place + 1),
                _ => return None,
            }
        }
        let Some(point) = point else {
            let whole = i64::try_from(all).ok()?;
            return Some(Number::Int(if negative { -whole } else { whole }));
        };
        let power = POWERS.get(digits.len() - point)?;
        if all > EXACT {
            return None;
        }
        let value = all as f64 / power;
        Some(Number::Float(if negative { -value } else { value }))
    }
}

/// So many digits are no more than 64 bits hold.
const SHORT: usize = 19;

/// Up to here, each integer is an `f64`.
const EXACT: u64 = 1 << 53;

/// The powers of ten, all of which are exact.
const POWERS: [f64; 20] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19,
];
