//! What a response is, told by its content: by `__type__` where the recorder left one, else by
//! keys that only this kind has.

use super::detect::{Form, Found, unwrapped};
use super::family::{CHAT, Family, families};
use super::{chat, other_kinds as other};
use crate::json::Cursor;

/// The kinds of response that a recording can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A stream of this family.
    Stream(&'static Family),
    /// A whole response of this family.
    Whole(&'static Family),
    /// The models that Ollama has loaded.
    OllamaPs,
    /// The models that Ollama has.
    OllamaList,
    /// Vectors.
    Embeddings,
    /// A list of models.
    Models,
    /// What a moderation found.
    Moderation,
    /// What a tool gave.
    Tool,
    /// What became of a file.
    File,
    /// An exception, maybe with the items that came before it.
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

    /// The family of one item of a stream, if it tells one.
    pub fn of_item(item: Cursor<'_>) -> Option<&'static Family> {
        let found = Found::new(item);
        let (family, form) = detect(&found)?;
        (form != Form::Whole).then_some(family)
    }

    /// The family of which an item may be if none of its stream tells one.
    pub fn likely_of_item(item: Cursor<'_>) -> Option<&'static Family> {
        chat::may_be_chunk(unwrapped(item)).then_some(CHAT)
    }

    /// The kind of a body that is no list.
    pub(crate) fn of_single(body: Cursor<'_>) -> Kind {
        let found = Found::new(body);
        match detect(&found) {
            Some((family, Form::Item)) => Kind::Stream(family),
            Some((family, Form::Whole | Form::Both)) => Kind::Whole(family),
            None => other::kind_of(&found),
        }
    }

    /// The kind of a list that has this item, if the item tells it.
    pub(crate) fn of_list_with(found: &Found<'_>) -> Option<Kind> {
        match detect(found) {
            Some((family, Form::Item | Form::Both)) => Some(Kind::Stream(family)),
            Some((_, Form::Whole)) => None,
            None => Some(other::kind_of(found)).filter(|kind| *kind == Kind::Models),
        }
    }
}

/// Which form an object has that is all of a file, if it surely is of some family.
pub(crate) fn form_alone(object: Cursor<'_>) -> Option<Form> {
    let found = Found { class: None, ..Found::new(object) };
    families().find_map(|family| (family.detect_alone)(&found))
}

/// The family of a value: by its class, or by its content where the class says nothing.
fn detect(found: &Found<'_>) -> Option<(&'static Family, Form)> {
    let detect =
        |found: &Found<'_>| families().find_map(|family| Some((family, (family.detect)(found)?)));
    detect(found).or_else(|| detect(&found.without_unknown_class()?))
}
