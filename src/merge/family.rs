//! What every family of responses provides.

use std::fmt;

use super::completion::Completion;
use super::detect::{Form, Found};
use super::events::Watcher;
use super::options::Options;
use super::{
    anthropic, chat, cohere, completions, converse, genai, interactions, ollama, responses,
};
use crate::error::{Error, Result};
use crate::json::{Cursor, Element};
use crate::summary::Summary;

/// One family of responses: how to detect one, merge its streams and summarize it.
///
/// To add a family, write a file with a `FAMILY` in it and list it in the table `FAMILIES`.
///
/// ```
/// use deltafold::Recording;
/// let bytes = br#"{"response": {"body": [
///     {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "Hel"}}]},
///     {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": "lo"}}]}
/// ]}}"#;
/// let recording = Recording::parse(bytes.to_vec(), None)?;
/// let family = recording.kind().family().unwrap();
/// assert_eq!((family.name, family.stream_name), ("chat", "chat.stream"));
/// # Ok::<(), deltafold::Error>(())
/// ```
pub struct Family {
    /// The kind of a whole response, such as `anthropic`.
    pub name: &'static str,
    /// The kind of a stream, such as `anthropic.stream`.
    pub stream_name: &'static str,
    /// The classes of `deltafold.types` that show its values in Python.
    pub classes: Classes,
    /// Whether a value is of this family, and which form it has.
    pub detect: fn(&Found<'_>) -> Option<Form>,
    /// The same for an object that is the whole file and may be anything: only members that hardly
    /// any other data has count. Its recorded class is ignored.
    pub detect_alone: fn(&Found<'_>) -> Option<Form>,
    /// Creates an empty merger.
    pub merger: fn(Options) -> Box<dyn Merger>,
    /// Whether a whole response without an error has a complete answer.
    pub is_complete: fn(Cursor<'_>) -> bool,
    /// The summary of a whole response.
    pub summary: fn(Cursor<'_>) -> Summary,
    /// Reports the index of each choice to which an item of the stream adds text, reasoning or tool
    /// call arguments, possibly several times.
    pub token_choices: fn(Cursor<'_>, &mut dyn FnMut(i64)),
}

/// Classes as `module.Class` below `deltafold.types`.
#[derive(Clone, Copy, Debug)]
pub struct Classes {
    /// The class of a stream item, or the name of the dict from tag to class.
    pub item: &'static str,
    /// The class of a whole response.
    pub whole: &'static str,
}

/// Merges the items of one stream as they arrive.
pub trait Merger: fmt::Debug + Send + Sync {
    /// Merges one item: a chunk, or the data of an event. Unexpected fields are not errors.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Merge`] if the item is not an object, and in strict mode for invalid
    /// values; nothing of the item is merged then.
    fn push(&mut self, item: Cursor<'_>) -> Result<()>;

    /// The same with an element of a folded list, from which `take` takes the item, for mergers
    /// that benefit from knowing the differences.
    ///
    /// # Errors
    ///
    /// As [`Merger::push`], and those of `take`.
    fn push_element(&mut self, mut element: Element<'_>, take: Take<'_>) -> Result<()> {
        self.push(take(element.unfold())?)
    }

    /// The caller has set the family: items that do not show theirs are merged, too.
    fn take_any(&mut self) {}

    /// The response that has been merged so far.
    fn snapshot(&self) -> Completion;

    /// Reports to those who watch the stream which parts have grown by `item`, the item merged last.
    /// What is not reported is shown at the end of the stream.
    fn report(&self, item: Cursor<'_>, watcher: &mut Watcher) {
        let _ = (item, watcher);
    }

    /// Strict mode: checks what only the end of the stream shows.
    ///
    /// # Errors
    ///
    /// [`crate::error::Error::Merge`] for what would be repaired otherwise.
    fn check_end(&self) -> Result<()> {
        Ok(())
    }
}

/// Refuses an item that is not an object.
pub fn check_item(item: Cursor<'_>) -> Result<()> {
    if item.is_object() {
        return Ok(());
    }
    let found = item.kind().described();
    Err(Error::merge(format!("expected a chunk to be an object, found {found}")))
}

/// Takes the item from an element.
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

/// All families. The first one that detects a value is its family.
static FAMILIES: [&Family; 10] = [
    &chat::FAMILY,
    &completions::FAMILY,
    &responses::FAMILY,
    &anthropic::FAMILY,
    &genai::FAMILY,
    &interactions::FAMILY,
    &ollama::chat::FAMILY,
    &ollama::generate::FAMILY,
    &cohere::FAMILY,
    &converse::FAMILY,
];

/// All families, in the order of detection.
pub fn families() -> impl Iterator<Item = &'static Family> {
    #[cfg(feature = "internals")]
    return FAMILIES.into_iter().chain(test_family::LISTED.get().copied());
    #[cfg(not(feature = "internals"))]
    FAMILIES.into_iter()
}

/// One more family, for the test that shows how to add one.
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

/// The family of a stream in which no item decides another.
pub const CHAT: &Family = &chat::FAMILY;

/// The family with this name, such as `anthropic`.
pub fn family_named(name: &str) -> Option<&'static Family> {
    families().find(|family| family.name == name)
}
