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
        let shapes = || list.root().items().take(32).map(Shape::of);
        let is_failure = |shape: &Shape| matches!(shape, Shape::Failure);
        let are_failures = || shapes().next().is_some() && shapes().all(|it| is_failure(&it));
        let tells = |shape: &Shape| !matches!(shape, Shape::Unknown | Shape::Failure);
        // What follows errors tells whether they are items.
        let found = shapes().skip_while(is_failure).enumerate().find(|(_, shape)| tells(shape));
        match found {
            Some((_, Shape::Item)) => streams_of(&list).map(Elements::Streams),
            None if !are_failures() => not_one(&list),
            Some((1.., _)) => not_one(&list),
            Some((0, _)) | None => {
                let mut elements = Vec::new();
                for element in list.root().items() {
                    elements.try_push(element.index())?;
                }
                Ok(Elements::Records(Array { list, elements: elements.into_iter(), number: 0 }))
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

fn not_one(list: &Document) -> Result<Elements> {
    let first = list.root().items().next();
    let what = first.map_or_else(
        || "expected a recording, an object, found an empty list".to_owned(),
        |first| format!("[0]: {}", unknown(first)),
    );
    Err(Error::NotARecording { path: None, what })
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
