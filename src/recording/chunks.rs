//! The chunks of a recording: items of its body, or events in the lines that are its items.

use std::sync::atomic::{AtomicU64, Ordering};

use super::events::Events;
use super::model::Recording;
use crate::error::{Error, OutOfMemory, Result};
use crate::json::{Cursor, Document, Element, FoldedDocument, Holder, Holders, Part};
use crate::merge::{holds_google, unwrapped};

impl Recording {
    /// Whether the items of the body are the lines of a server-sent event stream.
    pub fn has_event_lines(&self) -> bool {
        self.events.is_some()
    }

    /// The events of a body of event stream lines.
    fn events(&self) -> Option<&Events> {
        self.events.as_ref()
    }

    /// The unchanged file with the items of its list body folded; `None` if the file was changed or
    /// converted when it was read, see [`Recording::document`].
    pub fn unchanged(&self) -> Option<&FoldedDocument> {
        self.original.is_none().then_some(&self.view)
    }

    /// The document whose elements are the items of the body, or the events in its lines.
    pub fn chunks(&self) -> &FoldedDocument {
        self.events().map_or(&self.view, |events| &events.list)
    }

    /// The number of chunks: items of a list body, or events in its lines.
    pub fn chunk_count(&self) -> usize {
        self.chunks().len()
    }

    /// One chunk as recorded: an item of a list body, with the recorder's `__type__`/`__data__`
    /// wrapping if it has one, or the data of an event.
    pub fn wrapped_chunk(&self, number: usize) -> Option<Document> {
        self.chunks().element(number)
    }

    /// One chunk without its wrapping: the document that contains it, and its [`Cursor::index`]
    /// there.
    pub fn chunk(&self, number: usize) -> Option<(Document, u32)> {
        let item = self.wrapped_chunk(number)?;
        let index = unwrapped(item.root()).index();
        Some((item, index))
    }

    /// The holders of the chunks, which do not unfold them.
    pub fn chunk_holders(&self) -> ChunkHolders {
        ChunkHolders::new(self.chunks().holders())
    }

    /// Checks that the recording has chunks, each of which is an object.
    ///
    /// # Errors
    ///
    /// As [`Recording::try_each_chunk`].
    pub fn check_chunks(&self) -> Result<()> {
        self.try_each_element(|mut element, chunk_of| {
            // An element that differs from an object only in scalars is an object too.
            if element.changes().next().is_none() {
                chunk_of.take(element.unfold())?;
            }
            Ok(())
        })
    }

    /// Calls `visit` with each chunk in turn.
    ///
    /// An empty or absent body has no chunks.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if the body is not a list, a chunk is not an object, or a line is not
    /// part of a valid event; those of `visit`.
    pub fn try_each_chunk(&self, mut visit: impl FnMut(Cursor<'_>) -> Result<()>) -> Result<()> {
        self.try_each_element(|mut element, chunk_of| visit(chunk_of.take(element.unfold())?))
    }

    /// Calls `visit` with each chunk, still folded, and with a function that takes the chunk out of
    /// the unfolded element.
    ///
    /// # Errors
    ///
    /// As [`Recording::try_each_chunk`].
    pub fn try_each_element(
        &self,
        mut visit: impl FnMut(Element<'_>, ChunkOf<'_>) -> Result<()>,
    ) -> Result<()> {
        if let Some(body) = self.body().filter(|body| !body.is_array()) {
            let found = body.kind().described();
            let kind = self.kind().as_str();
            let what = format!("no stream: response.body is {found}, of the kind '{kind}'");
            return Err(self.error(what));
        }
        let mut number = 0;
        self.chunks().try_each_element(|element| {
            visit(element, ChunkOf { recording: self, number })?;
            number += 1;
            Ok::<(), Error>(())
        })?;
        match self.events().and_then(|events| events.error.as_ref()) {
            Some(what) => Err(self.error(what.clone())),
            None => Ok(()),
        }
    }

    /// The chunk itself if it is an object.
    fn checked<'a>(&self, number: usize, chunk: Cursor<'a>) -> Result<Cursor<'a>> {
        if chunk.is_object() {
            return Ok(chunk);
        }
        let found = chunk.kind().described();
        let what = format!("expected an object as response.body[{number}], found {found}");
        Err(self.error(what))
    }
}

/// Takes the chunk out of the item with a given number.
#[derive(Clone, Copy, Debug)]
pub struct ChunkOf<'r> {
    recording: &'r Recording,
    number: usize,
}

impl ChunkOf<'_> {
    /// The chunk in `item`.
    ///
    /// # Errors
    ///
    /// [`Error::Recording`] if the chunk is not an object.
    pub fn take<'a>(&self, item: Cursor<'a>) -> Result<Cursor<'a>> {
        self.recording.checked(self.number, unwrapped(item))
    }
}

/// Returns the holders of a recording's chunks.
#[derive(Debug)]
pub struct ChunkHolders {
    holders: Holders,
    /// A shape, plus one, and the [`Part::index`] of the chunk in the items of that shape: wrapping
    /// consists of keys and containers, which all of them share.
    ///
    /// [`Part::index`]: crate::json::Part::index
    latest: AtomicU64,
}

impl ChunkHolders {
    fn new(holders: Holders) -> Self {
        ChunkHolders { holders, latest: AtomicU64::new(0) }
    }

    /// The holder of one chunk, and the [`Part::index`] of the chunk there, without its wrapping.
    ///
    /// # Errors
    ///
    /// If there is not enough memory for it.
    ///
    /// [`Part::index`]: crate::json::Part::index
    #[inline]
    pub fn get(&self, number: usize) -> Result<Option<(Holder, u32)>, OutOfMemory> {
        let Some(item) = self.holders.get(number)? else { return Ok(None) };
        let shape = item.shape().map_or(0, |shape| u64::from(shape) + 1);
        let latest = self.latest.load(Ordering::Relaxed);
        if shape != 0 && latest >> 32 == shape {
            return Ok(Some((item, latest as u32)));
        }
        let (index, is_shared) = chunk_in(item.part(0));
        if is_shared {
            self.latest.store(shape << 32 | u64::from(index), Ordering::Relaxed);
        }
        Ok(Some((item, index)))
    }
}

/// The [`Part::index`] of the chunk in an item, and whether it is the same in all items of that
/// shape: as [`unwrapped`], without unfolding the item.
///
/// [`Part::index`]: crate::json::Part::index
fn chunk_in(whole: Part<'_>) -> (u32, bool) {
    let plain = match (whole.get("__type__"), whole.get("__data__")) {
        (Some(_), Some(data)) => data,
        _ => whole,
    };
    let data = plain.get("data").filter(|data| data.get("choices").is_some());
    if let Some(data) = data.filter(|_| plain.get("choices").is_none()) {
        return (data.index(), true);
    }
    if let Some(response) = plain.get("response")
        && holds_google(|key| plain.get(key).is_some(), |key| response.get(key).is_some())
    {
        return (response.index(), true);
    }
    let Some(event) = plain.get("event").filter(|event| event.is_object()) else {
        return (plain.index(), true);
    };
    let kind = plain.get("type").and_then(Part::scalar);
    let kind = kind.as_ref().and_then(|kind| kind.cursor().as_text());
    let is_event = kind.is_some_and(|kind| kind == *"stream_event");
    (if is_event { event } else { plain }.index(), false)
}
