//! The recordings with the nearest requests.

use std::path::PathBuf;

use super::difference::{Difference, differences, distance};
use super::searched_request::SearchedRequest;
use crate::error::Result;
use crate::json::Document;
use crate::recording::Recording;
use crate::request_hash::StoredRequest;

/// A recording of a request similar to the requested one.
#[derive(Clone, Debug)]
pub struct Near {
    /// The file.
    pub path: PathBuf,
    /// The differences that affect the hash.
    pub differences: Vec<Difference>,
}

/// The nearest of requests that are not in files of their own: `stored` are names and requests, and
/// a request is JSON with sorted keys.
///
/// ```
/// use deltafold::internals::verify::nearest_texts;
/// let stored = [("a", r#"{"model": "oak", "n": 2}"#), ("b", r#"{"model": "elm", "n": 2}"#)];
/// let stored = stored.map(|(name, text)| (name.into(), text.to_owned()));
/// let near = nearest_texts(r#"{"model": "elm"}"#, &stored, 1)?;
/// assert_eq!((near[0].path.to_str(), &*near[0].differences[0].path), (Some("b"), "n"));
/// # Ok::<(), deltafold::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Parse`](crate::Error::Parse) if one of them is not JSON.
pub fn nearest_texts(asked: &str, stored: &[(PathBuf, String)], most: usize) -> Result<Vec<Near>> {
    let parse = |text: &str| Document::parse_lent(text.as_bytes());
    let asked = parse(asked)?;
    let mut nearest = Nearest::new(most);
    for (path, text) in stored {
        nearest.note(distance(parse(text)?.root(), asked.root()), (path, text));
    }
    let explain = |(_, (path, text)): (f64, (&PathBuf, &String))| {
        let differences = differences(parse(text)?.root(), asked.root());
        Ok(Near { path: path.clone(), differences })
    };
    nearest.found.into_iter().map(explain).collect()
}

/// The nearest so far, nearest first; of equally near ones, the first is kept.
pub(crate) struct Nearest<T = PathBuf> {
    most: usize,
    found: Vec<(f64, T)>,
}

impl<T> Nearest<T> {
    pub(crate) fn new(most: usize) -> Self {
        Nearest { most, found: Vec::new() }
    }

    pub(crate) fn note(&mut self, distance: f64, what: T) {
        let place = self.found.partition_point(|(other, _)| *other <= distance);
        if place < self.most {
            self.found.insert(place, (distance, what));
            self.found.truncate(self.most);
        }
    }
}

impl Nearest {
    /// Reads them again to determine the differences.
    pub(crate) fn explained(self, asked: &SearchedRequest) -> Vec<Result<Near>> {
        let explain = |(_, path): (f64, PathBuf)| {
            let recording = Recording::load(&path)?;
            let Some(request) = StoredRequest::of_recording(&recording) else {
                return Ok(Near { path, differences: Vec::new() });
            };
            let stored = Document::parse(request.hashed_text(asked.rules())?)?;
            let differences = differences(stored.root(), asked.hashed().root());
            Ok(Near { path, differences })
        };
        self.found.into_iter().map(explain).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_kept_in_order() {
        let mut nearest = Nearest::new(3);
        for (distance, name) in [(2.0, "a"), (1.0, "b"), (3.0, "c"), (1.0, "d"), (0.5, "e")] {
            nearest.note(distance, name);
        }
        let names: Vec<_> = nearest.found.iter().map(|(_, name)| *name).collect();
        assert_eq!(names, ["e", "b", "d"]);
    }
}
