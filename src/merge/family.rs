//! What every family of responses tells of itself.

use std::fmt;

use super::completion::Completion;
use super::detect::{Form, Found};
use super::options::Options;
use super::{anthropic, chat, completions, genai, interactions, ollama, responses};
use crate::error::{Error, Result};
use crate::json::{Cursor, Element};
use crate::summary::Summary;

/// One family of responses: how to know one, how to merge a stream of it, what it says.
///
/// To add a family, write a file with a `FAMILY` in it and list it in the table `FAMILIES`.
pub struct Family {
    /// The kind of a whole response, such as `anthropic`.
    pub name: &'static str,
    /// The kind of a stream, such as `anthropic.stream`.
    pub stream_name: &'static str,
    /// The classes of `deltafold.types` that show its values in Python.
    pub classes: Classes,
    /// Whether a value is one of its own, and which form it has.
    pub detect: fn(&Found<'_>) -> Option<Form>,
    /// The same for an object that is all of a file, which may be anything: only what hardly
    /// anything else has counts. Its recorded class is ignored.
    pub detect_alone: fn(&Found<'_>) -> Option<Form>,
    /// A merger that nothing was pushed to.
    pub merger: fn(Options) -> Box<dyn Merger>,
    /// Whether a whole response without an error has an answer that came to its end.
    pub is_complete: fn(Cursor<'_>) -> bool,
    /// What a whole response says.
    pub summary: fn(Cursor<'_>) -> Summary,
    /// Reports the index of each choice to which an item of the stream brings text, reasoning or
    /// arguments of a tool call, however often.
    pub token_choices: fn(Cursor<'_>, &mut dyn FnMut(i64)),
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
pub fn check_item(item: Cursor<'_>) -> Result<()> {
    if item.is_object() {
        return Ok(());
    }
    let found = item.kind().described();
    Err(Error::merge(format!("expected a chunk to be an object, found {found}")))
}

/// Takes the item out of an element.
pub type Take<'t> = &'t dyn for<'a> Fn(Cursor<'a>) -> Result<Cursor<'a>>;

impl PartialEq for Family {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Family {}

impl fmt::Debug for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Family({})", self.name)
    }
}

/// All families. The first one that knows a value as its own has it.
static FAMILIES: [&Family; 8] = [
    &chat::FAMILY,
    &completions::FAMILY,
    &responses::FAMILY,
    &anthropic::FAMILY,
    &genai::FAMILY,
    &interactions::FAMILY,
    &ollama::chat::FAMILY,
    &ollama::generate::FAMILY,
];

/// All families, in the order in which a value is looked at.
pub fn families() -> impl Iterator<Item = &'static Family> {
    #[cfg(feature = "internals")]
    return FAMILIES.into_iter().chain(test_family::LISTED.get().copied());
    #[cfg(not(feature = "internals"))]
    FAMILIES.into_iter()
}

/// One more family, for the test that shows what adding one takes.
#[cfg(feature = "internals")]
pub mod test_family {
    use std::sync::OnceLock;

    use super::Family;

    pub(super) static LISTED: OnceLock<&'static Family> = OnceLock::new();

    /// Lists `family` after all others.
    pub fn add(family: &'static Family) {
        let _ = LISTED.set(family);
    }
}

/// The family of a stream in which no item tells another.
pub const CHAT: &Family = &chat::FAMILY;

/// The family with this name, such as `anthropic`.
pub fn family_named(name: &str) -> Option<&'static Family> {
    families().find(|family| family.name == name)
}
