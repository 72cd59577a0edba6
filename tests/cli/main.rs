//! The command line as a caller sees it: arguments and standard input in; output, messages and
//! an exit code out.

// Helpers are no `#[test]` functions, but a panic is how they fail too.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod diff;
mod find;
mod formats;
mod hints;
mod man;
mod merge;
mod normalize;
mod pictures;
mod show;
mod split;
mod stats;
mod streams;
mod tree;
mod usage;
mod verify;
mod verify_baseline;
mod verify_names;

use std::ffi::OsString;

use deltafold::internals::cli::{Look, Terminal, run_in};

/// What a run left behind.
#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

/// A run to be: what is at the other ends of its streams.
#[derive(Default)]
struct Shell<'a> {
    stdin: &'a [u8],
    out: Look,
    err: Look,
}

const SEEN: Look = Look { terminal: true, colours: false };
const COLOURED: Look = Look { terminal: true, colours: true };

impl Shell<'_> {
    fn run<I: Into<OsString>>(&self, args: impl IntoIterator<Item = I>) -> Run {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut terminal = Terminal::plain(self.stdin, &mut out, &mut err);
        (terminal.out, terminal.err) = (self.out, self.err);
        let args = args.into_iter().map(Into::into);
        let code = run_in(std::iter::once("deltafold".into()).chain(args), &mut terminal);
        drop(terminal);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code, out: text(out), err: text(err) }
    }
}

/// Runs with the words of `line` as arguments; `@name` is the recording `name.json`.
fn deltafold(line: &str) -> Run {
    Shell::default().run(words(line))
}

/// The same with something on standard input.
fn deltafold_with(stdin: impl AsRef<[u8]>, line: &str) -> Run {
    Shell { stdin: stdin.as_ref(), ..Shell::default() }.run(words(line))
}

fn words(line: &str) -> Vec<String> {
    let word = |word: &str| match word.strip_prefix('@') {
        Some(name) => fixture(name),
        None => word.to_owned(),
    };
    line.split_whitespace().map(word).collect()
}

/// Relative to the package, where cargo runs tests: paths are the same everywhere.
fn fixture(name: &str) -> String {
    format!("tests/fixtures/recordings/{name}.json")
}

/// The names of what is in a folder, in order.
fn names(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn json_of(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// A recorded stream of these chunks.
fn stream_of(chunks: &[&str]) -> String {
    let body = chunks.join(",\n");
    format!(r#"{{"response": {{"is_streaming": true, "body": [{body}]}}}}"#)
}
