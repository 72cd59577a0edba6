//! What rules are: a path, whom they are for, and what becomes of the values there.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use regex::bytes::Regex;

use super::hits::Pattern;
use super::path::is_like;
use super::subject::Facts;

/// What becomes of a value.
#[derive(Debug)]
pub(super) enum Action {
    /// This, as one line of canonical JSON text
    Set(Vec<u8>),
    /// The id that the file's name gives
    RecordingId,
    /// Nothing: it goes
    Remove,
    /// A float with so many digits behind the point
    Round(usize),
    /// The string with each match replaced
    Replace {
        /// What is looked for
        pattern: Regex,
        /// What stands in its place
        with: Vec<u8>,
    },
    /// A number of its own in this text, the same one wherever the recording has this string
    Placeholder(String),
}

impl Action {
    /// Whether it takes a list or object as a whole.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self, Action::Set(_) | Action::RecordingId | Action::Remove)
    }
}

/// One rule; its paths are among the [`Pattern`]s.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) action: Action,
    /// It leaves null as it is.
    pub(super) spares_null: bool,
    /// It leaves an object alone whose `object` is this.
    pub(super) spares_object: Option<&'static str>,
    /// The kinds and providers that it is for, as forms; none is all.
    pub(super) kinds: Vec<String>,
    pub(super) providers: Vec<String>,
    /// Where it stands in its file, and its paths as they stand there.
    pub(super) line: Option<usize>,
    pub(super) paths: String,
    /// The member that it is for, if it is built in.
    pub(super) built_in: Option<&'static str>,
    /// Whether there was a value at its path.
    pub(super) matched: AtomicBool,
}

impl Rule {
    /// A rule for every recording.
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

    /// Whether it is for a recording of which this is known.
    pub(super) fn is_for(&self, facts: &Facts) -> bool {
        let any = |forms: &[String], names: &[String]| {
            let is_like =
                |form: &String| names.iter().any(|name| is_like(form.as_bytes(), name.as_bytes()));
            forms.is_empty() || forms.iter().any(is_like)
        };
        any(&self.kinds, &facts.kinds) && any(&self.providers, &facts.providers)
    }

    /// Whether who it is for must be asked.
    pub(super) fn is_limited(&self) -> bool {
        !(self.kinds.is_empty() && self.providers.is_empty())
    }

    /// Notes that there is a value for it.
    pub(super) fn note_match(&self) {
        // Most of the time it is known: reading is cheaper between threads than writing.
        if !self.matched.load(Ordering::Relaxed) {
            self.matched.store(true, Ordering::Relaxed);
        }
    }
}

/// The rules that recordings are normalized by.
///
/// ```
/// use std::path::Path;
/// use deltafold::internals::normalize::{Options, Outcome, Rules, normalize_bytes};
/// let rules = Rules::ogx();
/// let recording = br#"{"response": {"body": {"__data__": {"created": 7}}}}"#;
/// let name = Path::new("0123456789ab.json");
/// let Outcome::Changed(changed) = normalize_bytes(recording, name, &rules, Options::default())?
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
    /// Whether no rule decides for what others are, so that a second run changes nothing.
    pub(super) are_settled: bool,
}

/// A rule, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file that has it, if it came from a file.
    pub path: Option<PathBuf>,
    /// Its line there, from 1.
    pub line: usize,
    /// Its path, or paths.
    pub rule: String,
}

impl Rules {
    /// No rules: nothing is changed.
    pub fn none() -> Self {
        Rules::default()
    }

    /// The file that they were read from.
    pub fn source(&self) -> Option<&Path> {
        self.source.as_deref()
    }

    /// Rules of one's own for which no recording had a value so far.
    pub fn unmatched(&self) -> Vec<Place> {
        let unmatched = self.rules.iter().filter(|rule| !rule.matched.load(Ordering::Relaxed));
        let place = |rule: &Rule| {
            let (path, rule_text) = (self.source.clone(), rule.paths.clone());
            Some(Place { path, line: rule.line?, rule: rule_text })
        };
        unmatched.filter_map(place).collect()
    }

    /// Whether some rule needs all values of a recording at once.
    pub(super) fn have_placeholders(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.action, Action::Placeholder(_)))
    }

    /// Finds out whether no rule decides for what others are: by the kind or the provider of the
    /// recording, or by what an object says it is, which built-in rules look at.
    pub(super) fn find_settled(&self) -> bool {
        let tells = self.patterns.iter().any(|pattern| pattern.may_end_at("object"));
        let asks = self.rules.iter().any(|rule| rule.spares_object.is_some());
        let are_limited = self.rules.iter().any(Rule::is_limited);
        !(are_limited || tells && asks)
    }

    /// Where a rule stands, for messages.
    pub(super) fn described(&self, rule: &Rule) -> String {
        match (&self.source, rule.line, rule.built_in) {
            (Some(path), Some(line), _) => format!("the rule at {}:{line}", path.display()),
            (None, Some(line), _) => format!("the rule at line {line}"),
            (_, None, Some(key)) => format!("the built-in rule for '{key}'"),
            (_, None, None) => "a rule".to_owned(),
        }
    }

    /// Where two rules stand that do not get along; `other` may be the same.
    pub(super) fn both_described(&self, rule: &Rule, other: &Rule) -> (String, String) {
        let is_same = std::ptr::eq(rule, other);
        let other = if is_same { "it".to_owned() } else { self.described(other) };
        (self.described(rule), other)
    }
}
