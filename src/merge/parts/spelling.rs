//! Names that come in two spellings: `model_version` where a Python object was recorded,
//! `modelVersion` where the wire was.

/// Pairs of names, in Python's spelling and in the wire's.
pub(crate) type Pairs = &'static [(&'static str, &'static str)];

/// Which spelling each name came in first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelling {
    pairs: Pairs,
    /// One for each pair: whether it came, and whether it was spelled as on the wire.
    seen: Vec<Option<bool>>,
}

impl Spelling {
    pub(crate) fn new(pairs: Pairs) -> Self {
        Spelling { pairs, seen: vec![None; pairs.len()] }
    }

    /// The name in Python's spelling of a key that came; of another key, itself.
    pub(crate) fn note<'k>(&mut self, key: &'k str) -> &'k str {
        let Some(place) = self.place(key) else { return key };
        let Some((python, wire)) = self.pairs.get(place) else { return key };
        if let Some(seen) = self.seen.get_mut(place) {
            seen.get_or_insert(key == *wire);
        }
        python
    }

    /// A name of Python's as it came; as it is if it did not.
    pub(crate) fn of(&self, name: &'static str) -> &'static str {
        let Some(place) = self.place(name) else { return name };
        match (self.seen.get(place), self.pairs.get(place)) {
            (Some(Some(true)), Some((_, wire))) => wire,
            _ => name,
        }
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.pairs.iter().position(|(python, wire)| key == *python || key == *wire)
    }
}
