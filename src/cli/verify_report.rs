//! Formats a finding as a line for people, for programs, or for GitHub.

use std::path::{Path, PathBuf};

use super::find_report::write_rules;
use super::input::write_path;
use super::normalize_args::Report;
use super::paint::{Page, Tone};
use super::terminal::Look;
use crate::error::shown;
use crate::json::Builder;
use crate::verify::{Finding, Naming, Verified};

/// What happened to a finding that can be fixed.
pub(super) enum Fixed {
    No,
    Renamed(PathBuf),
    WouldBeRenamed,
    NameIsTaken,
}

pub(super) fn line(
    path: &Path,
    finding: &Finding,
    verified: &Verified,
    fixed: &Fixed,
    format: Report,
    look: Look,
) -> Vec<u8> {
    match format {
        Report::Text => text(path, finding, fixed, look).into_bytes(),
        Report::Json => json(path, Some(finding), verified, fixed),
        Report::Github => github(path, finding, fixed).into_bytes(),
    }
}

/// A line about a recording whose name is as it should be, or is not checked.
pub(super) fn named_line(path: &Path, verified: &Verified, format: Report, look: Look) -> Vec<u8> {
    match (format, &verified.naming) {
        (Report::Json, _) => json(path, None, verified, &Fixed::No),
        (Report::Github, _) | (_, None) => Vec::new(),
        (Report::Text, Some(naming)) => {
            let mut page = Page::new(look);
            let path = shown(path);
            let by = format!("by the rules of {naming}");
            page.line(&[(Tone::Plain, &path), (Tone::Quiet, ": named "), (Tone::Quiet, &by)]);
            page.finish().into_bytes()
        }
    }
}

/// The message, and what was done about it.
fn message_of(finding: &Finding, fixed: &Fixed) -> String {
    match fixed {
        Fixed::No => finding.message.clone(),
        Fixed::Renamed(_) => format!("{} (renamed)", finding.message),
        Fixed::WouldBeRenamed => format!("{} (would be renamed)", finding.message),
        Fixed::NameIsTaken => format!("{} (not renamed: that file exists)", finding.message),
    }
}

fn text(path: &Path, finding: &Finding, fixed: &Fixed, look: Look) -> String {
    let tone = match (finding.check, fixed) {
        (_, Fixed::Renamed(_)) => Tone::Good,
        ("error", _) => Tone::Odd,
        _ => Tone::Bad,
    };
    let mut page = Page::new(look);
    let path = shown(path);
    page.line(&[
        (Tone::Plain, &path),
        (Tone::Quiet, ": "),
        (tone, finding.check),
        (Tone::Quiet, ": "),
        (Tone::Plain, &message_of(finding, fixed)),
    ]);
    page.finish()
}

fn json(path: &Path, finding: Option<&Finding>, verified: &Verified, fixed: &Fixed) -> Vec<u8> {
    let mut json = Builder::new();
    json.begin_object();
    json.key("path");
    write_path(path.as_os_str(), &mut json);
    for (key, value) in [
        ("check", finding.map(|finding| finding.check)),
        ("message", finding.map(|finding| &*finding.message)),
        ("new_name", finding.and_then(|finding| finding.new_name.as_deref())),
    ] {
        json.key(key);
        write_or_null(value, &mut json);
    }
    json.key("other");
    match finding.and_then(|finding| finding.other.as_ref()) {
        Some(other) => write_path(other.as_os_str(), &mut json),
        None => json.null(),
    }
    json.key("fixed");
    json.bool(matches!(fixed, Fixed::Renamed(_)));
    json.key("rules");
    match &verified.naming {
        Some(naming) => write_rules(naming.releases(), &mut json),
        None => json.null(),
    }
    json.key("other_test");
    write_or_null(verified.naming.as_ref().and_then(Naming::other_test).as_deref(), &mut json);
    json.end_object();
    let mut line = json.finish();
    line.push(b'\n');
    line
}

fn write_or_null(text: Option<&str>, json: &mut Builder) {
    match text {
        Some(text) => json.str(text),
        None => json.null(),
    }
}

/// A workflow command: an annotation of the file. Findings that may be recorded on purpose are only
/// notices.
fn github(path: &Path, finding: &Finding, fixed: &Fixed) -> String {
    let level = match (finding.check, fixed) {
        ("error", _) | (_, Fixed::Renamed(_)) => "notice",
        _ => "error",
    };
    let file = property(&path.display().to_string());
    let check = finding.check;
    let message = data(&message_of(finding, fixed));
    format!("::{level} file={file},title=deltafold {check}::{message}\n")
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_cannot_be_broken_out_of() {
        let finding = Finding {
            check: "orphan",
            message: "gone: 100%\n::error::x".into(),
            new_name: None,
            other: None,
        };
        let line = github(Path::new("a,b:c.json"), &finding, &Fixed::No);
        let expected =
            "::error file=a%2Cb%3Ac.json,title=deltafold orphan::gone: 100%25%0A::error::x\n";
        assert_eq!(line, expected);
    }
}
