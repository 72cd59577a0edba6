//! Names with two spellings: `model_version` where a Python object was recorded, `modelVersion`
//! where the wire format was.

/// Pairs of names, in Python's spelling and in the wire's.
pub(crate) type Pairs = &'static [(&'static str, &'static str)];

/// The spelling in which each name first occurred.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelling {
    pairs: Pairs,
    /// One for each pair: whether it occurred, and whether it was spelled as on the wire.
    seen: Vec<Option<bool>>,
}

impl Spelling {
    pub(crate) fn new(pairs: Pairs) -> Self {
        Spelling { pairs, seen: vec![None; pairs.len()] }
    }

    /// Notes a key and returns its name in Python's spelling; any other key is returned as it is.
    pub(crate) fn note<'k>(&mut self, key: &'k str) -> &'k str {
        let Some(place) = self.place(key) else { return key };
        let Some((python, wire)) = self.pairs.get(place) else { return key };
        if let Some(seen) = self.seen.get_mut(place) {
            seen.get_or_insert(key == *wire);
        }
        python
    }

    /// A name as it occurred; in Python's spelling if it did not occur.
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
