//! `find`: finds the recordings of a hash or a request, or the nearest ones and their differences.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use super::args::{Format, Threads};
use super::find_report::{as_json, not_found};
use super::input;
use super::paint::counted;
use super::release_rules::ReleaseRules;
use super::session::Session;
use crate::corpus::{Filter, why_nothing_found};
use crate::error::shown;
use crate::request_hash::{RequestHash, RuleSet};
use crate::verify::{By, Search, SearchedRequest, find_hash, find_request};

/// The minimum number of digits of a hash.
const LEAST_DIGITS: usize = 4;
const MOST_DIGITS: usize = 64;

/// Find the recording of a request, or the nearest ones and their differences
///
/// Helps with "recording not found". A request is looked up by its hash, as the recorder does; if
/// there is no recording, those with the nearest requests are shown, with each difference that
/// affects the hash.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold find 0a1b2c3d tests/
  deltafold find request.json tests/
  echo '{\"method\": \"POST\", \"url\": \"…/v1/chat/completions\", \"body\": {…}}' | deltafold find - tests/
  deltafold find old/recordings/0a1b2c3d….json tests/

A request is an object with method, url and body, with url, method and payload, or with provider, \
tool_name and kwargs, each with or without test_id; or an object with one of these as `request`, \
such as a recording.

The hash of a model list depends on the release of OGX: each file is reported with the releases by \
whose rules it answers the request, and so is each hash that no file has.

Exit codes: 0 found, 1 not found, 2 a file could not be read. With --format json, the output is an \
object: hash, hashes (by release, of a request), found (path, by: name or request, rules), \
searched, nearest (path, differences: path, stored, asked; missing values are omitted).")]
pub(super) struct Find {
    /// A request hash or its beginning, or a file with a request; `-` is standard input
    #[arg(value_name = "HASH|REQUEST.json", value_hint = ValueHint::FilePath)]
    what: OsString,
    /// Recordings, and folders to search for them
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<OsString>,
    /// How many of the nearest recordings to show
    #[arg(long, value_name = "N", default_value_t = 3)]
    nearest: usize,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    rules: ReleaseRules,
    #[command(flatten)]
    threads: Threads,
}

pub(super) fn run(args: &Find, session: &mut Session<'_, '_>) -> io::Result<()> {
    let paths: Vec<_> = args.paths.iter().map(PathBuf::from).collect();
    let jobs = args.threads.count();
    let accepted = args.rules.accepted();
    let (hash, hashes, search) = match hash_of(&args.what) {
        Some(prefix) => {
            let search = find_hash(&paths, &prefix, accepted, jobs);
            (prefix, Vec::new(), search)
        }
        None => {
            let request = input::read_all(&args.what, session)
                .map(|bytes| SearchedRequest::parse(bytes, accepted))
                .and_then(|request| request.map_err(|error| error.to_string()));
            match request {
                Ok(request) => {
                    let search = find_request(&paths, &request, args.nearest, jobs);
                    (request.hash().to_string(), request.hashes(), search)
                }
                Err(what) => {
                    let what = match Path::new(&args.what).exists() || args.what == "-" {
                        true => what,
                        false => format!("neither a request hash nor a file: {what}"),
                    };
                    session.fail(&args.what.to_string_lossy(), &what);
                    return Ok(());
                }
            }
        }
    };
    report(&hash, &hashes, &search, args.format, session)?;
    if search.found.is_empty() && search.searched == 0 {
        session.note_nothing_found(why_nothing_found(&paths, &Filter::default()));
    }
    Ok(())
}

/// The digits, if the argument is a hash and not a file.
fn hash_of(what: &OsStr) -> Option<String> {
    let text = what.to_str()?.to_ascii_lowercase();
    let is_hash = (LEAST_DIGITS..=MOST_DIGITS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hash && !Path::new(what).exists()).then_some(text)
}

fn report(
    hash: &str,
    hashes: &[(RuleSet, RequestHash)],
    search: &Search,
    format: Format,
    session: &mut Session<'_, '_>,
) -> io::Result<()> {
    if search.found.is_empty() {
        session.found();
    }
    match format {
        Format::Json => session.write_recorded(&as_json(hash, hashes, search))?,
        Format::Text => {
            for found in &search.found {
                session.write_recorded(format!("{}\n", shown(&found.path)).as_bytes())?;
                if found.by == By::Request {
                    let what = "it has this request, but not its name: lookups do not find it";
                    session.warn(&found.path.display().to_string(), what);
                }
                if hashes.len() > 1 {
                    let what = format!("by the rules of {}", found.rules);
                    session.note(&format!("{}: {what}", shown(&found.path)));
                }
            }
            for (rules, hash) in hashes.iter().filter(|_| !search.found.is_empty()) {
                if search.found.iter().all(|found| found.rules.common(*rules).is_empty()) {
                    session.note(&format!("{hash}: not found, the hash by the rules of {rules}"));
                }
            }
            if search.found.is_empty() {
                session.write(not_found(search, session.look()).as_bytes())?;
                let searched = counted(search.searched, "recording");
                session.note(&format!("{hash}: not found in {searched}"));
            }
        }
    }
    for error in &search.errors {
        session.fail_with(error);
    }
    Ok(())
}
