//! What a response is, told by its content: by `__type__` where the recorder left one, else by
//! keys that only this kind has.

use super::answer::Answer;
use super::found::{Form, Found};
use super::interface::Grammar;
use super::other;
use super::{CHAT, GRAMMARS, chat};
use crate::json::{Cursor, Text};
use crate::recording::{Recording, Url, unwrapped};

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

/// So many items of a list are looked at; the first ones may be errors, pings or comments.
const MOST_TELLING: usize = 32;

impl Kind {
    /// The kind of what `recording` holds.
    ///
    /// ```
    /// use deltafold::grammar::Kind;
    /// use deltafold::recording::Recording;
    /// let bytes = br#"{"response": {"body": {"object": "chat.completion", "choices": []}}}"#;
    /// let recording = Recording::parse(bytes.to_vec(), None)?;
    /// assert_eq!(Kind::of(&recording).as_str(), "chat");
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    pub fn of(recording: &Recording) -> Kind {
        if recording.is_exception() {
            return Kind::Exception;
        }
        let Some(body) = recording.body() else { return Kind::Empty };
        let kind = match (body.is_array(), recording.item_count()) {
            (false, _) => Kind::of_single(body),
            (true, 0) => Kind::Empty,
            (true, _) => Kind::of_list(recording),
        };
        // A list of nothing is told by what was asked for.
        let is_list = body.is_array() || other::is_empty_listing(body);
        match kind {
            Kind::Empty | Kind::Json if is_list && asks_for_models(recording) => Kind::Models,
            kind => kind,
        }
    }

    /// The family of the stream that `recording` holds, be it that an exception ended it.
    pub fn streamed(recording: &Recording) -> Option<&'static Grammar> {
        match Kind::of(recording) {
            Kind::Stream(grammar) => Some(grammar),
            Kind::Exception if recording.item_count() > 0 => match Kind::of_list(recording) {
                Kind::Stream(grammar) => Some(grammar),
                _ => None,
            },
            _ => None,
        }
    }

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

    fn of_single(body: Cursor<'_>) -> Kind {
        let found = Found::new(body);
        match told(&found) {
            Some((grammar, Form::Item)) => Kind::Stream(grammar),
            Some((grammar, Form::Whole | Form::Both)) => Kind::Whole(grammar),
            None => other::kind_of(&found),
        }
    }

    /// The first item that tells its kind decides.
    fn of_list(recording: &Recording) -> Kind {
        let mut wrapped = false;
        for number in 0..recording.chunk_count().min(MOST_TELLING) {
            let Some(document) = recording.wrapped_chunk(number) else { break };
            let found = Found::new(document.root());
            wrapped |= found.class.is_some();
            match told(&found) {
                Some((grammar, Form::Item | Form::Both)) => return Kind::Stream(grammar),
                Some((_, Form::Whole)) => {}
                None if other::kind_of(&found) == Kind::Models => return Kind::Models,
                None => {}
            }
        }
        if wrapped { Kind::Typed } else { Kind::Json }
    }
}

/// The family of a value: by its class, or by its content where the class says nothing.
fn told(found: &Found<'_>) -> Option<(&'static Grammar, Form)> {
    let told = |found: &Found<'_>| {
        GRAMMARS.into_iter().find_map(|grammar| Some((grammar, (grammar.tell)(found)?)))
    };
    told(found).or_else(|| told(&found.without_unknown_class()?))
}

/// Whether the request is for a list of models.
fn asks_for_models(recording: &Recording) -> bool {
    let member = |key| recording.request()?.get(key)?.as_text();
    let path = |text: Text<'_>| Some(Url::parse(&text.to_wtf8()).ok()?.path.ends_with(b"/models"));
    ["endpoint", "url"].into_iter().filter_map(member).any(|text| path(text) == Some(true))
}

/// What `completion` says, which is that of `recording`, be it merged or stored.
pub fn answer_of(recording: &Recording, completion: Cursor<'_>) -> Answer {
    match Kind::of(recording).grammar().or_else(|| Kind::streamed(recording)) {
        Some(grammar) => (grammar.answer)(completion),
        None => Answer::default(),
    }
}
