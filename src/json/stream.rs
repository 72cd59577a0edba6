//! Long texts, folded piece by piece: reading, comparing and keeping stay in the processor's
//! cache, and memory is needed for what is kept only.

use std::io::{self, Read};

use super::document::Document;
use super::elements::Elements;
use super::parse::{Folded, MAX_BYTES, Token, find_list, parse_element};
use super::scan::skip_space;
use super::window::{NoMore, Window};

/// How much is looked at at once.
const SIZE: usize = 256 << 10;

/// The document that `source` has, and the elements of the list to which the keys of `path` lead.
///
/// `None` if anything is not as it mostly is, and for everything that must be refused: then the
/// whole text has to be parsed.
///
/// # Errors
///
/// Those of `source`.
pub(super) fn fold(
    source: &mut impl Read,
    path: &[&str],
) -> io::Result<Option<(Document, Folded)>> {
    fold_with(source, path, SIZE)
}

pub(super) fn fold_with(
    source: &mut impl Read,
    path: &[&str],
    size: usize,
) -> io::Result<Option<(Document, Folded)>> {
    // One byte more than a document may have is enough to see that it has too many.
    let mut source = source.take(MAX_BYTES as u64 + 1);
    let mut window = Window::new(&mut source, size);
    let first = loop {
        match find_list(window.text(), path) {
            Some(first) => break first,
            None if window.advance(0)?.is_err() => return Ok(None),
            None => {}
        }
    };
    let mut head = window.text()[..first].to_vec();
    let mut folding =
        Folding { window, at: first, elements: Elements::default(), depth: path.len() + 1 };
    if !folding.run()? {
        return Ok(None);
    }
    let Folding { mut window, at, mut elements, .. } = folding;
    if window.read_rest()? == Err(NoMore::NoText) {
        return Ok(None);
    }
    let place = head.len();
    head.extend_from_slice(&window.text()[at..]);
    drop(window);
    if source.limit() == 0 {
        return Ok(None);
    }
    let Some(head) = Document::parse_unique(head) else { return Ok(None) };
    elements.shrink();
    Ok(Some((head, Folded { elements, place: place..place })))
}

/// The elements of a list, one after the other.
struct Folding<'s, S> {
    window: Window<'s, S>,
    /// Where in the window the next element stands, or what follows one.
    at: usize,
    elements: Elements,
    /// How deep the elements are nested.
    depth: usize,
}

impl<S: Read> Folding<'_, S> {
    /// Reads up to the end of the list; whether it was found.
    fn run(&mut self) -> io::Result<bool> {
        let mut tokens = Vec::new();
        loop {
            if self.next_byte()?.is_none() {
                return Ok(false);
            }
            while !self.element(&mut tokens) {
                if self.more()?.is_err() {
                    return Ok(false);
                }
            }
            match self.next_byte()? {
                Some(b',') => self.at += 1,
                found => return Ok(found == Some(b']')),
            }
        }
    }

    /// Reads one element, if all of it is to be seen and nothing is wrong with it.
    #[inline]
    fn element(&mut self, tokens: &mut Vec<Token>) -> bool {
        let text = self.window.text();
        if let Some(end) = self.elements.repeat(text, self.at) {
            if is_ended(text, end) {
                self.at = end;
                return true;
            }
            self.elements.pop();
        }
        tokens.clear();
        match parse_element(text, self.at, self.depth, tokens) {
            Ok(end) if is_ended(text, end) => {
                self.elements.push(text, self.at..end, tokens.drain(..));
                self.at = end;
                true
            }
            _ => false,
        }
    }

    /// The next byte that is no white space, none at the end.
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
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

    fn more(&mut self) -> io::Result<Result<(), NoMore>> {
        let more = self.window.advance(self.at)?;
        self.at = 0;
        Ok(more)
    }
}

/// What ends where the window does may go on, and so may a number that was cut.
#[inline]
fn is_ended(text: &[u8], end: usize) -> bool {
    text.get(end).is_some_and(|next| b",] \n\r\t".contains(next))
}
