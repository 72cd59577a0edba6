//! Normalizing what was normalized changes nothing. An input is a recording, or rules, a zero byte
//! and a recording.

#![no_main]

use std::path::Path;

use deltafold::Document;
use deltafold::internals::normalize::{NormalizeOptions, Outcome, Rules, normalize_bytes};
use libfuzzer_sys::fuzz_target;

const RULES: &str = "[[rules]]\npath = '**.id'\nplaceholder = 'id-{n}'\n\
    [[rules]]\npath = 'response.body[*].**.model'\nreplace = { pattern = 'a+', with = 'b' }\n\
    [[rules]]\npath = '**.usage'\nround = 2\n";

fuzz_target!(|input: &[u8]| {
    let (config, recording) = match input.iter().position(|byte| *byte == 0) {
        Some(end) => (std::str::from_utf8(&input[..end]).unwrap_or(RULES), &input[end + 1..]),
        None => (RULES, input),
    };
    let Ok(Some(rules)) = Rules::from_toml(config, None) else { return };
    for rules in [rules, Rules::ogx()] {
        for reformat in [false, true] {
            let Ok(first) = normalized(recording, &rules, reformat) else { continue };
            Document::parse(first.clone()).expect("valid JSON");
            let again = normalized(&first, &rules, reformat).expect("a recording");
            assert!(first == again, "{}\n{}", text(&first), text(&again));
        }
    }
});

fn normalized(recording: &[u8], rules: &Rules, reformat: bool) -> deltafold::Result<Vec<u8>> {
    let options = NormalizeOptions { reformat, ..NormalizeOptions::default() };
    let name = Path::new("0123456789ab.json");
    Ok(match normalize_bytes(recording, name, rules, options)? {
        Outcome::Unchanged => recording.to_vec(),
        Outcome::Changed(changed) => changed.bytes,
    })
}

fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
