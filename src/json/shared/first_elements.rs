//! Long texts, folded piece by piece: reading, comparing and storing stay in the processor's cache,
//! and memory is needed only for what is stored.

use std::io::Read;

use super::elements::Elements;
use crate::error::{OutOfMemory, Result, joined};
use crate::json::document::Document;
use crate::json::parse::fault::Fault;
use crate::json::parse::parser::{Folded, MAX_BYTES, Sight, Token, find_list, parse_element};
use crate::json::parse::scan::skip_space;
use crate::json::parse::window::{NoMore, Window};

/// The size of a piece.
const SIZE: usize = 256 << 10;

/// The list must begin in the first `1 / PARTS` of the text, because everything before it is parsed
/// again whenever more of the text is read.
const PARTS: u64 = 16;

/// The result of folding a text piece by piece.
pub(crate) enum FirstElements {
    /// The document, and the elements of its list.
    List(Box<(Document, Folded)>),
    /// The text is unusual or invalid, so the whole text must be parsed. If `at_start`, everything
    /// read so far is in the room.
    Nothing { at_start: bool },
}

/// The document in `source`, which has `size` bytes, and the elements of the list to which the keys
/// of `path` lead. `room` is memory to read into.
///
/// # Errors
///
/// Those of `source`, and if there is not enough memory.
pub(crate) fn fold(
    source: &mut impl Read,
    path: &[&str],
    size: u64,
    room: &mut Vec<u8>,
) -> Result<FirstElements> {
    let most = (size / PARTS).max(SIZE as u64);
    fold_with(source, path, SIZE, most as usize, room)
}

pub(crate) fn fold_with(
    source: &mut impl Read,
    path: &[&str],
    size: usize,
    most: usize,
    room: &mut Vec<u8>,
) -> Result<FirstElements> {
    // One byte more than the maximum size of a document is enough to detect a larger one.
    let mut source = source.take(MAX_BYTES as u64 + 1);
    let mut window = Window::new(&mut source, room, size);
    let first = loop {
        if window.advance(0)?.is_err() {
            return Ok(FirstElements::Nothing { at_start: true });
        }
        match find_list(window.text(), path) {
            Sight::Here(first) => break first,
            Sight::Later if window.text().len() < most => {}
            Sight::Later | Sight::Nowhere => return Ok(FirstElements::Nothing { at_start: true }),
        }
    };
    let before = joined(&[&window.text()[..first]])?;
    let mut folding =
        Folding { window, at: first, elements: Elements::default(), depth: path.len() + 1 };
    if !folding.run()? {
        return Ok(FirstElements::Nothing { at_start: folding.window.is_at_start() });
    }
    let Folding { mut window, at, mut elements, .. } = folding;
    let rest = window.read_rest()?;
    let head = joined(&[&before, &window.text()[at..]])?;
    let nothing = FirstElements::Nothing { at_start: window.is_at_start() };
    if rest == Err(NoMore::NoText) || source.limit() == 0 {
        return Ok(nothing);
    }
    let Some(head) = Document::parse_unique(head)? else { return Ok(nothing) };
    elements.shrink();
    let place = before.len()..before.len();
    Ok(FirstElements::List(Box::new((head, Folded { elements, place }))))
}

/// The first `count` elements of the list to which the keys of `path` lead, read from no more of
/// `source` than necessary; `None` if there are fewer, if the list does not begin near the start,
/// or if the text is invalid.
///
/// # Errors
///
/// Those of `source`, and if there is not enough memory.
pub(crate) fn first_elements(
    source: &mut impl Read,
    path: &[&str],
    count: usize,
    room: &mut Vec<u8>,
) -> Result<Option<Vec<Document>>> {
    let mut window = Window::new(source, room, SIZE);
    // Each attempt starts anew; the window grows so quickly that this does not matter.
    while window.advance(0)?.is_ok() {
        match find_list(window.text(), path) {
            Sight::Here(first) => match elements_at(window.text(), first, path.len() + 1, count)? {
                Some(elements) if elements.len() == count => return Ok(Some(elements)),
                Some(_) => {}
                None => return Ok(None),
            },
            Sight::Later | Sight::Nowhere => return Ok(None),
        }
    }
    Ok(None)
}

/// Up to `count` elements from `at` on, as far as they are visible; `None` if there are fewer, or
/// if one is invalid.
fn elements_at(
    text: &[u8],
    mut at: usize,
    depth: usize,
    count: usize,
) -> Result<Option<Vec<Document>>> {
    let (mut found, mut tokens) = (Vec::new(), Vec::new());
    while found.len() < count {
        tokens.clear();
        match parse_element(text, at, depth, &mut tokens) {
            Ok(end) if is_ended(text, end) => {
                found.push(Document::parse(joined(&[&text[at..end]])?)?);
                at = skip_space(text, end);
                match text.get(at) {
                    Some(b',') => at = skip_space(text, at + 1),
                    Some(_) if found.len() < count => return Ok(None),
                    _ => {}
                }
            }
            Ok(end) if may_go_on(text, end) => break,
            Err(Fault::OutOfMemory) => return Err(OutOfMemory.into()),
            Err(fault) if fault.is_for_want_of_more(text) => break,
            _ => return Ok(None),
        }
    }
    Ok(Some(found))
}

/// The elements of a list, read one after another.
struct Folding<'s, S> {
    window: Window<'s, S>,
    /// Where in the window the next element, or the comma or bracket after one, is.
    at: usize,
    elements: Elements,
    /// The nesting depth of the elements.
    depth: usize,
}

impl<S: Read> Folding<'_, S> {
    /// Reads up to the end of the list; returns whether the end was found.
    fn run(&mut self) -> Result<bool> {
        let mut tokens = Vec::new();
        loop {
            if self.next_byte()?.is_none() {
                return Ok(false);
            }
            loop {
                match self.element(&mut tokens)? {
                    Seen::All => break,
                    Seen::Part if self.more()?.is_ok() => {}
                    Seen::Part | Seen::Fault => return Ok(false),
                }
            }
            match self.next_byte()? {
                Some(b',') => self.at += 1,
                found => return Ok(found == Some(b']')),
            }
        }
    }

    /// Reads one element, if it is completely visible and valid.
    #[inline]
    fn element(&mut self, tokens: &mut Vec<Token>) -> Result<Seen, OutOfMemory> {
        let text = self.window.text();
        if let Some(end) = self.elements.repeat(text, self.at)? {
            if is_ended(text, end) {
                self.at = end;
                return Ok(Seen::All);
            }
            self.elements.pop(end - self.at);
        }
        tokens.clear();
        match parse_element(text, self.at, self.depth, tokens) {
            Ok(end) if is_ended(text, end) => {
                self.elements.push(text, self.at..end, tokens)?;
                self.at = end;
                Ok(Seen::All)
            }
            Ok(end) if may_go_on(text, end) => Ok(Seen::Part),
            Err(Fault::OutOfMemory) => Err(OutOfMemory),
            Err(fault) if fault.is_for_want_of_more(text) => Ok(Seen::Part),
            _ => Ok(Seen::Fault),
        }
    }

    /// The next byte that is not white space; `None` at the end.
    fn next_byte(&mut self) -> Result<Option<u8>> {
        loop {
            self.at = skip_space(self.window.text(), self.at);
            if let Some(byte) = self.window.text().get(self.at) {
                return Ok(Some(*byte));
            }
            if self.more()?.is_err() {
                return Ok(None);
            }
        }
    }

    fn more(&mut self) -> Result<Result<(), NoMore>> {
        let more = self.window.advance(self.at)?;
        self.at = 0;
        Ok(more)
    }
}

/// How much of an element is visible.
enum Seen {
    All,
    Part,
    /// Everything there will ever be: the element is invalid.
    Fault,
}

/// Whether an element has certainly ended.
#[inline]
fn is_ended(text: &[u8], end: usize) -> bool {
    text.get(end).is_some_and(|next| b",] \n\r\t".contains(next))
}

/// Whether a value that ends here may continue in text that is not visible yet, as numbers do.
#[cold]
fn may_go_on(text: &[u8], end: usize) -> bool {
    text.len() - end <= "e-".len()
}
