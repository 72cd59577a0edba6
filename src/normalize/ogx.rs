//! The built-in profiles: do what the OGX recorder, and the script next to it, do with the objects
//! in a response.

use super::hits::Pattern;
use super::path::PathStep;
use super::rule::{Action, Rule, Rules};

const RESPONSE: PathStep = PathStep::key("response");
const BODY: PathStep = PathStep::key("body");
const DATA: PathStep = PathStep::key("__data__");

/// The new value of a member.
enum New {
    /// `rec-` and the start of the hash in the file's name
    RecordingId,
    /// JSON text
    Json(&'static str),
}

/// The condition under which a member is left unchanged.
#[derive(PartialEq, Eq)]
enum Unless {
    Never,
    /// The object is a model according to its `object`: ids and dates of models are meaningful
    Model,
    Null,
}

/// The members of a `__data__` object that are normalized.
const MEMBERS: [(&str, New, Unless); 7] = [
    ("id", New::RecordingId, Unless::Model),
    ("created", New::Json("0"), Unless::Model),
    ("created_at", New::Json("\"1970-01-01T00:00:00.000000Z\""), Unless::Never),
    ("total_duration", New::Json("0"), Unless::Null),
    ("load_duration", New::Json("0"), Unless::Null),
    ("prompt_eval_duration", New::Json("0"), Unless::Null),
    ("eval_duration", New::Json("0"), Unless::Null),
];

/// The rules that a configuration starts with.
///
/// ```
/// use deltafold::internals::normalize::Profile;
/// assert_eq!(Profile::named("ogx-1.5"), Some(Profile::Ogx1_5));
/// assert_eq!(Profile::named("ogx-2.0"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The rules of the script of OGX, and of its recorder up to 1.4
    Ogx,
    /// The rules of its recorder from 1.5 on, which sets the dates of models, too
    Ogx1_5,
    /// No rules
    None,
}

impl Profile {
    /// All of them with their names, the default first.
    pub const NAMES: [(&'static str, Profile); 3] =
        [("ogx", Profile::Ogx), ("ogx-1.5", Profile::Ogx1_5), ("none", Profile::None)];

    /// The profile with this name.
    pub fn named(name: &str) -> Option<Profile> {
        Profile::NAMES.iter().find(|(known, _)| *known == name).map(|(_, profile)| *profile)
    }
}

impl Rules {
    /// The rules of the default profile.
    pub fn ogx() -> Self {
        Rules::of(Profile::Ogx)
    }

    /// The rules of a profile.
    pub fn of(profile: Profile) -> Self {
        let mut rules = Rules::default();
        rules.add(profile);
        rules.are_settled = true;
        rules
    }

    /// Adds the rules of a profile.
    pub(super) fn add(&mut self, profile: Profile) {
        if profile == Profile::None {
            return;
        }
        for (key, new, unless) in MEMBERS {
            let unless = match key {
                "created" if profile == Profile::Ogx1_5 => Unless::Never,
                _ => unless,
            };
            let number = self.rules.len() as u16;
            let rule = Rule::new(match new {
                New::RecordingId => Action::RecordingId,
                New::Json(json) => Action::Set(json.into()),
            });
            self.rules.push(Rule {
                built_in: Some(key),
                spares_null: unless == Unless::Null,
                spares_object: (unless == Unless::Model).then_some("model"),
                ..rule
            });
            // A body is a single object or a list of objects.
            for items in [&[][..], &[PathStep::EveryItem]] {
                let mut steps = vec![RESPONSE, BODY];
                steps.extend_from_slice(items);
                steps.extend([DATA, PathStep::key(key)]);
                self.patterns.push(Pattern { rule: number, steps, whole: true });
            }
        }
    }
}
