//! Tells reasoning in tags from the text after it while both arrive.

use crate::merge::reasoning_tags::ReasoningTags;

/// A text that may begin with reasoning in tags, as far as it has arrived.
#[derive(Debug, Default)]
pub(super) struct Tagged {
    place: Place,
    /// What cannot be assigned yet: the beginning of a tag, perhaps.
    pending: Vec<u8>,
}

#[derive(Debug, Default)]
enum Place {
    /// A tag may begin here.
    #[default]
    Before,
    /// Inside the tags that close like this.
    Inside(Vec<u8>),
    /// In the text.
    After,
}

impl Tagged {
    /// Takes the next piece; hands reasoning and text to `to` as they are known.
    pub(super) fn push(
        &mut self,
        piece: &[u8],
        tags: &ReasoningTags,
        mut to: impl FnMut(bool, &[u8]),
    ) {
        if let Place::After = self.place {
            return to(false, piece);
        }
        self.pending.extend_from_slice(piece);
        let pending = std::mem::take(&mut self.pending);
        let mut rest = &pending[..];
        loop {
            match &self.place {
                Place::Before => {
                    let inner = rest.trim_ascii_start();
                    to(false, &rest[..rest.len() - inner.len()]);
                    rest = inner;
                    match tags.opened(rest) {
                        Some((inside, close)) => {
                            (rest, self.place) = (inside, Place::Inside(close.to_vec()));
                        }
                        None if tags.may_open(rest) => break,
                        None => {
                            self.place = Place::After;
                            to(false, rest);
                            return;
                        }
                    }
                }
                Place::Inside(close) => match memchr::memmem::find(rest, close) {
                    Some(end) => {
                        to(true, &rest[..end]);
                        rest = &rest[end + close.len()..];
                        self.place = Place::Before;
                    }
                    None => {
                        let kept = longest_end(rest, close);
                        to(true, &rest[..rest.len() - kept]);
                        rest = &rest[rest.len() - kept..];
                        break;
                    }
                },
                Place::After => break,
            }
        }
        self.pending = rest.to_vec();
    }

    /// Hands over what is left at the end of the text.
    pub(super) fn finish(&mut self, mut to: impl FnMut(bool, &[u8])) {
        let pending = std::mem::take(&mut self.pending);
        to(matches!(self.place, Place::Inside(_)), &pending);
    }
}

/// How many bytes at the end of `text` may be the beginning of `tag`.
fn longest_end(text: &[u8], tag: &[u8]) -> usize {
    let most = text.len().min(tag.len().saturating_sub(1));
    (1..=most).rev().find(|length| tag.starts_with(&text[text.len() - length..])).unwrap_or(0)
}
