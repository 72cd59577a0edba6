//! Events about tools: shell calls, their output, patches, and previews of images.

use super::event::Event;
use super::grown::Grown;
use super::order::Stamp;
use super::output::{Output, part_index};
use crate::json::Cursor;

impl Output {
    /// Adds to a command of a shell call, or sets it.
    pub(crate) fn command(&mut self, event: &Event<'_>, stamp: Stamp, is_all: bool) {
        let index = part_index(event);
        let item = self.touch(event, stamp, "shell_call");
        let Some(text) = event.value.and_then(Cursor::as_text) else { return };
        if let Some(action) = item.object("action", "action", stamp)
            && let Some(commands) = action.texts("commands")
        {
            let command = commands.entry(index).or_insert_with(Grown::text);
            if is_all { command.set(stamp, text.raw()) } else { command.push(stamp, text.raw()) }
        }
    }

    /// Adds to the output of a shell command, or sets it.
    pub(crate) fn shell_output(&mut self, event: &Event<'_>, stamp: Stamp, is_all: bool) {
        let index = part_index(event);
        let item = self.touch(event, stamp, "shell_call_output");
        let Some(value) = event.value else { return };
        if value.is_array() {
            return item.set("output", stamp, value.raw());
        }
        let Some(outputs) = item.nodes("output") else { return };
        let output = outputs.entry(index).or_default();
        if is_all && value.is_object() {
            return output.set(stamp, value);
        }
        let pieces = output.touch(stamp, "shell_output");
        for name in ["stdout", "stderr"] {
            if let Some(piece) = value.get(name).and_then(Cursor::as_text)
                && let Some(text) = pieces.text(name)
            {
                text.push(stamp, piece.raw());
            }
        }
    }

    /// Adds to the changes that a patch makes, or sets them.
    pub(crate) fn diff(&mut self, event: &Event<'_>, stamp: Stamp, is_all: bool) {
        let item = self.touch(event, stamp, "apply_patch_call");
        let Some(value) = event.value.and_then(Cursor::as_text) else { return };
        if let Some(operation) = item.object("operation", "operation", stamp)
            && let Some(text) = operation.text("diff")
        {
            if is_all { text.set(stamp, value.raw()) } else { text.push(stamp, value.raw()) }
        }
    }

    /// Sets an image and what an event with a preview of it says of it.
    pub(crate) fn preview(&mut self, item: Cursor<'_>, event: &Event<'_>, stamp: Stamp) {
        let image = self.touch(event, stamp, "image_generation_call");
        if let Some(data) = event.value.filter(|it| it.as_text().is_some_and(|it| !it.is_empty())) {
            image.set("result", stamp, data.raw());
        }
        for name in ["background", "output_format", "quality", "size"] {
            if let Some(value) = item.get(name).and_then(Cursor::non_null) {
                image.set(name, stamp, value.raw());
            }
        }
    }
}
