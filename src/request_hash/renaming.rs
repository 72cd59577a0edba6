//! Texts that were replaced in recordings after these were made.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Texts that were renamed together, each former one with the one that replaced it.
///
/// ```
/// use deltafold::internals::request_hash::Renaming;
/// let renaming = Renaming::new([("old", "new")]);
/// assert_eq!(&*renaming.undone(b"a new one"), b"a old one");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming(Vec<(Vec<u8>, Vec<u8>)>);

/// The renaming of Llama Stack to OGX, which replaced its name in recordings and left the names of
/// the files as they were.
static PROJECT: LazyLock<[Renaming; 2]> = LazyLock::new(|| {
    [
        Renaming::new([("llama_stack_client", "ogx_client")]),
        Renaming::new([
            ("X-LlamaStack-", "X-OGX-"),
            ("Llama Stack", "OGX"),
            ("llama_stack", "ogx"),
        ]),
    ]
});

impl Renaming {
    /// Former texts with the present ones, in the order in which they are undone.
    pub fn new<T: Into<Vec<u8>>>(pairs: impl IntoIterator<Item = (T, T)>) -> Self {
        Renaming(pairs.into_iter().map(|(former, now)| (former.into(), now.into())).collect())
    }

    /// Those that are known, each to be undone by itself.
    pub fn known() -> &'static [Renaming] {
        &*PROJECT
    }

    /// Whether the text has any of the present texts.
    pub(super) fn is_in(&self, text: &[u8]) -> bool {
        self.0.iter().any(|(_, now)| !now.is_empty() && memchr::memmem::find(text, now).is_some())
    }

    /// The text as it was before.
    pub fn undone<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let pairs = self.0.iter().filter(|(_, now)| !now.is_empty());
        pairs.fold(Cow::Borrowed(text), |text, (former, now)| {
            let mut places = memchr::memmem::find_iter(&text, now).peekable();
            if places.peek().is_none() {
                drop(places);
                return text;
            }
            let (mut undone, mut copied) = (Vec::with_capacity(text.len()), 0);
            for at in places {
                undone.extend_from_slice(text.get(copied..at).unwrap_or_default());
                undone.extend_from_slice(former);
                copied = at + now.len();
            }
            undone.extend_from_slice(text.get(copied..).unwrap_or_default());
            Cow::Owned(undone)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occurrence_of_every_text_is_undone() {
        let undone = |text: &str| {
            let renaming = &Renaming::known()[1];
            String::from_utf8_lossy(&renaming.undone(text.as_bytes())).into_owned()
        };
        assert_eq!(
            undone("OGX, ogx_client: X-OGX-Data"),
            "Llama Stack, llama_stack_client: X-LlamaStack-Data"
        );
        assert_eq!(undone("neither"), "neither");
        let nothing = Renaming::new([("former", "")]);
        assert!(!nothing.is_in(b"text") && *nothing.undone(b"text") == *b"text");
    }
}
