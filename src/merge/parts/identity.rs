//! Strings that are set, never concatenated: ids, models, roles. Empty ones are ignored.

use crate::json::{Builder, Text, TextBuf};

/// A string that is set as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identity {
    /// Empty until a string arrives
    text: TextBuf,
}

impl Identity {
    /// The string, if one arrived that was not empty.
    #[inline]
    pub(crate) fn get(&self) -> Option<Text<'_>> {
        Some(self.text.as_text()).filter(|text| !text.is_empty())
    }

    /// Writes a member, if a string arrived.
    pub(crate) fn write(&self, key: &str, json: &mut Builder) {
        if let Some(text) = self.get() {
            json.key(key);
            json.text(text);
        }
    }

    /// Writes a member, this string if no string arrived.
    pub(crate) fn write_or(&self, default: &str, key: &str, json: &mut Builder) {
        json.key(key);
        match self.get() {
            Some(text) => json.text(text),
            None => json.str(default),
        }
    }

    /// Writes a member, an empty string if no string arrived.
    pub(crate) fn write_or_empty(&self, key: &str, json: &mut Builder) {
        json.key(key);
        json.text(self.text.as_text());
    }

    /// Whether a string arrived and equals this one.
    pub(crate) fn is(&self, other: Text<'_>) -> bool {
        self.get().is_some_and(|text| same(text, other))
    }

    /// Sets it if it is not set; returns true if it is already set to another string.
    #[inline]
    pub(crate) fn set_first(&mut self, incoming: Text<'_>) -> bool {
        if incoming.is_empty() {
            return false;
        }
        match self.get() {
            Some(first) => !same(first, incoming),
            None => {
                self.text = TextBuf::from(incoming);
                false
            }
        }
    }

    /// Sets it. Most chunks repeat their header, which costs only a comparison.
    #[inline]
    pub(crate) fn set_last(&mut self, incoming: Text<'_>) {
        if !incoming.is_empty() && self.text.as_text().raw() != incoming.raw() {
            self.text = TextBuf::from(incoming);
        }
    }
}

/// Whether two strings are equal, in time proportional to the shorter one.
#[inline]
pub(crate) fn same(one: Text<'_>, two: Text<'_>) -> bool {
    one.raw() == two.raw()
        || ((one.is_escaped() || two.is_escaped())
            && may_be_as_long(one, two)
            && may_be_as_long(two, one)
            && one.to_wtf8() == two.to_wtf8())
}

/// Whether `text` begins with `start`, in time proportional to `text`.
pub(crate) fn starts_with(text: Text<'_>, start: Text<'_>) -> bool {
    match text.is_escaped() || start.is_escaped() {
        false => text.raw().starts_with(start.raw()),
        true => may_be_as_long(text, start) && text.to_wtf8().starts_with(&start.to_wtf8()),
    }
}

/// False if `text` must be shorter than `other` once both are decoded: decoding an escape yields at
/// least a sixth of its bytes and never more than it has.
fn may_be_as_long(text: Text<'_>, other: Text<'_>) -> bool {
    text.raw().len() >= other.raw().len() / 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn escapes_make_no_difference() -> crate::error::Result<()> {
        let list = Document::parse(br#"["ab", "\u0061b", "\u0061", "abc", "a\u0062"]"#.to_vec())?;
        let texts: Vec<_> = list.root().items().filter_map(|item| item.as_text()).collect();
        assert!(same(texts[0], texts[1]) && same(texts[1], texts[4]));
        assert!(!same(texts[0], texts[2]) && !same(texts[1], texts[3]));
        assert!(starts_with(texts[0], texts[2]) && starts_with(texts[4], texts[2]));
        assert!(!starts_with(texts[2], texts[0]));
        Ok(())
    }
}
