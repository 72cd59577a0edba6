//! Reads rules from `deltafold.toml` or `pyproject.toml`, or reports an error with its location.

use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, Table, TableLike, Value};

use super::config_rule::{Fault, expected, read_rule};
use super::ogx::Profile;
use super::rule::Rules;
use crate::error::{ParseError, Result};

/// The configuration file for this package only.
pub const CONFIG_FILE: &str = "deltafold.toml";

/// The file that all tools of a Python project share; the table of this package is
/// `tool.deltafold`.
pub const PYPROJECT: &str = "pyproject.toml";

/// More rules than anybody needs: rule numbers must fit their type.
const MOST_RULES: usize = 10_000;

impl Rules {
    /// Reads rules from the text of a configuration, which is that of `source` if it came from a
    /// file.
    ///
    /// `None` if the file is a `pyproject.toml` without a table `tool.deltafold`.
    ///
    /// ```
    /// use deltafold::internals::normalize::Rules;
    /// let rules = Rules::from_toml("profile = 'none'\n[[rules]]\npath = '**.id'\nround = -1\n", None);
    /// let error = rules.err().map(|error| error.to_string());
    /// assert_eq!(
    ///     error.as_deref(),
    ///     Some("expected 0 to 15 digits for 'round': line 4 column 9 (byte 50)")
    /// );
    /// ```
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Parse`] with the location of the error.
    pub fn from_toml(text: &str, source: Option<&Path>) -> Result<Option<Self>> {
        read(text, source).map_err(|Fault { byte, what }| {
            let error = ParseError::at(text.as_bytes(), byte, what);
            ParseError { path: source.map(Path::to_owned), ..error }.into()
        })
    }
}

fn read(text: &str, source: Option<&Path>) -> Result<Option<Rules>, Fault> {
    let document = Document::parse(text).map_err(|error| {
        let byte = error.span().map_or(0, |span| span.start);
        Fault { byte, what: error.message().trim().replace('\n', ", ") }
    })?;
    let is_pyproject = source.and_then(Path::file_name).is_some_and(|name| name == PYPROJECT);
    let table: &dyn TableLike = if is_pyproject {
        let Some(item) = document.get("tool").and_then(|tool| tool.get("deltafold")) else {
            return Ok(None);
        };
        item.as_table_like().ok_or_else(|| expected(item, "a table as 'tool.deltafold'"))?
    } else {
        document.as_table()
    };
    read_table(text, table, source.map(Path::to_owned)).map(Some)
}

fn read_table(text: &str, table: &dyn TableLike, source: Option<PathBuf>) -> Result<Rules, Fault> {
    for (key, item) in table.iter() {
        if !["profile", "rules"].contains(&key) {
            let at = table.get_key_value(key).and_then(|(key, _)| key.span()).or(item.span());
            let what = format!("unknown key '{key}': expected 'profile' or 'rules'");
            return Err(Fault { byte: at.map_or(0, |span| span.start), what });
        }
    }
    let mut rules = Rules { source, text: text.into(), ..Rules::default() };
    rules.add(match table.get("profile") {
        None => Profile::Ogx,
        Some(item) => item
            .as_str()
            .and_then(Profile::named)
            .ok_or_else(|| expected(item, "'ogx', 'ogx-1.5' or 'none' as 'profile'"))?,
    });
    let Some(item) = table.get("rules") else {
        rules.are_settled = rules.find_settled();
        return Ok(rules);
    };
    for rule in tables_in(item).ok_or_else(|| expected(item, "tables as 'rules': [[rules]]"))? {
        read_rule(text, rule?, &mut rules)?;
        // One rule may have many paths.
        if rules.rules.len() > MOST_RULES || rules.patterns.len() > MOST_RULES {
            return Err(expected(item, "at most 10000 rules and paths"));
        }
    }
    rules.are_settled = rules.find_settled();
    Ok(rules)
}

/// A table with the byte at which it starts.
pub(super) type Placed<'d> = (usize, &'d dyn TableLike);

/// The tables of an array, in either TOML notation.
fn tables_in<'d>(item: &'d Item) -> Option<Vec<Result<Placed<'d>, Fault>>> {
    if let Some(tables) = item.as_array_of_tables() {
        let place = |table: &Table| table.span().map_or(0, |span| span.start);
        return Some(
            tables.iter().map(|table| Ok((place(table), table as &dyn TableLike))).collect(),
        );
    }
    let placed = |value: &'d Value| {
        let byte = value.span().map_or(0, |span| span.start);
        match value.as_inline_table() {
            Some(table) => Ok((byte, table as &dyn TableLike)),
            None => Err(Fault { byte, what: "expected a table".to_owned() }),
        }
    };
    Some(item.as_array()?.iter().map(placed).collect())
}
