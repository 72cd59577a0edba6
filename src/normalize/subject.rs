//! The recording to which rules are applied: what must be known about it other than its values.

use std::path::Path;

use super::hits::{Finder, Hit, State};
use super::name::recording_id;
use super::rule::{Rule, Rules};
use super::verdict::Verdict;
use crate::error::{Error, Result};
use crate::json::Cursor;
use crate::recording::{Recording, Url};

/// The properties by which rules can be limited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The kind of its response, a single name.
    pub(super) kinds: Vec<String>,
    /// The provider of the response, if the request names one, and the host.
    pub(super) providers: Vec<String>,
}

impl Facts {
    fn of(recording: &Recording) -> Self {
        let url = recording.request().and_then(|request| request.get("url")?.as_text());
        let host = url.and_then(|url| Url::parse(&url.to_wtf8()).ok()?.host_name());
        let named = recording.provider().map(|provider| provider.into_owned());
        Facts {
            kinds: vec![recording.kind().as_str().to_owned()],
            providers: named.into_iter().chain(host).collect(),
        }
    }
}

/// The rules, as they apply to one recording.
pub(super) struct Subject<'r> {
    pub(super) rules: &'r Rules,
    /// The id made from its file name, as JSON text.
    pub(super) id: Vec<u8>,
    /// Whether each rule applies; `None` if all do.
    applying: Option<Vec<bool>>,
}

impl<'r> Subject<'r> {
    /// # Errors
    ///
    /// Those of parsing, if that is needed to know which rules apply.
    pub(super) fn new(text: &[u8], name: &Path, rules: &'r Rules) -> Result<Self> {
        let applying = if rules.rules.iter().any(Rule::is_limited) {
            let facts = Facts::of(&Recording::parse(text.to_vec(), None)?);
            Some(rules.rules.iter().map(|rule| rule.is_for(&facts)).collect())
        } else {
            None
        };
        Ok(Subject { rules, id: recording_id(name), applying })
    }

    pub(super) fn finder(&self) -> Finder<'r> {
        Finder { patterns: &self.rules.patterns }
    }

    /// The states in which the paths of the applying rules begin.
    pub(super) fn start(&self) -> Vec<State> {
        self.finder().start(|rule| {
            let applying = self.applying.as_ref();
            applying.is_none_or(|applying| applying.get(usize::from(rule)) == Some(&true))
        })
    }

    /// Rejects a verdict that would leave something that is not a recording, because a second run
    /// would not accept it.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`], which names the rule.
    pub(super) fn check_envelope_stays(
        &self,
        root: Cursor<'_>,
        hit: &Hit,
        verdict: &Verdict<'_>,
    ) -> Result<()> {
        let stays = match verdict {
            Verdict::Same => true,
            Verdict::New(new) => new.starts_with(b"{"),
            Verdict::Removed => false,
        };
        if stays || root.get("response").map(Cursor::index) != Some(hit.value) {
            return Ok(());
        }
        let (value, object) = (root.beside(hit.value), root.get("object"));
        let (_, by) = self.judge_by(self.rules_of(hit), value, object)?;
        let rule = by.map_or_else(|| "a rule".to_owned(), |rule| self.rules.described(rule));
        let what = format!(
            "{rule} would leave a 'response' that is not an object: the result is not a recording"
        );
        Err(Error::recording(what))
    }

    /// The rules of a hit.
    pub(super) fn rules_of(&self, hit: &Hit) -> impl Iterator<Item = &'r Rule> + Clone {
        let rules = self.rules;
        hit.rules.iter().filter_map(|number| rules.rules.get(usize::from(*number)))
    }
}

/// Rejects values that are not recordings.
///
/// # Errors
///
/// [`Error::NotARecording`].
pub(super) fn check_envelope(root: Cursor<'_>) -> Result<()> {
    let is_one = root.get("response").is_some_and(|response| response.is_object());
    let what = "expected a recording, an object with an object as 'response'";
    is_one.then_some(()).ok_or_else(|| Error::NotARecording { path: None, what: what.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_the_kind_and_the_names_of_the_provider() {
        let json =
            br#"{"request": {"url": "http://localhost:11434/"}, "response": {"body": null}}"#;
        let facts = Facts::of(&Recording::parse(json.to_vec(), None).unwrap());
        assert_eq!(facts.kinds, ["empty"]);
        assert_eq!(facts.providers, ["ollama", "localhost"]);
    }
}
