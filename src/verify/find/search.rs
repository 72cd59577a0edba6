//! Searches by file name first, which reads no files, then by content.

use std::path::PathBuf;
use std::sync::Arc;

use super::difference::distance;
use super::nearest::{Near, Nearest};
use super::searched_request::SearchedRequest;
use crate::corpus::{Filter, each_recorded, walk};
use crate::error::{Error, Result};
use crate::json::Document;
use crate::request_hash::{RequestHash, StoredRequest};
use crate::verify::file_name::FileName;

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
/// otherwise by their requests.
pub fn find_hash(paths: &[PathBuf], prefix: &str, jobs: usize) -> Search {
    let mut search = Search::default();
    search.by_name(paths, prefix);
    if search.found.is_empty() {
        let prefix: Arc<str> = prefix.into();
        search.by_content(paths, jobs, &mut Nearest::new(0), move |request| {
            let found = request.hash()?.to_string().starts_with(&*prefix);
            Ok(if found { Look::Same } else { Look::Other })
        });
    }
    search
}

/// Finds the recordings of a request, with `jobs` threads, or the `nearest` ones.
pub fn find_request(
    paths: &[PathBuf],
    asked: &SearchedRequest,
    nearest: usize,
    jobs: usize,
) -> Search {
    let mut search = Search::default();
    search.by_name(paths, &asked.hash().to_string());
    if !search.found.is_empty() {
        return search;
    }
    let wanted = Arc::new(asked.clone());
    let mut kept = Nearest::new(nearest);
    search.by_content(paths, jobs, &mut kept, move |request| {
        let stored = request.hashed_text()?;
        if RequestHash::of_text(&stored) == wanted.hash() {
            return Ok(Look::Same);
        }
        let stored = Document::parse(stored)?;
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
    Same,
    Other,
    Apart(f64),
}

impl Search {
    /// Old names have only 12 digits, which may be the beginning of the hash.
    fn by_name(&mut self, paths: &[PathBuf], prefix: &str) {
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
                self.errors.push(Error::Io { path: Some(found.path), source });
                continue;
            }
            let name = FileName::of(&found.path).map(|name| name.hash);
            let is_wanted =
                name.is_some_and(|name| name.starts_with(prefix) || prefix.starts_with(name));
            if is_wanted {
                self.found.push(Match { path: found.path, by: By::Name });
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
                Ok(Some((Look::Same, path))) => self.found.push(Match { path, by: By::Request }),
                Ok(Some((Look::Apart(distance), path))) => nearest.note(distance, path),
                Ok(_) => {}
                Err(error) => self.errors.push(error),
            }
        }
    }
}
