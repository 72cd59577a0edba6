//! Unified diffs: what they show makes the new file out of the old one.

use proptest::prelude::*;

use super::{changed, recording, rules};

/// Applies a unified diff, checking every line of it.
fn patched(old: &str, diff: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let (mut new, mut at) = (String::new(), 0);
    let mut lines = diff.split_inclusive('\n').skip(2).peekable();
    while let Some(header) = lines.next() {
        let range = header.strip_prefix("@@ -").and_then(|rest| rest.split(' ').next());
        let mut numbers = range.unwrap().split(',').map(|n| n.parse::<usize>().unwrap());
        let (first, count) = (numbers.next().unwrap(), numbers.next().unwrap_or(1));
        let start = if count == 0 { first } else { first - 1 };
        new.extend(old[at..start].iter().copied());
        at = start;
        let end = start + count;
        while lines.peek().is_some_and(|line| !line.starts_with("@@")) {
            let line = lines.next().unwrap();
            let (sign, mut text) = (&line[..1], line[1..].to_owned());
            if lines.peek().is_some_and(|next| next.starts_with('\\')) {
                lines.next();
                text.pop();
            }
            match sign {
                "+" => new.push_str(&text),
                _ => {
                    assert_eq!(old[at], text, "in\n{diff}");
                    at += 1;
                    if sign == " " {
                        new.push_str(&text);
                    }
                }
            }
        }
        assert_eq!(at, end, "the header counts the lines of\n{diff}");
    }
    new.extend(old[at..].iter().copied());
    new
}

fn check(text: &str, rules: &deltafold::internals::normalize::Rules) -> String {
    let Some(changed) = changed(text, rules) else { return String::new() };
    let diff = String::from_utf8(changed.diff("a.json", text.as_bytes())).unwrap();
    assert_eq!(patched(text, &diff).into_bytes(), changed.bytes, "{diff}");
    diff
}

#[test]
fn a_diff_shows_the_lines_that_change() {
    let rules =
        rules("[[rules]]\npath = '**.b'\nremove = true\n[[rules]]\npath = '**.c'\nset = 0\n");
    let text = recording(
        r#"{"body": [{"a": 1, "b": 2, "c": 3, "d": 4}, {"c": 0}, {"b": 5}, {"e": 6, "c": 7}]}"#,
    );
    insta::assert_snapshot!(check(&text, &rules));
    check(text.trim_end(), &rules);
    check(&text.replace('\n', ""), &rules);
    check(&text.replace("  ", "\t"), &rules);
}

#[test]
fn a_long_file_of_another_form_is_shown_whole() {
    let rules = rules("[[rules]]\npath = '**.c'\nset = 0\n");
    let items = vec![r#"{"a": [1, 2], "c": 1}"#; 1_000].join(",");
    let text = recording(&format!(r#"{{"body": [{items}]}}"#));
    let indented = text.replace("  ", "    ");
    assert!(check(&indented, &rules).lines().count() > 10_000);
    assert!(check(&text, &rules).lines().count() > 2_000);
}

proptest! {
    #[test]
    fn a_diff_makes_the_new_file(
        members in prop::collection::vec(("[abc]", prop_oneof![Just("1"), Just("[1, 2]"), Just("{}"), Just("{\"c\": 2}")]), 0..12),
        cut in any::<bool>(),
    ) {
        let rules = rules("[[rules]]\npath = '**.b'\nremove = true\n[[rules]]\npath = '**.c'\nset = 0\n");
        let items: Vec<_> = members.iter().map(|(key, value)| format!("{{\"x\": 0, \"{key}\": {value}, \"y\": 1}}")).collect();
        let text = recording(&format!(r#"{{"body": [{}]}}"#, items.join(",")));
        check(if cut { text.trim_end() } else { &text }, &rules);
    }
}
