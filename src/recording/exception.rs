//! Exceptions recorded in place of a response.

use crate::json::{Cursor, Text};

/// A recorded exception; every part may be missing.
///
/// `category` is `ogx`, `provider_sdk`, `builtin` or `unknown`; `type_name` the class, `status`
/// the HTTP status and `body` the provider's error body.
///
/// ```
/// let bytes = br#"{"response": {"body": null, "is_exception": true, "exception_data":
///     {"category": "provider_sdk", "type": "NotFoundError", "provider": "openai"}}}"#;
/// let recording = deltafold::Recording::parse(bytes.to_vec(), None)?;
/// let exception = recording.exception().unwrap();
/// assert_eq!(exception.category.unwrap().to_str(), "provider_sdk");
/// # Ok::<(), deltafold::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RecordedException<'a> {
    /// Where the exception's class comes from.
    pub category: Option<Text<'a>>,
    /// The class name.
    pub type_name: Option<Text<'a>>,
    /// The SDK that raised it, such as `openai` or `ollama`.
    pub provider: Option<Text<'a>>,
    /// The HTTP status.
    pub status: Option<i64>,
    /// The message.
    pub message: Option<Text<'a>>,
    /// The provider's error body.
    pub body: Option<Cursor<'a>>,
}

impl<'a> RecordedException<'a> {
    /// The exception of a response; `None` unless its `is_exception` is true.
    pub(super) fn of(response: Cursor<'a>) -> Option<Self> {
        response.get("is_exception")?.as_bool().filter(|is| *is)?;
        // An absent, null or empty `exception_data` leaves only the message.
        let data = response.get("exception_data").filter(|data| data.members().next().is_some());
        let member = |key| data.and_then(|data| data.get(key)?.non_null());
        let text = |key| member(key).and_then(Cursor::as_text);
        let own_message = || response.get("exception_message").and_then(Cursor::as_text);
        Some(RecordedException {
            category: text("category"),
            type_name: text("type"),
            provider: text("provider"),
            status: member("status_code").and_then(Cursor::as_i64),
            message: text("message").or_else(own_message),
            body: member("body"),
        })
    }
}
