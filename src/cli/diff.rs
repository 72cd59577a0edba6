//! `diff`: what differs between two recordings.

use std::ffi::OsString;
use std::io;

use clap::{Args, ValueHint};

use super::args::Format;
use super::find_report::add_difference;
use super::input::{self, Input};
use super::outcome::Outcome;
use super::paint::Page;
use super::session::Session;
use crate::error::Result;
use crate::json::{Builder, Document};
use crate::merge::Options;
use crate::verify::{Difference, differences};

/// Show what differs between two recordings: their requests, and their merged responses
///
/// Streams are merged first, so two streams that are cut differently and say the same are equal. Ids
/// and times differ between any two recordings, and are left out.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold diff before.json after.json
  git show HEAD:recordings/0a1b….json | deltafold diff - recordings/0a1b….json
  deltafold diff --format json before.json after.json | jq -r '.[].path'

Exit codes: 0 nothing differs, 1 something does, 2 a file could not be read. With --format json, the \
output is a list of objects: path, before, after; missing values are omitted.")]
pub(super) struct Diff {
    /// The first recording; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    before: OsString,
    /// The second recording
    #[arg(value_hint = ValueHint::FilePath)]
    after: OsString,
    /// Show ids and times, too
    #[arg(long)]
    all: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The last steps of paths to what differs between any two recordings.
const UNSTABLE: [&str; 8] = [
    "id",
    "created",
    "created_at",
    "completed_at",
    "system_fingerprint",
    "responseId",
    "response_id",
    "createTime",
];

pub(super) fn run(args: &Diff, session: &mut Session<'_, '_>) -> io::Result<()> {
    let Some(before) = only(&args.before, session)? else { return Ok(()) };
    let Some(after) = only(&args.after, session)? else { return Ok(()) };
    let mut found = differences(before.root(), after.root());
    if !args.all {
        found.retain(|difference| !is_unstable(&difference.path));
    }
    if !found.is_empty() {
        session.found();
    }
    match args.format {
        Format::Text => {
            let mut page = Page::new(session.look());
            for difference in &found {
                add_difference("", difference, &mut page);
            }
            session.write(page.finish().as_bytes())
        }
        Format::Json => session.write_recorded(&as_json(&found)),
    }
}

fn is_unstable(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    UNSTABLE.contains(&last)
}

/// The request and the response of the only recording in a file; `None` after a message.
fn only(file: &OsString, session: &mut Session<'_, '_>) -> io::Result<Option<Document>> {
    let mut found = Vec::new();
    input::each(std::slice::from_ref(file), session, |name, input, session| {
        match compared(input) {
            Ok(document) => found.push(document),
            Err(error) => session.fail(&name.shown(), &error.to_string()),
        }
        Ok(())
    })?;
    if found.len() > 1 {
        let what = format!("holds {} recordings: expected one", found.len());
        session.fail(&file.display().to_string(), &what);
        return Ok(None);
    }
    Ok(found.pop())
}

/// What is compared of a recording.
fn compared(input: &Input) -> Result<Document> {
    let recording = &input.recording;
    let mut json = Builder::new();
    json.begin_object();
    if let Some(request) = recording.request() {
        json.key("request");
        json.raw(request.raw());
    }
    json.key("kind");
    json.str(recording.kind().as_str());
    match Outcome::if_any(input, Options::default()) {
        Some(outcome) => {
            json.key("completion");
            json.raw(outcome?.completion.root().raw());
        }
        None => {
            json.key("response");
            json.raw(recording.response().raw());
        }
    }
    json.end_object();
    Document::parse(json.finish())
}

fn as_json(found: &[Difference]) -> Vec<u8> {
    let mut json = Builder::new();
    json.begin_array();
    for difference in found {
        json.begin_object();
        json.key("path");
        json.str(&difference.path);
        for (key, value) in [("before", &difference.stored), ("after", &difference.asked)] {
            if let Some(value) = value {
                json.key(key);
                json.raw(value);
            }
        }
        json.end_object();
    }
    json.end_array();
    let mut line = json.finish();
    line.push(b'\n');
    line
}
