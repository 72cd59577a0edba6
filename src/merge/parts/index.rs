//! The `index` of a choice, a tool call or a list's item: any integer, however long.

use std::cmp::Ordering;

use crate::json::{Builder, Cursor, Number};

/// An integer as the key by which fragments are matched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Index {
    Small(i64),
    /// Beyond 64 bits, as decimal digits with an optional minus
    Big(Box<str>),
}

impl Index {
    /// `value` as an index, if it is an integer, also one written as 1.0, or a string of digits, as some
    /// servers send it.
    #[inline]
    pub(crate) fn of(value: Cursor<'_>) -> Option<Self> {
        // Nearly all of them have one digit.
        if let [digit @ b'0'..=b'9'] = value.raw() {
            return Some(Index::Small((digit - b'0').into()));
        }
        if let Some(text) = value.as_text() {
            return Index::of_digits(&text.to_str());
        }
        match value.as_number()? {
            Number::Int(small) => Some(Index::Small(small)),
            Number::Big(digits) => Some(Index::Big(digits.into())),
            // Up to where every integer is a float.
            Number::Float(float) if float.fract() == 0.0 && float.abs() < 9e15 => {
                Some(Index::Small(float as i64))
            }
            Number::Float(_) => None,
        }
    }

    fn of_digits(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if let Ok(small) = text.parse() {
            return Some(Index::Small(small));
        }
        let sign = if text.starts_with('-') { "-" } else { "" };
        Some(Index::Big(format!("{sign}{}", digits.trim_start_matches('0')).into()))
    }

    /// The `index` member of an object, if it has one.
    pub(crate) fn in_object(object: Cursor<'_>) -> Option<Self> {
        Index::of(object.get("index")?)
    }

    /// The next integer; beyond 64 bits, the same one.
    pub(crate) fn next(&self) -> Self {
        match self {
            Index::Small(small) => Index::Small(small.saturating_add(1)),
            big => big.clone(),
        }
    }

    /// The nearest integer of 64 bits.
    pub(crate) fn saturated(&self) -> i64 {
        match self {
            Index::Small(small) => *small,
            Index::Big(digits) if digits.starts_with('-') => i64::MIN,
            Index::Big(_) => i64::MAX,
        }
    }

    pub(crate) fn write(&self, json: &mut Builder) {
        match self {
            Index::Small(small) => json.int(*small),
            Index::Big(digits) => json.big_int(digits),
        }
    }
}

impl Default for Index {
    fn default() -> Self {
        Index::Small(0)
    }
}

impl Ord for Index {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_digits = match (self, other) {
            (Index::Big(one), Index::Big(two)) => (one.len(), &**one).cmp(&(two.len(), &**two)),
            _ => Ordering::Equal,
        };
        let ordering = self.saturated().cmp(&other.saturated());
        match self.saturated() {
            // The longer of two negative numbers is the lesser.
            i64::MIN => {
                ordering.then(by_digits.reverse()).then(self.is_small().cmp(&other.is_small()))
            }
            _ => ordering.then(by_digits).then(other.is_small().cmp(&self.is_small())),
        }
    }
}

impl PartialOrd for Index {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Index {
    fn is_small(&self) -> bool {
        matches!(self, Index::Small(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn integers_of_any_length_are_ordered_as_numbers() -> crate::error::Result<()> {
        let text = "[-100000000000000000000, -99999999999999999999, -9223372036854775808, -1, 0, 5, 10,
                      9223372036854775807, 9223372036854775808, 99999999999999999999, 100000000000000000000]";
        let list = Document::parse(text.into())?;
        let indexes: Vec<_> = list.root().items().filter_map(Index::of).collect();
        assert_eq!(indexes.len(), 11);
        assert!(indexes.is_sorted_by(|one, two| one < two));
        Ok(())
    }

    #[test]
    fn digits_are_indexes_in_a_string_too() -> crate::error::Result<()> {
        let text = r#"["7", "-07", "00009223372036854775808", "-9223372036854775808"]"#;
        let list = Document::parse(text.into())?;
        let indexes: Vec<_> = list.root().items().filter_map(Index::of).collect();
        let big = Index::Big("9223372036854775808".into());
        assert_eq!(indexes, [Index::Small(7), Index::Small(-7), big, Index::Small(i64::MIN)]);
        Ok(())
    }

    #[test]
    fn an_integer_may_be_written_as_a_float() -> crate::error::Result<()> {
        let list = Document::parse(b"[1.0, -0.0, 2e1]".to_vec())?;
        let indexes: Vec<_> = list.root().items().filter_map(Index::of).collect();
        assert_eq!(indexes, [1, 0, 20].map(Index::Small));
        Ok(())
    }

    #[test]
    fn only_integers_are_indexes() -> crate::error::Result<()> {
        let text = br#"[1.5, 1e300, "", "-", "1.0", "+1", "a", true, null, [1], NaN]"#;
        let list = Document::parse(text.to_vec())?;
        assert!(list.root().items().all(|item| Index::of(item).is_none()));
        Ok(())
    }
}
