//! Searches by file name first, which reads no files, then by content.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::difference::distance;
use super::nearest::{Near, Nearest};
use super::searched_request::SearchedRequest;
use crate::corpus::{Filter, each_recorded, walk};
use crate::error::{Error, Result};
use crate::json::Document;
use crate::recording::Recording;
use crate::request_hash::FileName;
use crate::request_hash::{RuleSet, StoredRequest};

/// How a recording was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By its file name, as a lookup does
    Name,
    /// Only by its request: a lookup does not find it under this name
    Request,
}

/// A recording that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The file.
    pub path: PathBuf,
    /// How it was found.
    pub by: By,
    /// The rules by which it has the requested hash.
    pub rules: RuleSet,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Search {
    /// The recordings, in the order of their paths.
    pub found: Vec<Match>,
    /// If there are none, the nearest ones, nearest first.
    pub nearest: Vec<Near>,
    /// The number of recordings that were read.
    pub searched: usize,
    /// Errors of files that could not be read.
    pub errors: Vec<Error>,
}

/// Finds the recordings whose hash begins with `prefix`, with `jobs` threads: by their names,
/// otherwise by their requests and the `accepted` rules.
pub fn find_hash(paths: &[PathBuf], prefix: &str, accepted: RuleSet, jobs: usize) -> Search {
    let mut search = Search::default();
    search.by_name(paths, |path, name| {
        let is_wanted = name.hash.starts_with(prefix) || prefix.starts_with(name.hash);
        is_wanted.then(|| rules_of_name(path, name).common(accepted))
    });
    if search.found.is_empty() {
        let prefix: Arc<str> = prefix.into();
        search.by_content(paths, jobs, &mut Nearest::new(0), move |request| {
            let rules = request.hashes()?.fitting(|hash| hash.to_string().starts_with(&*prefix));
            let rules = rules.common(accepted);
            Ok(if rules.is_empty() { Look::Other } else { Look::Same(rules) })
        });
    }
    search
}

/// The rules by which a file's name has the hash of its request.
fn rules_of_name(path: &Path, name: FileName<'_>) -> RuleSet {
    // The file is found by its name, whether or not it can be read.
    let Ok(recording) = Recording::load(path) else { return RuleSet::default() };
    let hashes = StoredRequest::of_recording(&recording).map(|request| request.hashes());
    hashes.map_or(RuleSet::default(), |hashes| {
        hashes.map(|hashes| hashes.fitting(|hash| name.fits(hash))).unwrap_or_default()
    })
}

/// Finds the recordings of a request, with `jobs` threads, or the `nearest` ones.
pub fn find_request(
    paths: &[PathBuf],
    asked: &SearchedRequest,
    nearest: usize,
    jobs: usize,
) -> Search {
    let mut search = Search::default();
    search.by_name(paths, |_, name| {
        let rules = asked.fitting(|hash| name.fits(hash));
        (!rules.is_empty()).then_some(rules)
    });
    if !search.found.is_empty() {
        return search;
    }
    let wanted = Arc::new(asked.clone());
    let mut kept = Nearest::new(nearest);
    search.by_content(paths, jobs, &mut kept, move |request| {
        let rules = wanted.common(&request.hashes()?);
        if !rules.is_empty() {
            return Ok(Look::Same(rules));
        }
        let stored = Document::parse(request.hashed_text(wanted.rules())?)?;
        Ok(Look::Apart(distance(stored.root(), wanted.hashed().root())))
    });
    if search.found.is_empty() {
        for near in kept.explained(asked) {
            match near {
                Ok(near) => search.nearest.push(near),
                Err(error) => search.errors.push(error),
            }
        }
    }
    search
}

/// The result of comparing a request with the wanted one.
enum Look {
    /// By these rules
    Same(RuleSet),
    Other,
    Apart(f64),
}

impl Search {
    /// Finds the files whose names have a hash that is `wanted`, which says by which rules. Old names
    /// have only 12 digits, which may be the beginning of the hash.
    fn by_name(
        &mut self,
        paths: &[PathBuf],
        wanted: impl Fn(&Path, FileName<'_>) -> Option<RuleSet>,
    ) {
        for found in walk(paths.to_vec(), Filter::default()) {
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    self.errors.push(error);
                    continue;
                }
            };
            // A file given explicitly may not exist.
            if found.is_named
                && let Err(source) = std::fs::metadata(&found.path)
            {
                self.errors.push(Error::io_of(&found.path, source));
                continue;
            }
            let rules = FileName::of(&found.path).and_then(|name| wanted(&found.path, name));
            if let Some(rules) = rules {
                self.found.push(Match { path: found.path, by: By::Name, rules });
            }
        }
    }

    /// Reads all recordings, and notes their distance from the wanted request.
    fn by_content(
        &mut self,
        paths: &[PathBuf],
        jobs: usize,
        nearest: &mut Nearest,
        look: impl Fn(&StoredRequest<'_>) -> Result<Look> + Clone + Send + 'static,
    ) {
        // The search by name has met the same errors.
        self.errors.clear();
        let looked = each_recorded(paths.to_vec(), jobs, move |path, _, recording| {
            let Some(request) = StoredRequest::of_recording(recording) else { return Ok(None) };
            Ok(Some((look(&request)?, path.to_owned())))
        });
        for looked in looked {
            self.searched += 1;
            match looked {
                Ok(Some((Look::Same(rules), path))) => {
                    self.found.push(Match { path, by: By::Request, rules });
                }
                Ok(Some((Look::Apart(distance), path))) => nearest.note(distance, path),
                Ok(_) => {}
                Err(error) => self.errors.push(error),
            }
        }
    }
}
