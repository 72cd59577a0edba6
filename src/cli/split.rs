//! `split`: writes each recording to a file of its own.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use super::args::Threads;
use super::escape;
use super::input;
use super::paint::counted;
use super::progress::Progress;
use super::session::Session;
use crate::corpus::{FileWriter, Filter, scan_with, why_nothing_found};
use crate::error::{Error, OutOfMemory, Result, ensure_some};
use crate::json::Layout;
use crate::recording::Recording;
use crate::verify::stem_of;

/// Write each recording of files with many to a file of its own
///
/// Lists, JSON lines, batch outputs, cassettes, archives and all other formats are read. The files
/// are laid out as those of the OGX recorder, and each is written whole or not at all.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold split batch_output.jsonl -o recordings/
  deltafold split cassettes/ -o recordings/
  deltafold join recordings/ > all.jsonl              the reverse

A file is named by the recording's name in a batch (custom_id), or else by its request hash, or \
else as the file that it comes from. Characters other than letters, digits, '.', '-' and '_' \
become '_'. Of several with one name, the second ends in _002, and so on.

A file that exists is left as it is if it has the same contents; other contents are an error \
without --force. The remaining recordings are still written, and the exit code is 2.")]
pub(super) struct Split {
    /// Recordings, and folders to search for them; `-` is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// The folder to write to; it is created if it is missing
    #[arg(short, long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    pub(super) output: PathBuf,
    /// Replace files that have other contents
    #[arg(long)]
    pub(super) force: bool,
    /// Print only errors
    #[arg(long, short)]
    pub(super) quiet: bool,
    #[command(flatten)]
    pub(super) threads: Threads,
}

pub(super) fn run(args: &Split, session: &mut Session<'_, '_>) -> io::Result<()> {
    let paths = input::paths(&args.paths);
    let shown = args.output.display().to_string();
    if let Err(error) = fs::create_dir_all(&args.output) {
        session.fail(&shown, &escape::system(&error));
        return Ok(());
    }
    if let Some(above) = paths.iter().find(|path| is_below(&args.output, path)) {
        let what = format!("is below {}, which is to be split: name another", above.display());
        session.fail(&shown, &what);
        return Ok(());
    }
    let writer = Arc::new(FileWriter::new(&[&args.output]));
    session.interrupt_stops(&writer);
    let mut names = Names::default();
    let (mut written, mut unchanged, mut failed) = (0, 0, 0);
    let is_shown = session.err_look().terminal && !args.quiet;
    let progress = Progress::counting("recordings", is_shown);
    for made in scan_with(paths.clone(), args.threads.count(), Piece::of) {
        if session.is_interrupted() {
            return Ok(());
        }
        let made = made.and_then(|piece| {
            let path = args.output.join(names.next(&piece.stem)?);
            write(&path, &piece.bytes, args.force, &writer)
        });
        match made {
            Ok(true) => written += 1,
            Ok(false) => unchanged += 1,
            Err(error) => {
                failed += 1;
                progress.aside(|| session.fail_with(&error));
            }
        }
        progress.set(written + unchanged + failed, || format!("{written} written"));
    }
    drop(progress);
    if written + unchanged + failed == 0 {
        session.note_nothing_found(why_nothing_found(&paths, &Filter::any_format()));
    } else if !args.quiet {
        let mut what = format!("{} written to {shown}", counted(written, "file"));
        for (count, how) in [(unchanged, "unchanged"), (failed, "failed")] {
            if count > 0 {
                what.push_str(&format!(", {count} {how}"));
            }
        }
        session.note(&what);
    }
    Ok(())
}

/// Whether a folder is `above` or below it: what is written would be found there and split again.
fn is_below(folder: &Path, above: &Path) -> bool {
    match (fs::canonicalize(folder), fs::canonicalize(above)) {
        (Ok(folder), Ok(above)) => folder.starts_with(above),
        _ => false,
    }
}

/// A file to be written.
struct Piece {
    stem: String,
    bytes: Vec<u8>,
}

impl Piece {
    fn of(recording: Recording) -> Result<Self> {
        let own = recording.custom_id().map(|id| id.to_str().into_owned());
        let source = || recording.path()?.file_stem()?.to_str().map(str::to_owned);
        let stem = own.or_else(|| stem_of(&recording)).or_else(source).unwrap_or_default();
        Ok(Piece { stem: cleaned(&stem), bytes: recording.written(Layout::Indented)? })
    }
}

/// Whether the file was written; it is not if it has these contents already.
fn write(path: &Path, bytes: &[u8], force: bool, writer: &FileWriter) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    match writer.create(path, bytes, force) {
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => {
            let what = "exists, with other contents; --force replaces it";
            Err(Error::recording(what).in_file(path))
        }
        created => created.map(|()| true),
    }
}

/// A name may have this many bytes, which leaves room for a number and the ending.
const LONGEST: usize = 200;

/// A name as a file can have it in any folder: one that leads nowhere else, and is not hidden.
fn cleaned(name: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '.' | '-' | '_');
    let name = name.trim_start_matches('.');
    let mut clean = String::new();
    for character in name.chars().map(|it| if is_plain(it) { it } else { '_' }) {
        if clean.len() + character.len_utf8() > LONGEST {
            break;
        }
        clean.push(character);
    }
    if clean.is_empty() { "recording".to_owned() } else { clean }
}

/// The names that were given.
#[derive(Default)]
struct Names {
    /// In small letters, since some file systems do not tell them from capitals.
    given: HashSet<String>,
    /// How many recordings had each name.
    counts: HashMap<String, usize>,
}

impl Names {
    /// The name for the next recording that is to be called `stem`.
    fn next(&mut self, stem: &str) -> Result<String, OutOfMemory> {
        ensure_some()?;
        self.counts.try_reserve(1)?;
        self.given.try_reserve(1)?;
        let count = self.counts.entry(stem.to_lowercase()).or_default();
        loop {
            *count += 1;
            let name = match count {
                1 => format!("{stem}.json"),
                _ => format!("{stem}_{count:03}.json"),
            };
            if self.given.insert(name.to_lowercase()) {
                return Ok(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for (name, clean) in [
            ("oak-1_b.c", "oak-1_b.c"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..", "recording"),
            ("", "recording"),
            ("a\\b:c\0d", "a_b_c_d"),
            ("Bäume 🌳", "Bäume__"),
        ] {
            assert_eq!(cleaned(name), clean);
        }
        assert_eq!(cleaned(&"ä".repeat(300)).len(), LONGEST);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        let stems = ["a", "A", "a_002", "a", "a_002"];
        let given = stems.map(|stem| names.next(stem).unwrap());
        assert_eq!(
            given,
            ["a.json", "A_002.json", "a_002_002.json", "a_003.json", "a_002_003.json"]
        );
    }
}
