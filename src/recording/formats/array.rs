//! Reads a JSON list: one recording per element, or the streams that the elements form.

use super::Format;
use super::record::{One, Shape, of_view, unknown};
use super::streams::{By, Streams};
use crate::error::{Error, Grow, Result};
use crate::json::{Document, FoldedDocument};
use crate::recording::model::BODY;

/// A list whose elements are recordings.
pub(in crate::recording) struct Array {
    list: Document,
    elements: std::vec::IntoIter<u32>,
    number: usize,
}

/// The contents of a list.
pub(in crate::recording) enum Elements {
    Records(Array),
    Streams(Vec<One>),
}

impl Array {
    /// What the elements are, as detected from the first element that shows it.
    ///
    /// # Errors
    ///
    /// [`Error::NotARecording`] if it is detected from none of them.
    pub(in crate::recording) fn of(list: Document) -> Result<Elements> {
        let shapes: Vec<_> = list.root().items().take(32).map(Shape::of).collect();
        let failures = shapes.iter().take_while(|it| matches!(it, Shape::Failure)).count();
        let mut shapes = shapes.into_iter().enumerate();
        match shapes.find(|(_, shape)| !matches!(shape, Shape::Unknown | Shape::Failure)) {
            Some((_, Shape::Item)) => streams_of(&list).map(Elements::Streams),
            None if failures > 0 && failures == list.root().items().take(32).count() => {
                streams_of(&list).map(Elements::Streams)
            }
            Some((first, _)) if first == failures => {
                let mut elements = Vec::new();
                for element in list.root().items() {
                    elements.try_push(element.index())?;
                }
                Ok(Elements::Records(Array { list, elements: elements.into_iter(), number: 0 }))
            }
            _ => {
                let first = list.root().items().next();
                let what = first.map_or_else(
                    || "expected a recording, an object, found an empty list".to_owned(),
                    |first| format!("[0]: {}", unknown(first)),
                );
                Err(Error::NotARecording { path: None, what })
            }
        }
    }

    /// The recordings of the next element, or its error.
    pub(in crate::recording) fn next(&mut self) -> Option<Result<Vec<One>>> {
        let element = self.list.at(self.elements.next()?);
        let number = self.number;
        self.number += 1;
        let ones = FoldedDocument::parse_lent(element.raw(), &BODY).and_then(of_view);
        Some(match ones.and_then(|ones| ones.map(Iterator::collect).transpose()) {
            Ok(Some(ones)) => Ok(ones),
            Ok(None) => Err(Error::recording(format!("[{number}]: {}", unknown(element)))),
            Err(Error::Recording { what, .. }) => {
                Err(Error::recording(format!("[{number}]: {what}")))
            }
            Err(other) => Err(other),
        })
    }
}

fn streams_of(list: &Document) -> Result<Vec<One>> {
    let mut streams = Streams::default();
    for (number, item) in list.root().items().enumerate() {
        if !item.is_object() {
            let found = item.kind().described();
            return Err(Error::recording(format!("[{number}]: expected an object, found {found}")));
        }
        streams.push(item.raw())?;
    }
    streams.finish(By::Id, Format::Chunks)
}
