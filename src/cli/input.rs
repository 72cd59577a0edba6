//! Reads the recordings in a file, or in standard input for `-`.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::escape;
use super::session::Session;
use crate::corpus::path_text;
use crate::error::{Error, Result, read_beside, shown};
use crate::json::Builder;
use crate::recording::{Recording, Recordings};

/// The recording of one argument, or of a part of its file.
pub(super) struct Input {
    pub(super) recording: Recording,
}

/// Calls `visit` with each recording in turn, and reports those that cannot be read.
///
/// # Errors
///
/// Those of `visit`: the output is closed.
pub(super) fn each(
    files: &[OsString],
    session: &mut Session<'_, '_>,
    mut visit: impl FnMut(&Name<'_>, &Input, &mut Session<'_, '_>) -> io::Result<()>,
) -> io::Result<()> {
    for file in files {
        let mut name = Name { file, number: None };
        let mut recordings = match open(&name, session) {
            Ok(recordings) => recordings.peekable(),
            Err(what) => {
                session.fail(&name.shown(), &what);
                continue;
            }
        };
        if recordings.peek().is_none() {
            session.fail(&name.shown(), "contains no recordings");
        }
        while let Some(recording) = recordings.next() {
            match recording {
                Ok(recording) => {
                    // The number of a single recording is not informative.
                    let is_only = recording.number() == Some(0) && recordings.peek().is_none();
                    name.number = recording.number().filter(|_| !is_only);
                    visit(&name, &Input { recording }, session)?;
                }
                Err(error) => {
                    name.number = None;
                    session.fail(&name.shown(), &message_of(error));
                }
            }
        }
    }
    Ok(())
}

fn open(name: &Name<'_>, session: &mut Session<'_, '_>) -> Result<Recordings, String> {
    let Some(path) = name.path() else {
        let bytes = session.read_stdin().map_err(|error| escape::system(&error))?;
        return Recordings::parse(bytes, None).map_err(message_of);
    };
    match Recordings::open(path, &mut Vec::new()) {
        // Messages already begin with the name.
        Ok(recordings) => Ok(recordings.without_path()),
        Err(Error::Io { .. }) if path.is_dir() => {
            Err("is a directory: name the files in it".to_owned())
        }
        Err(error) => Err(message_of(error)),
    }
}

/// The paths of arguments; `-` is standard input, where the system has a path for that.
pub(super) fn paths(args: &[impl AsRef<Path>]) -> Vec<PathBuf> {
    let path = |path: &Path| match path.as_os_str() == "-" {
        true if cfg!(unix) => PathBuf::from("/dev/stdin"),
        _ => path.to_owned(),
    };
    args.iter().map(|arg| path(arg.as_ref())).collect()
}

/// All bytes of a file; `-` is standard input.
pub(super) fn read_all(file: &OsStr, session: &mut Session<'_, '_>) -> Result<Vec<u8>, String> {
    let bytes = if file == "-" { session.read_stdin() } else { read_beside(file.as_ref()) };
    bytes.map_err(|error| escape::system(&error))
}

/// An error without the name of its file.
fn message_of(error: Error) -> String {
    match error.without_path() {
        Error::Io { source, .. } => escape::system(&source),
        error => error.to_string(),
    }
}

/// An argument that names an input.
pub(super) struct Name<'a> {
    file: &'a OsStr,
    /// Selects one of several recordings in it.
    number: Option<usize>,
}

impl Name<'_> {
    /// The path, unless it is standard input.
    pub(super) fn path(&self) -> Option<&Path> {
        (self.file != "-").then(|| Path::new(self.file))
    }

    /// Which of several recordings in the file it is.
    pub(super) fn number(&self) -> Option<i64> {
        self.number.and_then(|number| i64::try_from(number).ok())
    }

    /// Its name in messages and headings.
    pub(super) fn shown(&self) -> String {
        let file = match self.path() {
            Some(path) => shown(path),
            None => "standard input".to_owned(),
        };
        match self.number {
            Some(number) => format!("{file}[{number}]"),
            None => file,
        }
    }

    /// Its name in JSON.
    pub(super) fn write_json(&self, json: &mut Builder) {
        write_path(self.file, json);
    }
}

/// A path as Python's `os.fsdecode` reads it, so that Python can open it.
pub(super) fn write_path(path: &OsStr, json: &mut Builder) {
    json.wtf8(&path_text(path));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_path_in_json_is_what_python_would_call_it() {
        use std::os::unix::ffi::OsStrExt;
        let mut json = Builder::new();
        let file = OsStr::from_bytes(b"a\xFF\x80\xC3\xA9.json");
        Name { file, number: None }.write_json(&mut json);
        let text = String::from_utf8_lossy(&json.finish()).to_lowercase();
        assert_eq!(text, "\"a\\udcff\\udc80é.json\"");
    }
}
