//! The kind of a response, detected from its content: from `__type__` if the recorder wrote one,
//! otherwise from keys that only this kind has.

use super::detect::{Form, Found, unwrapped};
use super::family::{CHAT, Family, families};
use super::received::{Received, is_ping};
use super::{chat, other_kinds as other};
use crate::json::Cursor;

/// The kinds of response that a recording can hold.
///
/// ```
/// use deltafold::{Kind, Recording};
/// let recording = Recording::parse(br#"{"response": {"body": null}}"#.to_vec(), None)?;
/// assert_eq!(recording.kind().as_str(), "empty");
/// assert!(recording.kind().family().is_none() && recording.kind() != Kind::Exception);
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A stream of this family.
    Stream(&'static Family),
    /// A whole response of this family.
    Whole(&'static Family),
    /// The models loaded in Ollama.
    OllamaPs,
    /// The models available in Ollama.
    OllamaList,
    /// Vectors.
    Embeddings,
    /// A list of models.
    Models,
    /// A moderation result.
    Moderation,
    /// Documents in the order of their relevance.
    Rerank,
    /// A tool result.
    Tool,
    /// The result of a file operation.
    File,
    /// An exception, possibly with the items that preceded it.
    Exception,
    /// An error body.
    Error,
    /// Objects of some other class.
    Typed,
    /// Other values.
    Json,
    /// Nothing.
    Empty,
}

impl Kind {
    /// The family of a completion.
    pub fn family(self) -> Option<&'static Family> {
        match self {
            Kind::Stream(family) | Kind::Whole(family) => Some(family),
            _ => None,
        }
    }

    /// The kind's name, such as `chat.stream`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Stream(family) => family.stream_name,
            Kind::Whole(family) => family.name,
            Kind::OllamaPs => "ollama.ps",
            Kind::OllamaList => "ollama.list",
            Kind::Embeddings => "embeddings",
            Kind::Models => "models",
            Kind::Moderation => "moderation",
            Kind::Rerank => "rerank",
            Kind::Tool => "tool",
            Kind::File => "file",
            Kind::Exception => "exception",
            Kind::Error => "error",
            Kind::Typed => "typed",
            Kind::Json => "json",
            Kind::Empty => "empty",
        }
    }

    /// Whether the response is a stream.
    pub fn is_stream(self) -> bool {
        matches!(self, Kind::Stream(_))
    }

    /// The family of one item of a stream, if it can be detected.
    pub fn of_item(item: Cursor<'_>) -> Option<&'static Family> {
        let found = Found::new(item);
        let (family, form) = detect(&found)?;
        (form != Form::Whole).then_some(family)
    }

    /// The likely family of an item if no item of its stream decides it.
    pub fn likely_of_item(item: Cursor<'_>) -> Option<&'static Family> {
        chat::may_be_chunk(unwrapped(item)).then_some(CHAT)
    }

    /// The kind of a body that is not a list.
    pub(crate) fn of_single(body: Cursor<'_>) -> Kind {
        let found = Found::new(body);
        match detect(&found) {
            Some((family, Form::Item)) => Kind::Stream(family),
            Some((family, Form::Whole | Form::Both)) => Kind::Whole(family),
            None => other::kind_of(&found),
        }
    }

    /// The kind of a list that has this item, if it can be detected from the item.
    pub(crate) fn of_list_with(found: &Found<'_>) -> Option<Kind> {
        match detect(found) {
            Some((family, Form::Item | Form::Both)) => Some(Kind::Stream(family)),
            Some((_, Form::Whole)) => None,
            // A server may send a ranking as a list.
            None if found.class.is_none() && other::is_ranked(found.value) => Some(Kind::Rerank),
            None => Some(other::kind_of(found)).filter(|kind| *kind == Kind::Models),
        }
    }
}

/// The family of a whole response that cannot be an item of a stream.
pub(crate) fn whole_family(value: Cursor<'_>) -> Option<&'static Family> {
    match detect(&Found::new(value))? {
        (family, Form::Whole) => Some(family),
        _ => None,
    }
}

/// Whether a family detects an item by this type, and none does without.
pub(crate) fn type_from_name(item: Cursor<'_>, name: &str) -> bool {
    let found = Found::new(item);
    let with_type = Found { kind: Some(name.into()), ..found.clone() };
    let is_item = |found: &Found<'_>| matches!(detect(found), Some((_, Form::Item)));
    is_item(&with_type) && detect(&found).is_none() || name == "ping"
}

/// The kind of a list from which no item decides a family: a stream of nothing but errors, or one of
/// chunks that do not say what they are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Undecided {
    has_choices: bool,
    has_error: bool,
    has_others: bool,
}

impl Undecided {
    /// Notes one of the items.
    pub(crate) fn note(&mut self, item: Cursor<'_>) {
        let item = unwrapped(item);
        self.has_choices |= item.get("choices").is_some_and(Cursor::is_array);
        let is_item = Received::is_item(item);
        self.has_others |= is_item;
        self.has_error |= !is_item && !is_ping(item);
    }

    /// The kind, if the items show it.
    pub(crate) fn kind(self) -> Option<Kind> {
        if self.has_choices {
            return Some(Kind::Stream(CHAT));
        }
        (self.has_error && !self.has_others).then_some(Kind::Error)
    }
}

/// The form of an object that is the whole file, if it is certainly of some family.
pub(crate) fn form_alone(object: Cursor<'_>) -> Option<Form> {
    let found = Found { class: None, ..Found::new(object) };
    families().find_map(|family| (family.detect_alone)(&found))
}

/// The family of a value: from its class, or from its content if the class does not decide it.
fn detect(found: &Found<'_>) -> Option<(&'static Family, Form)> {
    let detect =
        |found: &Found<'_>| families().find_map(|family| Some((family, (family.detect)(found)?)));
    detect(found).or_else(|| detect(&found.without_unknown_class()?))
}
