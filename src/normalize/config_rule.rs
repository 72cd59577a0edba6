//! Reads one rule from a table of a configuration, or reports an error.

use regex::bytes::Regex;
use toml_edit::{Item, TableLike, Value};

use super::config::Placed;
use super::hits::Pattern;
use super::path::{PathStep, parse_path};
use super::rule::{Action, Rule, Rules};
use super::verdict::one_line;
use crate::error::{Error, ParseError};
use crate::json::{Builder, Document};

/// An error in a configuration, and the byte at which it occurs.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) byte: usize,
    pub(super) what: String,
}

/// A fault at an item that is not what is expected.
pub(super) fn expected(item: &Item, what: &str) -> Fault {
    Fault { byte: start_of(item), what: format!("expected {what}") }
}

fn start_of(item: &Item) -> usize {
    item.span().map_or(0, |span| span.start)
}

/// The keys for the action of a rule, of which each rule has one.
const ACTIONS: [&str; 6] = ["set", "set_json", "remove", "round", "replace", "placeholder"];

/// The largest number of digits that `round` accepts.
const MOST_DIGITS: i64 = 15;

/// Adds the rule that a table of `text` describes.
pub(super) fn read_rule(text: &str, table: Placed<'_>, rules: &mut Rules) -> Result<(), Fault> {
    let (byte, table) = table;
    for (key, item) in table.iter() {
        if !["path", "kind", "provider"].contains(&key) && !ACTIONS.contains(&key) {
            let at = table.get_key_value(key).and_then(|(key, _)| key.span()).or(item.span());
            let known = ACTIONS.join("', '");
            let what =
                format!("unknown key '{key}': expected 'path', 'kind', 'provider', '{known}'");
            return Err(Fault { byte: at.map_or(byte, |span| span.start), what });
        }
    }
    let mut given = ACTIONS.iter().filter_map(|key| Some((*key, table.get(key)?)));
    let known = ACTIONS.join("', '");
    let Some((key, item)) = given.next() else {
        return Err(Fault { byte, what: format!("expected one of '{known}' in the rule") });
    };
    if let Some((other, item)) = given.next() {
        let what = format!("one thing in each rule: '{other}' cannot be beside '{key}'");
        return Err(Fault { byte: start_of(item), what });
    }
    let Some(paths) = table.get("path") else {
        return Err(Fault { byte, what: "expected a 'path' in the rule".to_owned() });
    };
    let action = read_action(key, item)?;
    let rule = Rule {
        kinds: limits(table, "kind")?,
        providers: limits(table, "provider")?,
        line: Some(1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..byte]).count()),
        ..Rule::new(action)
    };
    add_rule(text, paths, rule, rules)
}

/// Adds a rule with its paths.
fn add_rule(text: &str, paths: &Item, mut rule: Rule, rules: &mut Rules) -> Result<(), Fault> {
    let number = rules.rules.len() as u16;
    for (at, path) in strings(paths, "a path, or a list of paths, as 'path'")? {
        let steps = parse_path(path).map_err(|(inside, what)| Fault {
            // Without escapes, the text in the quotes is the path.
            byte: match text.get(at + 1..).is_some_and(|text| text.starts_with(path)) {
                true => at + 1 + inside,
                false => at,
            },
            what,
        })?;
        if matches!((&rule.action, steps.last()), (Action::Remove, Some(PathStep::Item(_)))) {
            let what = "'remove' cannot be used at a single index: the next item moves to it, and a \
                second run would remove that, too";
            return Err(Fault { byte: at, what: what.to_owned() });
        }
        let separator = if rule.paths.is_empty() { "" } else { ", " };
        rule.paths.push_str(&format!("{separator}{path}"));
        rules.patterns.push(Pattern { rule: number, steps, whole: rule.action.is_whole() });
    }
    rules.rules.push(rule);
    Ok(())
}

fn limits(table: &dyn TableLike, key: &str) -> Result<Vec<String>, Fault> {
    let Some(item) = table.get(key) else { return Ok(Vec::new()) };
    let names = strings(item, &format!("a name, or a list of names, as '{key}'"))?;
    Ok(names.into_iter().map(|(_, name)| name.to_owned()).collect())
}

/// The string or strings in an item, with the bytes at which they start.
fn strings<'d>(item: &'d Item, what: &str) -> Result<Vec<(usize, &'d str)>, Fault> {
    let at = |value: &Value| value.span().map_or(0, |span| span.start);
    let one = |value: &'d Value| value.as_str().map(|text| (at(value), text));
    let all = match item.as_value() {
        Some(Value::Array(list)) if !list.is_empty() => list.iter().map(one).collect(),
        Some(value) => one(value).map(|text| vec![text]),
        None => None,
    };
    all.ok_or_else(|| expected(item, what))
}

fn read_action(key: &str, item: &Item) -> Result<Action, Fault> {
    let fault = |what: &str| expected(item, what);
    Ok(match key {
        "set" => {
            let mut json = Builder::new();
            let value = item.as_value().ok_or_else(|| fault("a value for 'set'"))?;
            write_json(value, &mut json)?;
            Action::Set(canonical(json.finish()).map_err(|_| fault("a value for 'set'"))?)
        }
        "set_json" => {
            let text = item.as_str().ok_or_else(|| fault("JSON text for 'set_json'"))?;
            Action::Set(canonical(text.into()).map_err(|error| {
                let what = match error {
                    Error::Parse(ParseError { what, .. }) => what,
                    other => other.to_string(),
                };
                Fault { byte: start_of(item), what: format!("invalid JSON in 'set_json': {what}") }
            })?)
        }
        "remove" => match item.as_bool() {
            Some(true) => Action::Remove,
            _ => return Err(fault("true for 'remove'")),
        },
        "round" => match item.as_integer() {
            Some(digits @ 0..=MOST_DIGITS) => Action::Round(digits as usize),
            _ => return Err(fault("0 to 15 digits for 'round'")),
        },
        "replace" => read_replace(item)?,
        _ => {
            let form = item.as_str().filter(|form| form.contains("{n}"));
            let form = form.ok_or_else(|| fault("a text with '{n}' in it for 'placeholder'"))?;
            Action::Placeholder(form.to_owned())
        }
    })
}

fn canonical(json: Vec<u8>) -> crate::error::Result<Vec<u8>> {
    Ok(one_line(Document::parse(json)?.root()))
}

fn write_json(value: &Value, json: &mut Builder) -> Result<(), Fault> {
    match value {
        Value::String(text) => json.str(text.value()),
        Value::Integer(number) => json.int(*number.value()),
        Value::Float(number) => json.float(*number.value()),
        Value::Boolean(truth) => json.bool(*truth.value()),
        Value::Datetime(_) => {
            let byte = value.span().map_or(0, |span| span.start);
            let what = "JSON has no dates: put it in quotes".to_owned();
            return Err(Fault { byte, what });
        }
        // toml_edit rejects values nested more than 80 levels deep.
        Value::Array(list) => {
            json.begin_array();
            list.iter().try_for_each(|value| write_json(value, json))?;
            json.end_array();
        }
        Value::InlineTable(table) => {
            json.begin_object();
            for (key, value) in table.iter() {
                json.key(key);
                write_json(value, json)?;
            }
            json.end_object();
        }
    }
    Ok(())
}

fn read_replace(item: &Item) -> Result<Action, Fault> {
    let what = "a table for 'replace': { pattern = '…', with = '…' }";
    let table = item.as_table_like().filter(|table| table.len() == 2);
    let table = table.ok_or_else(|| expected(item, what))?;
    let (Some(pattern), Some(with)) = (table.get("pattern"), table.get("with")) else {
        return Err(expected(item, what));
    };
    let text = pattern.as_str().ok_or_else(|| expected(pattern, "a regular expression"))?;
    let regex = Regex::new(text).map_err(|error| {
        // The last line describes the error, those before show its location.
        let error = error.to_string();
        let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
        Fault { byte: start_of(pattern), what: format!("invalid regular expression: {last}") }
    })?;
    let text = with.as_str().ok_or_else(|| expected(with, "a text as 'with'"))?;
    if let Some(group) = groups_in(text).find(|group| !has_group(&regex, group)) {
        let what = format!("the pattern has no group '{group}': write '$$' for a dollar sign");
        return Err(Fault { byte: start_of(with), what });
    }
    Ok(Action::Replace { pattern: regex, with: text.into() })
}

fn has_group(regex: &Regex, group: &str) -> bool {
    match group.parse::<usize>() {
        Ok(number) => number < regex.captures_len(),
        Err(_) => regex.capture_names().flatten().any(|name| name == group),
    }
}

/// The groups that a replacement text refers to: `$1`, `$name` and `${name}`.
fn groups_in(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let dollar = rest.find('$')?;
            rest = &rest[dollar + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                rest = after;
                continue;
            }
            if let Some((name, after)) =
                rest.strip_prefix('{').and_then(|inside| inside.split_once('}'))
            {
                rest = after;
                return Some(name);
            }
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            if end > 0 {
                let name = &rest[..end];
                rest = &rest[end..];
                return Some(name);
            }
        }
    })
}
