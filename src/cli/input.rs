//! A file's name, or `-`, in; a recording, or the text of an event stream, out.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use super::escape;
use super::session::Session;
use crate::error::Result;
use crate::json::Builder;
use crate::recording::Recording;

/// What one argument stands for.
pub(super) struct Input {
    /// What the file holds. Of an event stream, its lines, as if they had been recorded.
    pub(super) recording: Recording,
    /// The bytes of the event stream, if it is one.
    pub(super) events: Option<Vec<u8>>,
}

/// Calls `visit` with each input in turn, and reports those that cannot be read.
///
/// # Errors
///
/// Those of `visit`: the output is gone.
pub(super) fn each(
    files: &[OsString],
    session: &mut Session<'_, '_>,
    mut visit: impl FnMut(&Name<'_>, &Input, &mut Session<'_, '_>) -> io::Result<()>,
) -> io::Result<()> {
    for file in files {
        let name = Name(file);
        match read(&name, session).and_then(|bytes| Input::of(bytes).map_err(|e| e.to_string())) {
            Ok(input) => visit(&name, &input, session)?,
            Err(what) => session.fail(&name.shown(), &what),
        }
    }
    Ok(())
}

/// An argument that names an input.
pub(super) struct Name<'a>(pub(super) &'a OsStr);

impl Name<'_> {
    /// The path, unless it is standard input.
    pub(super) fn path(&self) -> Option<&Path> {
        (self.0 != "-").then(|| Path::new(self.0))
    }

    /// How messages and headings call it.
    pub(super) fn shown(&self) -> String {
        match self.path() {
            Some(path) => path.display().to_string(),
            None => "standard input".to_owned(),
        }
    }

    /// How JSON calls it: as Python's `os.fsdecode` does, so that Python can open it. Each byte
    /// of a path that is no UTF-8 is a lone surrogate.
    pub(super) fn write_json(&self, json: &mut Builder) {
        let mut text = Vec::with_capacity(self.0.len());
        for chunk in self.0.as_encoded_bytes().utf8_chunks() {
            text.extend_from_slice(chunk.valid().as_bytes());
            for byte in chunk.invalid() {
                // U+DC80 to U+DCFF, in the three bytes that UTF-8 would have for them.
                text.extend([0xED, 0xB0 | (byte >> 6), 0x80 | (byte & 0x3F)]);
            }
        }
        json.wtf8(&text);
    }
}

/// All bytes of an input, or why there are none.
pub(super) fn read(name: &Name<'_>, session: &mut Session<'_, '_>) -> Result<Vec<u8>, String> {
    let Some(path) = name.path() else {
        return session.read_stdin().map_err(|error| escape::system(&error));
    };
    std::fs::read(path).map_err(|error| match path.is_dir() {
        true => "is a directory: name the files in it".to_owned(),
        false => escape::system(&error),
    })
}

impl Input {
    fn of(bytes: Vec<u8>) -> Result<Self> {
        if !looks_like_events(&bytes) {
            return Ok(Input { recording: Recording::parse(bytes, None)?, events: None });
        }
        let recording = Recording::parse(recorded(&bytes), None)?;
        Ok(Input { recording, events: Some(bytes) })
    }
}

/// Whether the first line that is not blank is a field, or a comment, of an event stream.
fn looks_like_events(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let starts: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];
    starts.iter().any(|start| text.starts_with(start))
}

/// The lines of an event stream as the recorder would have stored them. They tell the kind;
/// merging reads the bytes themselves, so nothing is refused here.
fn recorded(events: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(events);
    let mut json = Builder::new();
    json.begin_object();
    json.key("response");
    json.begin_object();
    json.key("body");
    json.begin_array();
    text.trim_start_matches('\u{FEFF}').lines().for_each(|line| json.str(line));
    json.end_array();
    json.key("is_streaming");
    json.bool(true);
    json.end_object();
    json.end_object();
    json.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_stream_is_told_by_its_first_line() {
        for events in ["data: {}", "\n\n: hello\ndata: {}", "\u{feff}event: x\n", "data:{}"] {
            assert!(looks_like_events(events.as_bytes()), "{events}");
        }
        for other in ["", "{}", "data", "[\"data: {}\"]", "hello: x"] {
            assert!(!looks_like_events(other.as_bytes()), "{other}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_in_json_is_what_python_would_call_it() {
        use std::os::unix::ffi::OsStrExt;
        let mut json = Builder::new();
        Name(OsStr::from_bytes(b"a\xFF\x80\xC3\xA9.json")).write_json(&mut json);
        let text = String::from_utf8_lossy(&json.finish()).to_lowercase();
        assert_eq!(text, "\"a\\udcff\\udc80é.json\"");
    }
}
