//! Computes the bytes to change from the verdicts on values.

use std::borrow::Cow;
use std::ops::Range;

use super::placeholders::Children;
use super::verdict::Verdict;
use crate::error::{Allowance, Grow, OutOfMemory};
use crate::json::Cursor;

/// Bytes that are replaced with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) with: Vec<u8>,
}

/// The changes in one tree of values.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<Edit>,
    /// Whether a new list or object may have lines with the wrong indentation.
    pub(super) needs_layout: bool,
    allowance: Allowance,
}

impl Edits {
    /// Adds the edit that replaces one value.
    ///
    /// `base` is where the value's document starts in the text.
    fn replace(
        &mut self,
        value: Cursor<'_>,
        base: usize,
        with: Cow<'_, [u8]>,
    ) -> Result<(), OutOfMemory> {
        let start = base + value.pos();
        let is_container = |bytes: &[u8]| matches!(bytes.first(), Some(b'{' | b'['));
        self.needs_layout |= is_container(&with) && with.len() > 2;
        self.allowance.take(with.len())?;
        let range = start..start + value.raw().len();
        self.edits.try_push(Edit { range, with: with.into_owned() })
    }

    /// Adds the edits that remove the children of `container` with the indexes in `removed`.
    fn remove(
        &mut self,
        container: Cursor<'_>,
        base: usize,
        removed: &[u32],
    ) -> Result<(), OutOfMemory> {
        let inside = container.pos() + 1..container.pos() + container.raw().len() - 1;
        let mut values = Vec::new();
        let mut children = Children::of(container);
        while let Some(child) = children.next() {
            values.try_push(child)?;
        }
        let goes = |value: &Cursor<'_>| removed.binary_search(&value.index()).is_ok();
        let leading = values.iter().take_while(|value| goes(value)).count();
        let end = |value: &Cursor<'_>| value.pos() + value.raw().len();
        let mut cut = |range: Range<usize>| {
            let range = base + range.start..base + range.end;
            self.edits.try_push(Edit { range, with: Vec::new() })
        };
        if leading == values.len() {
            return cut(inside);
        }
        if let Some(last) = leading.checked_sub(1).and_then(|last| values.get(last)) {
            // Includes the comma that follows; only white space comes before it.
            let after = container.raw().get(end(last) - container.pos()..).unwrap_or_default();
            let comma = memchr::memchr(b',', after).map_or(0, |comma| comma + 1);
            cut(inside.start..end(last) + comma)?;
        }
        for pair in values.windows(2).skip(leading) {
            if let [before, value] = pair
                && goes(value)
            {
                cut(end(before)..end(value))?;
            }
        }
        Ok(())
    }

    /// Adds the edits for the verdicts on the values of one tree.
    ///
    /// # Errors
    ///
    /// If there is not enough memory.
    pub(super) fn add_all<'c>(
        &mut self,
        base: usize,
        verdicts: impl IntoIterator<Item = (Cursor<'c>, Cursor<'c>, Verdict<'c>)>,
    ) -> Result<(), OutOfMemory> {
        // The removed values, with their containers.
        let mut removed: Vec<(Cursor<'_>, u32)> = Vec::new();
        for (container, value, verdict) in verdicts {
            match verdict {
                Verdict::Same => {}
                Verdict::New(new) => self.replace(value, base, new)?,
                Verdict::Removed => removed.try_push((container, value.index()))?,
            }
        }
        removed.sort_unstable_by_key(|(container, value)| (container.index(), *value));
        for group in removed.chunk_by(|a, b| a.0.index() == b.0.index()) {
            self.allowance.take(size_of_val(group))?;
            let values: Vec<u32> = group.iter().map(|(_, value)| *value).collect();
            if let Some((container, _)) = group.first() {
                self.remove(*container, base, &values)?;
            }
        }
        Ok(())
    }

    /// All edits in text order.
    pub(super) fn sorted(mut self) -> Vec<Edit> {
        self.edits.sort_by_key(|edit| edit.range.start);
        self.edits
    }
}

/// The text with the edits applied, which are in text order and do not overlap.
///
/// # Errors
///
/// If there is not enough memory.
pub(super) fn splice(text: &[u8], edits: &[Edit]) -> Result<Vec<u8>, OutOfMemory> {
    let growth: usize = edits.iter().map(|edit| edit.with.len()).sum();
    let mut new = Vec::new();
    new.try_room(text.len() + growth)?;
    let mut copied = 0;
    for Edit { range, with } in edits {
        new.extend_from_slice(text.get(copied..range.start).unwrap_or_default());
        new.extend_from_slice(with);
        copied = range.end;
    }
    new.extend_from_slice(text.get(copied..).unwrap_or_default());
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Document, Layout, write};
    use proptest::prelude::*;

    fn without(text: &[u8], keys: &[&str]) -> Vec<u8> {
        let document = Document::parse(text.to_vec()).unwrap();
        let members = document.root().members();
        let goes: Vec<u32> = members
            .filter(|(key, _)| keys.iter().any(|gone| *key == **gone))
            .map(|(_, value)| value.index())
            .collect();
        let mut edits = Edits::default();
        edits.remove(document.root(), 0, &goes).unwrap();
        splice(text, &edits.sorted()).unwrap()
    }

    #[test]
    fn members_go_with_one_comma() {
        let text = br#"{ "a": 1 , "b":[2,3] ,"c" : ",4" }"#;
        let left = |keys: &[&str]| String::from_utf8(without(text, keys)).unwrap();
        assert_eq!(left(&["a"]), r#"{ "b":[2,3] ,"c" : ",4" }"#);
        assert_eq!(left(&["b"]), r#"{ "a": 1 ,"c" : ",4" }"#);
        assert_eq!(left(&["c"]), r#"{ "a": 1 , "b":[2,3] }"#);
        assert_eq!(left(&["a", "b"]), r#"{"c" : ",4" }"#);
        assert_eq!(left(&["a", "c"]), r#"{ "b":[2,3] }"#);
        assert_eq!(left(&["a", "b", "c"]), "{}");
    }

    proptest! {
        /// If the text is canonical, the rest is canonical too.
        #[test]
        fn removing_keeps_the_form(keys in prop::collection::vec("[a-f]", 1..6), gone in "[a-f]{1,3}") {
            let members: Vec<_> = keys.iter().enumerate().map(|(n, k)| format!("\"{k}{n}\": [{n}]")).collect();
            let text = format!("{{{}}}", members.join(","));
            let document = Document::parse(text.into()).unwrap();
            let mut canonical = Vec::new();
            write(document.root(), Layout::Indented, &mut canonical);
            let names: Vec<String> = keys.iter().enumerate().map(|(n, k)| format!("{k}{n}")).collect();
            let gone: Vec<&str> = names.iter().map(String::as_str).filter(|name| gone.contains(&name[..1])).collect();
            let left = without(&canonical, &gone);
            let parsed = Document::parse(left.clone()).unwrap();
            prop_assert_eq!(parsed.root().members().count(), names.len() - gone.len());
            let mut again = Vec::new();
            write(parsed.root(), Layout::Indented, &mut again);
            prop_assert_eq!(left, again);
        }
    }
}
