//! Items of a body, with or without the recorder's wrapping.

use super::model::Recording;
use crate::json::Cursor;

impl Recording {
    /// The class recorded for the body, or for the first item of a list.
    ///
    /// ```
    /// use deltafold::Recording;
    /// let bytes = br#"{"response": {"body": {"__type__": "grove.Oak", "__data__": {}}}}"#;
    /// let recording = Recording::parse(bytes.to_vec(), None)?;
    /// assert_eq!(recording.type_name().as_deref(), Some("grove.Oak"));
    /// # Ok::<(), deltafold::Error>(())
    /// ```
    pub fn type_name(&self) -> Option<String> {
        let name = |of: Cursor<'_>| Some(of.get("__type__")?.as_text()?.to_str().into_owned());
        let body = self.body()?;
        if body.is_array() { name(self.item(0)?.root()) } else { name(body) }
    }
}
