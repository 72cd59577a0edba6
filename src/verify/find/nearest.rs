//! The recordings with the nearest requests.

use std::path::PathBuf;

use super::difference::{Difference, differences};
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

/// The nearest so far, nearest first; of equally near ones, the first is kept.
pub(crate) struct Nearest {
    most: usize,
    found: Vec<(f64, PathBuf)>,
}

impl Nearest {
    pub(crate) fn new(most: usize) -> Self {
        Nearest { most, found: Vec::new() }
    }

    pub(crate) fn note(&mut self, distance: f64, path: PathBuf) {
        let place = self.found.partition_point(|(other, _)| *other <= distance);
        if place < self.most {
            self.found.insert(place, (distance, path));
            self.found.truncate(self.most);
        }
    }

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
        for (distance, path) in [(2.0, "a"), (1.0, "b"), (3.0, "c"), (1.0, "d"), (0.5, "e")] {
            nearest.note(distance, path.into());
        }
        let paths: Vec<_> = nearest.found.iter().map(|(_, path)| path.to_str()).collect();
        assert_eq!(paths, [Some("e"), Some("b"), Some("d")]);
    }
}
