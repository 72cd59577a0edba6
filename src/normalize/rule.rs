//! Rules: a path, the recordings they apply to, and an action for the values at the path.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use regex::bytes::Regex;

use super::hits::Pattern;
use super::path::is_like;
use super::subject::Facts;

/// The action of a rule.
#[derive(Debug)]
pub(super) enum Action {
    /// Set to this value, as one line of canonical JSON text
    Set(Vec<u8>),
    /// Set to the id made from the file name
    RecordingId,
    /// Remove the value
    Remove,
    /// Round a float to this number of digits after the point
    Round(usize),
    /// Replace each match in a string
    Replace {
        /// The pattern to search for
        pattern: Regex,
        /// The replacement
        with: Vec<u8>,
    },
    /// Replace a string with this text, numbered; the same string gets the same number everywhere
    Placeholder(String),
}

impl Action {
    /// Whether the action applies to a list or object as a whole.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Action::Set(_) | Action::RecordingId | Action::Remove)
    }
}

/// One rule; its paths are among the [`Pattern`]s.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) action: Action,
    /// Whether it leaves null unchanged.
    pub(super) spares_null: bool,
    /// It leaves members of an object with this `object` unchanged.
    pub(super) spares_object: Option<&'static str>,
    /// Patterns for the kinds and providers that it applies to; empty for all.
    pub(super) kinds: Vec<String>,
    pub(super) providers: Vec<String>,
    /// Its line in its file, and its paths as written there.
    pub(super) line: Option<usize>,
    pub(super) paths: String,
    /// The member that it applies to, if it is built in.
    pub(super) built_in: Option<&'static str>,
    /// Whether there was a value at its path.
    pub(super) matched: AtomicBool,
}

impl Rule {
    /// A rule for all recordings.
    pub(super) fn new(action: Action) -> Self {
        Rule {
            action,
            spares_null: false,
            spares_object: None,
            kinds: Vec::new(),
            providers: Vec::new(),
            line: None,
            paths: String::new(),
            built_in: None,
            matched: AtomicBool::new(false),
        }
    }

    /// Whether it applies to a recording with these facts.
    pub(super) fn is_for(&self, facts: &Facts) -> bool {
        let any = |forms: &[String], names: &[String]| {
            let is_like =
                |form: &String| names.iter().any(|name| is_like(form.as_bytes(), name.as_bytes()));
            forms.is_empty() || forms.iter().any(is_like)
        };
        any(&self.kinds, &facts.kinds) && any(&self.providers, &facts.providers)
    }

    /// Whether it applies only to some recordings.
    pub(super) fn is_limited(&self) -> bool {
        !(self.kinds.is_empty() && self.providers.is_empty())
    }

    /// Notes that a value matches it.
    pub(super) fn note_match(&self) {
        // It usually is set already, and reading is cheaper between threads than writing.
        if !self.matched.load(Ordering::Relaxed) {
            self.matched.store(true, Ordering::Relaxed);
        }
    }
}

/// The rules for normalizing recordings.
///
/// ```
/// use std::path::Path;
/// use deltafold::internals::normalize::{NormalizeOptions, Outcome, Rules, normalize_bytes};
/// let rules = Rules::ogx();
/// let recording = br#"{"response": {"body": {"__data__": {"created": 7}}}}"#;
/// let name = Path::new("0123456789ab.json");
/// let Outcome::Changed(changed) = normalize_bytes(recording, name, &rules, NormalizeOptions::default())?
/// else {
///     unreachable!("it was created at 7")
/// };
/// assert_eq!(changed.values, 1);
/// assert!(changed.bytes.ends_with(b"\"created\": 0\n      }\n    }\n  }\n}\n"));
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Rules {
    pub(super) rules: Vec<Rule>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) source: Option<PathBuf>,
    /// The configuration that they were read from.
    pub(super) text: Box<str>,
    /// Whether no rule affects which others apply, so that a second run changes nothing.
    pub(super) are_settled: bool,
}

/// A rule, and its location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLocation {
    /// The file that contains it, if it came from a file.
    pub path: Option<PathBuf>,
    /// Its line there, from 1.
    pub line: usize,
    /// Its path, or paths.
    pub rule: String,
}

impl Rules {
    /// The file from which they were read.
    pub fn source(&self) -> Option<&Path> {
        self.source.as_deref()
    }

    /// The text that they were read from; empty for those of OGX.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Custom rules that no value in any recording has matched so far.
    pub fn unmatched(&self) -> Vec<RuleLocation> {
        let unmatched = self.rules.iter().filter(|rule| !rule.matched.load(Ordering::Relaxed));
        let place = |rule: &Rule| {
            let (path, rule_text) = (self.source.clone(), rule.paths.clone());
            Some(RuleLocation { path, line: rule.line?, rule: rule_text })
        };
        unmatched.filter_map(place).collect()
    }

    /// Whether some rule needs all values of a recording at once.
    pub(super) fn have_placeholders(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.action, Action::Placeholder(_)))
    }

    /// Determines whether no rule affects which others apply: through the kind or the provider of
    /// the recording, or through the `object` of an object, which built-in rules check.
    pub(super) fn find_settled(&self) -> bool {
        let tells = self.patterns.iter().any(|pattern| pattern.may_end_at("object"));
        let asks = self.rules.iter().any(|rule| rule.spares_object.is_some());
        let are_limited = self.rules.iter().any(Rule::is_limited);
        !(are_limited || tells && asks)
    }

    /// The location of a rule, for messages.
    pub(super) fn described(&self, rule: &Rule) -> String {
        match (&self.source, rule.line, rule.built_in) {
            (Some(path), Some(line), _) => format!("the rule at {}:{line}", path.display()),
            (None, Some(line), _) => format!("the rule at line {line}"),
            (_, None, Some(key)) => format!("the built-in rule for '{key}'"),
            (_, None, None) => "a rule".to_owned(),
        }
    }

    /// The locations of two conflicting rules; `other` may be the same rule.
    pub(super) fn both_described(&self, rule: &Rule, other: &Rule) -> (String, String) {
        let is_same = std::ptr::eq(rule, other);
        let other = if is_same { "it".to_owned() } else { self.described(other) };
        (self.described(rule), other)
    }
}
