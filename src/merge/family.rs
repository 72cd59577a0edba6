//! What every family of responses tells of itself.

use std::fmt;

use super::chat::accumulator::Options;
use super::completion::Completion;
use super::detect::{Form, Found};
use super::{anthropic, chat, completions, genai, interactions, ollama, responses};
use crate::error::{Error, Result};
use crate::json::{Cursor, Element};
use crate::summary::Answer;

/// One family of responses: how to know one, how to merge a stream of it, what it says.
///
/// To add a family, write a file with a `GRAMMAR` in it and list that in [`GRAMMARS`].
pub struct Grammar {
    /// The kind of a whole response, such as `anthropic`.
    pub name: &'static str,
    /// The kind of a stream, such as `anthropic.stream`.
    pub stream_name: &'static str,
    /// The classes of `deltafold.types` that show its values in Python.
    pub classes: Classes,
    /// Whether a value is one of its own, and which form it has.
    pub tell: fn(&Found<'_>) -> Option<Form>,
    /// A merger that nothing was pushed to.
    pub merger: fn(Options) -> Box<dyn Merger>,
    /// What a whole response says.
    pub answer: fn(Cursor<'_>) -> Answer,
    /// Reports the index of each choice to which an item of the stream brings text, reasoning or
    /// arguments of a tool call, however often.
    pub tokens: fn(Cursor<'_>, &mut dyn FnMut(i64)),
}

/// Classes as `module.Class` below `deltafold.types`.
#[derive(Clone, Copy, Debug)]
pub struct Classes {
    /// That of an item of the stream, or the name of the dict from tag to class.
    pub item: &'static str,
    /// That of a whole response.
    pub whole: &'static str,
}

/// Merges the items of one stream as they come.
pub trait Merger: fmt::Debug + Send + Sync {
    /// Merges one item: a chunk, or the data of an event. Odd fields never fail.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Merge`] if the item is no object, and in strict mode for what cannot be
    /// right; nothing of the item is merged then.
    fn push(&mut self, item: Cursor<'_>) -> Result<()>;

    /// The same with an element of a folded list, out of which `take` takes the item, for mergers
    /// that gain from knowing what differs in it.
    ///
    /// # Errors
    ///
    /// As [`Merger::push`], and those of `take`.
    fn push_element(&mut self, mut element: Element<'_>, take: Take<'_>) -> Result<()> {
        self.push(take(element.unfold())?)
    }

    /// The response that has been merged so far.
    fn snapshot(&self) -> Completion;
}

/// Refuses an item that is no object.
pub(crate) fn check_item(item: Cursor<'_>) -> Result<()> {
    if item.is_object() {
        return Ok(());
    }
    let found = item.kind().described();
    Err(Error::merge(format!("expected an item of a stream, an object, found {found}")))
}

/// Takes the item out of an element.
pub type Take<'t> = &'t dyn for<'a> Fn(Cursor<'a>) -> Result<Cursor<'a>>;

impl PartialEq for Grammar {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Grammar {}

impl fmt::Debug for Grammar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Grammar({})", self.name)
    }
}

/// All families. The first one that knows a value as its own has it.
pub static GRAMMARS: [&Grammar; 8] = [
    &chat::GRAMMAR,
    &completions::GRAMMAR,
    &responses::GRAMMAR,
    &anthropic::GRAMMAR,
    &genai::GRAMMAR,
    &interactions::GRAMMAR,
    &ollama::chat::GRAMMAR,
    &ollama::generate::GRAMMAR,
];

/// The family of a stream in which no item tells another.
pub const CHAT: &Grammar = &chat::GRAMMAR;

/// The family with this name, such as `anthropic`.
pub fn grammar(name: &str) -> Option<&'static Grammar> {
    GRAMMARS.into_iter().find(|grammar| grammar.name == name)
}
