//! The errors of the whole crate, as one type.

mod memory;

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use memory::OutOfMemory;
pub(crate) use memory::{
    Allowance, BEYOND, Grow, ensure, ensure_little, ensure_some, joined, read_all, read_beside,
};

/// The result of every fallible function in this crate.
///
/// ```
/// fn first_text(path: &std::path::Path) -> deltafold::Result<String> {
///     let completion = deltafold::Recording::load(path)?.merge(Default::default())?;
///     Ok(String::from_utf8_lossy(&completion.to_json()).into_owned())
/// }
/// assert!(first_text("missing.json".as_ref()).is_err());
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a recording could not be read, understood or merged.
///
/// ```
/// use deltafold::{Error, Recording};
/// let error = Recording::load("missing.json".as_ref()).unwrap_err();
/// assert!(matches!(&error, Error::Io { path: Some(path), .. } if path.ends_with("missing.json")));
/// let error = Recording::parse(b"[1, 2]".to_vec(), None).unwrap_err();
/// assert!(matches!(error, Error::NotARecording { .. }));
/// ```
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not valid JSON or server-sent events.
    #[error(transparent)]
    Parse(#[from] ParseError),

    /// A recording lacks something that is needed.
    #[error("{}{what}", prefix(.path))]
    Recording {
        /// The file, if any.
        path: Option<PathBuf>,
        /// What was expected and what was found.
        what: String,
    },

    /// The bytes are valid JSON, but not a recording.
    #[error("{}{what}", prefix(.path))]
    NotARecording {
        /// The file, if any.
        path: Option<PathBuf>,
        /// What was expected and what was found.
        what: String,
    },

    /// The items cannot be merged.
    #[error("{what}")]
    Merge {
        /// What was expected and what was found.
        what: String,
    },

    /// The operating system reported an error.
    #[error("{}{source}", prefix(.path))]
    Io {
        /// The file, if any.
        path: Option<PathBuf>,
        /// The original error.
        source: Arc<std::io::Error>,
    },

    /// There is not enough memory.
    #[error(transparent)]
    OutOfMemory(#[from] OutOfMemory),
}

impl Error {
    /// An operating system error without a path.
    pub(crate) fn io(source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::OutOfMemory => OutOfMemory.into(),
            _ => Error::Io { path: None, source: Arc::new(source) },
        }
    }

    /// An operating system error about a file.
    pub(crate) fn io_of(path: &Path, source: std::io::Error) -> Self {
        Error::io(source).in_file(path)
    }

    /// An [`Error::Recording`] without a path.
    pub fn recording(what: impl Into<String>) -> Self {
        Error::Recording { path: None, what: what.into() }
    }

    /// An [`Error::Merge`].
    pub fn merge(what: impl Into<String>) -> Self {
        Error::Merge { what: what.into() }
    }

    /// The file in which the error occurred, if known.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Error::Parse(error) => error.path.as_deref(),
            Error::Recording { path, .. }
            | Error::NotARecording { path, .. }
            | Error::Io { path, .. } => path.as_deref(),
            Error::Merge { .. } | Error::OutOfMemory(_) => None,
        }
    }

    /// The same error with the file in which it occurred, unless it has one already.
    #[must_use]
    pub fn in_file(mut self, file: &Path) -> Self {
        let path = match &mut self {
            Error::Parse(error) => &mut error.path,
            Error::Recording { path, .. }
            | Error::NotARecording { path, .. }
            | Error::Io { path, .. } => path,
            Error::Merge { .. } | Error::OutOfMemory(_) => return self,
        };
        path.get_or_insert_with(|| file.to_owned());
        self
    }

    /// The same error without the file, for callers that have named it already.
    #[must_use]
    pub fn without_path(mut self) -> Self {
        match &mut self {
            Error::Parse(error) => error.path = None,
            Error::Recording { path, .. }
            | Error::NotARecording { path, .. }
            | Error::Io { path, .. } => *path = None,
            Error::Merge { .. } | Error::OutOfMemory(_) => {}
        }
        self
    }
}

/// Invalid bytes, with their location.
///
/// ```
/// use deltafold::{Error, Recording};
/// let Err(Error::Parse(error)) = Recording::parse(b"{\n  oops}".to_vec(), None) else { panic!() };
/// assert_eq!((error.line, error.column, error.byte), (2, 3, 4));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The file, if any.
    pub path: Option<PathBuf>,
    /// What was expected or what is wrong, a lower-case phrase without a full stop.
    pub what: String,
    /// Offset in bytes, from 0.
    pub byte: usize,
    /// Line, from 1; lines end with `\n`.
    pub line: usize,
    /// Column, from 1, in code points.
    pub column: usize,
}

impl ParseError {
    /// An error at `byte` of `text`; line and column are computed here.
    ///
    /// Bytes that are not UTF-8 count one column each.
    pub fn at(text: &[u8], byte: usize, what: impl Into<String>) -> Self {
        let before = &text[..byte.min(text.len())];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let column = before[line_start..]
            .utf8_chunks()
            .map(|chunk| chunk.valid().chars().count() + chunk.invalid().len())
            .sum::<usize>();
        let mut what = what.into();
        if let Some(why) = left_by_git(text.get(byte..).unwrap_or_default()) {
            what = format!("{what}, found {why}");
        }
        ParseError {
            path: None,
            what,
            byte,
            line: memchr::memchr_iter(b'\n', before).count() + 1,
            column: column + 1,
        }
    }
}

/// What git left in place of a file's own text, which explains the error better than the text does.
pub(crate) fn left_by_git(text: &[u8]) -> Option<&'static str> {
    if text.starts_with(b"version https://git-lfs.github.com/") {
        return Some("a pointer of Git LFS: `git lfs pull` fetches the file");
    }
    let is_conflict = text.starts_with(b"<<<<<<< ") || text.starts_with(b">>>>>>> ");
    is_conflict.then_some("a conflict of git that is not resolved")
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, what, line, column, byte } = self;
        write!(f, "{}{what}: line {line} column {column} (byte {byte})", prefix(path))
    }
}

impl std::error::Error for ParseError {}

fn prefix(path: &Option<PathBuf>) -> String {
    path.as_ref().map_or_else(String::new, |path| format!("{}: ", shown(path)))
}

/// A path in a line, as [`one_line`] writes it.
pub(crate) fn shown(path: &Path) -> String {
    one_line(&path.to_string_lossy()).into_owned()
}

/// The name of a file in a line, which the line ends in it would split.
pub(crate) fn one_line(name: &str) -> Cow<'_, str> {
    match name.contains(['\n', '\r']) {
        true => name.replace('\n', "\\u000a").replace('\r', "\\u000d").into(),
        false => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_code_points_from_one() {
        let text = "{\n \"é\": x".as_bytes();
        let error = ParseError::at(text, 9, "expected a value");
        assert_eq!((error.line, error.column, error.byte), (2, 7, 9));
    }

    #[test]
    fn a_name_does_not_split_its_line() {
        let name = Path::new("a\nb\r.json");
        let parse = Error::from(ParseError::at(b"", 0, "expected a value")).in_file(name);
        let io = Error::io_of(name, std::io::Error::other("odd"));
        for error in [parse, io, Error::recording("no response").in_file(name)] {
            let text = error.to_string();
            assert!(text.starts_with("a\\u000ab\\u000d.json: "), "{text}");
        }
    }

    #[test]
    fn the_first_named_file_stays() {
        let error = Error::recording("no response").in_file(Path::new("a")).in_file(Path::new("b"));
        assert_eq!(error.to_string(), "a: no response");
    }
}
