//! The other ends of the streams: readers that leave, disks that fill, input that is there once.

use std::io::{self, ErrorKind, Write};

use deltafold::internals::cli::{Terminal, run_in};

use super::{SEEN, Shell, deltafold_with, words};

/// Takes so many bytes, then fails.
struct Closing {
    left: usize,
    with: ErrorKind,
}

impl Write for Closing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.with.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn run_closing(line: &str, left: usize, with: ErrorKind) -> (i32, String) {
    let mut err = Vec::new();
    let mut terminal = Terminal::plain(io::empty(), Closing { left, with }, &mut err);
    let args = std::iter::once("deltafold".to_owned()).chain(words(line));
    let code = run_in(args.map(Into::into), &mut terminal);
    drop(terminal);
    (code, String::from_utf8(err).unwrap())
}

const LINES: [&str; 7] = [
    "show @chat @chat",
    "show --format json @chat",
    "merge @chat @chat",
    "merge --format text @chat",
    "completions bash",
    "--help",
    "--version",
];

#[test]
fn a_reader_that_leaves_is_no_error() {
    for line in LINES {
        for left in [0, 1, 10] {
            let ended = run_closing(line, left, ErrorKind::BrokenPipe);
            assert_eq!(ended, (0, String::new()), "{line} after {left} bytes");
        }
    }
}

/// What failed before the reader left still counts.
#[test]
fn a_reader_that_leaves_hides_no_failure() {
    let (code, err) = run_closing("merge nowhere.json @chat", 0, ErrorKind::BrokenPipe);
    assert_eq!((code, err.lines().count()), (2, 1));
}

#[test]
fn a_full_disk_is_an_error() {
    for line in LINES {
        let (code, err) = run_closing(line, 5, ErrorKind::StorageFull);
        assert_eq!(code, 2, "{line}");
        assert_eq!(err, "deltafold: standard output: no storage space\n", "{line}");
    }
}

/// Buffered output is written in the end, and a failure then is a failure too.
#[test]
fn a_failure_of_the_last_flush_is_seen() {
    let mut err = Vec::new();
    let closing = Closing { left: 0, with: ErrorKind::StorageFull };
    let mut terminal = Terminal::plain(io::empty(), io::BufWriter::new(closing), &mut err);
    assert_eq!(run_in(["deltafold", "--version"].map(Into::into), &mut terminal), 2);
}

#[test]
fn a_lost_standard_error_changes_nothing_else() {
    let mut out = Vec::new();
    let closing = Closing { left: 0, with: ErrorKind::BrokenPipe };
    let mut terminal = Terminal::plain(io::empty(), &mut out, closing);
    let line = words("merge nowhere.json @chat");
    let args = std::iter::once("deltafold".to_owned()).chain(line);
    assert_eq!(run_in(args.map(Into::into), &mut terminal), 2);
    drop(terminal);
    assert!(out.ends_with(b"}\n"));
}

#[test]
fn standard_input_is_there_once() {
    let recording = r#"{"response": {"body": null}}"#;
    let run = deltafold_with(recording, "show - -");
    assert_eq!(run.code, 2);
    assert!(run.out.contains("kind        empty"), "{}", run.out);
    assert_eq!(
        run.err,
        "deltafold: standard input: standard input can be read only once: `-` is given twice\n"
    );
}

/// A file's name comes from whoever made the file.
#[test]
fn messages_on_a_terminal_are_escaped() {
    let run = Shell { err: SEEN, ..Shell::default() }.run(["show", "no\u{1b}[2Jwhere"]);
    assert!(run.err.contains("no\\u001b[2Jwhere"), "{:?}", run.err);
}
