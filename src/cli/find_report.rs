//! Prints the result of a search, for people or for programs.

use super::input::write_path;
use super::paint::{Page, Tone};
use super::terminal::Look;
use crate::error::shown;
use crate::json::{Builder, Document};
use crate::request_hash::{RequestHash, RuleSet};
use crate::verify::{By, Difference, Near, Search};

/// How much of a value is shown.
const SHOWN: usize = 72;
/// How much of the common text is shown before the first difference.
const BEFORE: usize = 16;
/// How many differences of one recording are shown.
const MOST_DIFFERENCES: usize = 12;

/// The nearest recordings, and their differences, as plain text.
pub fn nearest_report(nearest: &[Near]) -> String {
    pages(nearest, Look::default())
}

/// The nearest recordings, and their differences.
pub(super) fn not_found(search: &Search, look: Look) -> String {
    pages(&search.nearest, look)
}

fn pages(nearest: &[Near], look: Look) -> String {
    let mut page = Page::new(look);
    for near in nearest {
        page.gap();
        page.title(&shown(&near.path));
        for difference in near.differences.iter().take(MOST_DIFFERENCES) {
            add_difference("  ", difference, &mut page);
        }
        let more = near.differences.len().saturating_sub(MOST_DIFFERENCES);
        if more > 0 {
            page.line(&[(Tone::Quiet, &format!("  … and {more} more"))]);
        }
    }
    page.finish()
}

/// Adds a line with a place and both of its values.
pub(super) fn add_difference(indent: &str, difference: &Difference, page: &mut Page) {
    let stored = difference.stored.as_deref().map(text);
    let asked = difference.asked.as_deref().map(text);
    let skipped = match (&stored, &asked) {
        (Some(stored), Some(asked)) => {
            let same = stored.chars().zip(asked.chars()).take_while(|(a, b)| a == b).count();
            let longest = stored.chars().count().max(asked.chars().count());
            // A value that fits is shown from its beginning.
            if longest <= SHOWN { 0 } else { same.saturating_sub(BEFORE) }
        }
        _ => 0,
    };
    let shown = |value: Option<String>| match value {
        Some(value) => window(&value, skipped),
        None => "nothing".to_owned(),
    };
    page.line(&[
        (Tone::Plain, indent),
        (Tone::Call, &difference.path),
        (Tone::Quiet, ": "),
        (Tone::Bad, &shown(stored)),
        (Tone::Quiet, " → "),
        (Tone::Good, &shown(asked)),
    ]);
}

/// A value as JSON for people: characters beyond ASCII are not escaped.
fn text(json: &[u8]) -> String {
    let mut text = Vec::new();
    match Document::parse_lent(json) {
        Ok(value) => crate::json::write(value.root(), crate::json::Layout::Dense, &mut text),
        Err(_) => text.extend_from_slice(json),
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// A part of a long text.
fn window(text: &str, skipped: usize) -> String {
    let start = if skipped > 0 { "…" } else { "" };
    let mut rest = text.chars().skip(skipped);
    let part: String = rest.by_ref().take(SHOWN).collect();
    let end = if rest.next().is_some() { "…" } else { "" };
    format!("{start}{part}{end}")
}

pub(super) fn as_json(hash: &str, hashes: &[(RuleSet, RequestHash)], search: &Search) -> Vec<u8> {
    let mut json = Builder::new();
    json.begin_object();
    json.key("hash");
    json.str(hash);
    json.key("hashes");
    json.begin_object();
    let mut by_rules: Vec<_> =
        hashes.iter().flat_map(|(set, hash)| set.rules().map(move |one| (one, hash))).collect();
    by_rules.sort_by_key(|(rules, _)| rules.name);
    for (rules, hash) in by_rules {
        json.key(rules.name);
        json.str(&hash.to_string());
    }
    json.end_object();
    json.key("found");
    json.begin_array();
    for found in &search.found {
        json.begin_object();
        json.key("path");
        write_path(found.path.as_os_str(), &mut json);
        json.key("by");
        json.str(match found.by {
            By::Name => "name",
            By::Request => "request",
        });
        json.key("rules");
        write_rules(found.rules, &mut json);
        json.end_object();
    }
    json.end_array();
    json.key("searched");
    json.int(i64::try_from(search.searched).unwrap_or(i64::MAX));
    json.key("nearest");
    json.begin_array();
    search.nearest.iter().for_each(|near| write_near(near, &mut json));
    json.end_array();
    json.end_object();
    let mut line = json.finish();
    line.push(b'\n');
    line
}

/// The names of rules, as a list.
pub(super) fn write_rules(rules: RuleSet, json: &mut Builder) {
    json.begin_array();
    rules.rules().for_each(|rules| json.str(rules.name));
    json.end_array();
}

fn write_near(near: &Near, json: &mut Builder) {
    json.begin_object();
    json.key("path");
    write_path(near.path.as_os_str(), json);
    json.key("differences");
    json.begin_array();
    for difference in &near.differences {
        json.begin_object();
        json.key("path");
        json.str(&difference.path);
        for (key, value) in [("stored", &difference.stored), ("asked", &difference.asked)] {
            if let Some(value) = value {
                json.key(key);
                json.raw(value);
            }
        }
        json.end_object();
    }
    json.end_array();
    json.end_object();
}
