//! Normalizing as a caller of the library sees it: bytes, a name and rules in; bytes out.

// Helpers are no `#[test]` functions, but a panic is how they fail too.
#![allow(clippy::panic, clippy::unwrap_used)]

mod config;
mod diff;
mod forms;
mod idempotent;
mod rules;

use std::path::Path;

use deltafold::internals::json::{Document, Layout, write};
use deltafold::internals::normalize::{Changed, NormalizeOptions, Outcome, Rules, normalize_bytes};

const NAME: &str = "recordings/0123456789abcdef.json";

/// Rules of one's own, without the built-in ones.
fn rules(toml: &str) -> Rules {
    let text = format!("profile = 'none'\n{toml}");
    Rules::from_toml(&text, None).unwrap_or_else(|error| panic!("{error}")).unwrap()
}

fn changed(text: &str, rules: &Rules) -> Option<Changed> {
    match normalize_bytes(text.as_bytes(), Path::new(NAME), rules, NormalizeOptions::default())
        .unwrap()
    {
        Outcome::Unchanged => None,
        Outcome::Changed(changed) => Some(changed),
    }
}

/// What Python's `json.dump(…, indent=2)` and a line end make of a text.
fn canonical(text: &str) -> String {
    let mut bytes = Vec::new();
    write(Document::parse(text.into()).unwrap().root(), Layout::Indented, &mut bytes);
    bytes.push(b'\n');
    String::from_utf8(bytes).unwrap()
}

/// The text of one recording with this response, in the canonical form.
fn recording(response: &str) -> String {
    canonical(&format!(
        r#"{{"request": {{"url": "http://localhost:11434/x"}}, "response": {response}}}"#
    ))
}

/// The response after normalizing, on one line; the same for every form of the file.
fn response_after(response: &str, rules: &Rules) -> String {
    let text = recording(response);
    let after = |text: &str| match changed(text, rules) {
        None => canonical(text),
        Some(changed) => String::from_utf8(changed.bytes).unwrap(),
    };
    let result = after(&text);
    assert_eq!(result, canonical(&result), "the canonical form stays");
    assert_eq!(result, after(&text.replace('\n', "\r\n ")), "whatever the form is");
    assert_eq!(after(&result), result, "a second time changes nothing");
    let document = Document::parse(result.into_bytes()).unwrap();
    let mut line = Vec::new();
    write(document.root().get("response").unwrap(), Layout::OneLine, &mut line);
    String::from_utf8(line).unwrap()
}
