//! Warnings about the reading of a stream, which are kept with the recording until it is merged.

use super::model::Recording;
use crate::json::Cursor;
use crate::merge::{INVALID, Warning};

/// The member of the response that has them.
pub(super) const KEY: &str = "read_warnings";

const CODES: [&str; 3] = ["unreadable_event", "after_done", INVALID];

impl Recording {
    /// The warnings about data that was skipped, or was out of place, when the file was read.
    pub fn read_warnings(&self) -> Vec<Warning> {
        let stored = self.response().get(KEY).into_iter().flat_map(Cursor::items);
        let stored = stored.filter_map(|warning| {
            let code = warning.get("code")?.as_text()?;
            let code = CODES.into_iter().find(|known| code == **known)?;
            let detail = warning.get("detail")?.as_text()?.to_str().into_owned();
            Some(Warning { code, choice: None, detail })
        });
        let lines = self.events.iter().flat_map(|events| events.warnings.iter().cloned());
        stored.chain(lines).collect()
    }
}
