//! Parses a JSON path (RFC 9535) into the steps to the single value that it leads to.

use crate::json::Document;

/// Longer paths are not followed: values would exceed the depth limit of documents.
pub(crate) const MOST_STEPS: usize = 64;

/// The path to an argument: its name, and the steps within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) first: Vec<u8>,
    pub(crate) rest: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// To the member with this key, in WTF-8.
    Key(Vec<u8>),
    /// To the item at this position.
    Place(u64),
}

impl Path {
    /// Reads `path`, in WTF-8. A path that does not lead to a single argument is taken as an
    /// argument name.
    pub(crate) fn new(path: &[u8]) -> Self {
        match steps(path).map(|steps| (steps.len(), { steps }.into_iter())) {
            Some((length, mut steps)) if length <= MOST_STEPS => match steps.next() {
                Some(Step::Key(first)) => return Path { first, rest: steps.collect() },
                Some(Step::Place(_)) | None => {}
            },
            _ => {}
        }
        Path { first: path.to_vec(), rest: Vec::new() }
    }
}

fn steps(path: &[u8]) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = match path {
        [b'$', rest @ ..] => rest,
        // Some servers leave out the `$` for the arguments.
        _ => {
            let (name, rest) = name(path)?;
            steps.push(name);
            rest
        }
    };
    while let [lead, after @ ..] = rest {
        let (step, left) = match (lead, after) {
            (b'.', after) => name(after)?,
            (b'[', [quote @ (b'\'' | b'"'), after @ ..]) => quoted(*quote, after)?,
            (b'[', after) => place(after)?,
            _ => return None,
        };
        steps.push(step);
        rest = left;
    }
    Some(steps)
}

/// A name, and the rest after it.
fn name(text: &[u8]) -> Option<(Step, &[u8])> {
    let end = memchr::memchr2(b'.', b'[', text).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    let is_one = !name.is_empty() && name != b"*";
    is_one.then(|| (Step::Key(name.to_vec()), rest))
}

/// A position, after its bracket.
fn place(text: &[u8]) -> Option<(Step, &[u8])> {
    let (digits, rest) = text.split_at_checked(memchr::memchr(b']', text)?)?;
    // `parse` would accept a sign.
    let digits = digits.iter().all(u8::is_ascii_digit).then_some(digits)?;
    let place = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((Step::Place(place), rest.get(1..)?))
}

/// A name in quotes, after the opening one: escapes are those of JSON, and `\'`.
fn quoted(quote: u8, text: &[u8]) -> Option<(Step, &[u8])> {
    let mut json = vec![b'"'];
    let mut rest = text;
    loop {
        rest = match rest {
            [end, b']', after @ ..] if *end == quote => {
                json.push(b'"');
                let document = Document::parse(json).ok()?;
                let name = document.root().as_text()?.to_wtf8().into_owned();
                return Some((Step::Key(name), after));
            }
            [b'\\', b'\'', after @ ..] => {
                json.push(b'\'');
                after
            }
            [b'\\', escaped, after @ ..] => {
                json.extend([b'\\', *escaped]);
                after
            }
            [b'"', after @ ..] if quote != b'"' => {
                json.extend(br#"\""#);
                after
            }
            [end, ..] if *end == quote => return None,
            [byte, after @ ..] => {
                json.push(*byte);
                after
            }
            [] => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> String {
        let Path { first, rest } = Path::new(text.as_bytes());
        let step = |step: &Step| match step {
            Step::Key(key) => format!(" > {}", String::from_utf8_lossy(key)),
            Step::Place(place) => format!(" > #{place}"),
        };
        String::from_utf8_lossy(&first).into_owned() + &rest.iter().map(step).collect::<String>()
    }

    #[test]
    fn leads_to_one_value() {
        assert_eq!(path("$.location"), "location");
        assert_eq!(path("location.city"), "location > city");
        assert_eq!(path("$.foo.bar[0].data"), "foo > bar > #0 > data");
        assert_eq!(path(r#"$['a.b']["c"][12]"#), "a.b > c > #12");
        assert_eq!(path(r#"$['it\'s "é"']['\u0041\n']"#), "it's \"é\" > A\n");
        assert_eq!(path("$.a[18446744073709551615]"), "a > #18446744073709551615");
    }

    #[test]
    fn other_paths_are_names() {
        for text in [
            "",
            "$",
            "$.",
            "$..a",
            "$.*",
            "$[0]",
            "$[*]",
            "$.a[",
            "$.a[]",
            "$.a[-1]",
            "$.a[+1]",
            "$.a[18446744073709551616]",
            "$['a",
            "$['a'",
            "$['a'b]",
            "$['\\x']",
            "$x",
            "$.a]]b[",
        ] {
            assert_eq!(path(text), text);
        }
        assert_eq!(path(&format!("${}", ".a".repeat(64))).matches('>').count(), 63);
        assert_eq!(path(&format!("${}", ".a".repeat(65))).matches('>').count(), 0);
    }
}
