//! One step of an interaction: the model's output is a list of contents in it.

use super::content::{Content, says};
use crate::error::Result;
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{At, Watcher};
use crate::merge::parts::notes::Notes;

/// A step so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Step {
    own: Content,
    contents: Vec<Content>,
}

impl Step {
    /// Begins with this object.
    pub(crate) fn begin(&mut self, step: Cursor<'_>) {
        self.own.begin(step);
        for entry in step.get("content").into_iter().flat_map(Cursor::items) {
            let mut content = Content::default();
            content.begin(entry);
            self.contents.push(content);
        }
    }

    /// Whether a step that begins like this is another one.
    pub(crate) fn differs(&self, start: Cursor<'_>) -> bool {
        self.own.differs(start)
    }

    /// A step for which only a delta arrived.
    pub(crate) fn for_delta(kind: &str) -> Self {
        let own = match is_content(kind) {
            true => Content::for_delta("model_output"),
            false => Content::for_delta(kind),
        };
        Step { own, ..Step::default() }
    }

    /// Merges a delta of this type: into a content of the model's output, or the step itself.
    pub(crate) fn merge(&mut self, kind: &str, delta: Cursor<'_>) {
        if !is_content(kind) || !self.own.is("model_output") {
            return self.own.merge(kind, delta);
        }
        let goes_on = matches!(kind, "text" | "text_annotation_delta");
        match self.contents.last_mut().filter(|last| goes_on && last.is("text")) {
            Some(last) => last.merge(kind, delta),
            None => {
                let mut content = Content::for_delta(kind);
                content.merge(kind, delta);
                self.contents.push(content);
            }
        }
    }

    /// Strict mode: refuses what would be repaired.
    ///
    /// # Errors
    ///
    /// As [`Content::check_end`].
    pub(crate) fn check_end(&self) -> Result<()> {
        self.own.check_end()
    }

    /// The text that continues, if there is one.
    pub(crate) fn text(&mut self) -> Option<&mut Content> {
        self.contents.last_mut().filter(|last| last.is("text"))
    }

    /// Appends a piece of that text.
    pub(crate) fn go_on(&mut self, piece: Text<'_>) -> Option<()> {
        self.text()?.go_on(piece);
        Some(())
    }

    /// Notes its end; returns whether it had not ended before.
    pub(crate) fn close(&mut self) -> bool {
        self.own.close()
    }

    /// Reports the contents that an event begins or adds to, or the step itself.
    pub(crate) fn report(
        &self,
        event: Cursor<'_>,
        index: i64,
        at: At,
        strict: bool,
        watcher: &mut Watcher,
    ) {
        if !self.own.is("model_output") {
            return self.own.report(event, index, at, strict, watcher);
        }
        let is_all = says(event, "start") || says(event, "stop");
        let first = if is_all { 0 } else { self.contents.len().saturating_sub(1) };
        for (place, content) in self.contents.iter().enumerate().skip(first) {
            content.report(
                event,
                index,
                [at[0], at[1], at[2], at[3], place as i64],
                strict,
                watcher,
            );
        }
    }

    pub(crate) fn write(&self, strict: bool, json: &mut Builder, notes: &mut Notes) {
        if self.contents.is_empty() {
            return self.own.write(None, strict, json, notes);
        }
        let mut contents = Builder::new();
        contents.begin_array();
        self.contents.iter().for_each(|content| content.write(None, strict, &mut contents, notes));
        contents.end_array();
        self.own.write(Some(("content", &contents.finish())), strict, json, notes);
    }
}

/// Whether deltas of this type belong to a content.
fn is_content(kind: &str) -> bool {
    matches!(kind, "text" | "text_annotation_delta" | "image" | "audio" | "document" | "video")
}
