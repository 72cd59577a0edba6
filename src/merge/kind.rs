//! What a response is, told by its content: by `__type__` where the recorder left one, else by
//! keys that only this kind has.

use super::detect::{Form, Found, unwrapped};
use super::family::{CHAT, GRAMMARS, Grammar};
use super::{chat, other_kinds as other};
use crate::json::Cursor;

/// The kinds of response that a recording can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A stream of this family.
    Stream(&'static Grammar),
    /// A whole response of this family.
    Whole(&'static Grammar),
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
    pub fn grammar(self) -> Option<&'static Grammar> {
        match self {
            Kind::Stream(grammar) | Kind::Whole(grammar) => Some(grammar),
            _ => None,
        }
    }

    /// The kind's name, such as `chat.stream`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Stream(grammar) => grammar.stream_name,
            Kind::Whole(grammar) => grammar.name,
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
    pub fn of_item(item: Cursor<'_>) -> Option<&'static Grammar> {
        let found = Found::new(item);
        let (grammar, form) = told(&found)?;
        (form != Form::Whole).then_some(grammar)
    }

    /// The family of which an item may be if none of its stream tells one.
    pub fn likely_of_item(item: Cursor<'_>) -> Option<&'static Grammar> {
        chat::may_be_chunk(unwrapped(item)).then_some(CHAT)
    }

    /// The kind of a body that is no list.
    pub(crate) fn of_single(body: Cursor<'_>) -> Kind {
        let found = Found::new(body);
        match told(&found) {
            Some((grammar, Form::Item)) => Kind::Stream(grammar),
            Some((grammar, Form::Whole | Form::Both)) => Kind::Whole(grammar),
            None => other::kind_of(&found),
        }
    }

    /// The kind of a list that has this item, if the item tells it.
    pub(crate) fn of_list_with(found: &Found<'_>) -> Option<Kind> {
        match told(found) {
            Some((grammar, Form::Item | Form::Both)) => Some(Kind::Stream(grammar)),
            Some((_, Form::Whole)) => None,
            None => Some(other::kind_of(found)).filter(|kind| *kind == Kind::Models),
        }
    }
}

/// The family of a value: by its class, or by its content where the class says nothing.
fn told(found: &Found<'_>) -> Option<(&'static Grammar, Form)> {
    let told = |found: &Found<'_>| {
        GRAMMARS.into_iter().find_map(|grammar| Some((grammar, (grammar.tell)(found)?)))
    };
    told(found).or_else(|| told(&found.without_unknown_class()?))
}
