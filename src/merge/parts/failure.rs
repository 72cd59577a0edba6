//! Errors in items of a stream, in the forms in which servers send them.

use crate::json::{Builder, Cursor, Text};

/// An error in an item.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure<'a> {
    /// The member `error`, or an item that is an error itself.
    Value(Cursor<'a>),
    /// The members of the item whose names begin with `error_`.
    Members(Cursor<'a>),
    /// The member that is named after an exception of Bedrock's.
    Exception(&'static str, Cursor<'a>),
}

impl<'a> Failure<'a> {
    /// The error in an item: its member `error`; all of it if its `type` or `object` says so; its
    /// `error_type` and `error_message`, unless it has choices.
    pub(crate) fn of(item: Cursor<'a>) -> Option<Self> {
        // Each member is looked at once: most items have none of these.
        let (mut error, mut is_error, mut has_members, mut has_choices) =
            (None, false, false, false);
        // What frameworks and gateways answer instead of a provider.
        let (mut errors, mut detail, mut has_message, mut has_code) = (None, None, false, false);
        let mut count = 0;
        for (key, value) in item.members() {
            count += 1;
            let text = || value.as_text().filter(|text| !text.is_empty());
            key.with_wtf8(|key| match key {
                b"error" => error = Some(value).filter(|error| is_something(*error)),
                b"type" | b"object" | b"event_type" => {
                    is_error |= text().is_some_and(|text| text == *"error");
                }
                b"error_type" | b"error_message" => has_members |= text().is_some(),
                b"errors" if value.items().next().is_some() => errors = Some(value),
                b"detail" => detail = Some(value).filter(|it| it.is_array() || text().is_some()),
                b"message" => has_message = text().is_some(),
                b"code" => has_code |= !value.is_null(),
                b"status" => has_code |= text().is_some_and(|text| text == *"error"),
                b"choices" => has_choices = value.items().next().is_some(),
                _ => {}
            });
        }
        if let Some(error) = error {
            return Some(Failure::Value(error));
        }
        if is_error {
            return Some(Failure::Value(item));
        }
        if let Some((name, exception)) = exception(item) {
            return Some(Failure::Exception(name, exception));
        }
        if has_choices {
            return None;
        }
        if let Some(errors) = errors {
            return Some(Failure::Value(errors));
        }
        if has_message && has_code || detail.is_some() && count == 1 {
            return Some(Failure::Value(item));
        }
        has_members.then_some(Failure::Members(item))
    }

    /// The error in a member of a chunk beside its choices: Groq's and MiniMax's.
    pub(crate) fn in_member(key: Text<'_>, value: Cursor<'a>) -> Option<Self> {
        if key == *"x_groq" {
            return value.get("error").filter(|error| is_something(*error)).map(Failure::Value);
        }
        let failed = |base: Cursor<'_>| base.get("status_code")?.as_i64().filter(|code| *code != 0);
        (key == *"base_resp" && failed(value).is_some()).then_some(Failure::Value(value))
    }

    /// The error in the member `error` of a choice, or of what an event is about.
    pub(crate) fn in_error(object: Cursor<'a>) -> Option<Self> {
        object.get("error").filter(|error| is_something(*error)).map(Failure::Value)
    }

    /// The error as JSON text.
    pub(crate) fn json(self) -> Vec<u8> {
        match self {
            Failure::Value(error) => error.raw().to_vec(),
            Failure::Members(item) => {
                let mut json = Builder::new();
                json.begin_object();
                for key in MEMBERS.into_iter().chain(["error_code"]) {
                    if let Some(value) = item.get(key).and_then(Cursor::non_null) {
                        json.key(key);
                        json.value(value);
                    }
                }
                json.end_object();
                json.finish()
            }
            Failure::Exception(name, exception) => {
                let mut json = Builder::new();
                json.begin_object();
                json.key("type");
                json.str(name);
                if !exception.is_object() {
                    json.key("message");
                    json.value(exception);
                }
                for (key, value) in exception.members().filter(|(key, _)| !(*key == *"type")) {
                    json.key_text(key);
                    json.value(value);
                }
                json.end_object();
                json.finish()
            }
        }
    }
}

/// The errors with which streams of Bedrock end, whichever family their other events are of.
const EXCEPTIONS: [&str; 6] = [
    "internalServerException",
    "modelStreamErrorException",
    "modelTimeoutException",
    "validationException",
    "throttlingException",
    "serviceUnavailableException",
];

/// The error of an event whose only member names it.
fn exception(event: Cursor<'_>) -> Option<(&'static str, Cursor<'_>)> {
    let mut members = event.members();
    let (key, value) = members.next().filter(|_| members.next().is_none())?;
    let name = EXCEPTIONS.into_iter().find(|name| key == **name)?;
    Some((name, value.non_null()?))
}

const MEMBERS: [&str; 2] = ["error_type", "error_message"];

/// Whether a member `error` reports one: null, `false` and an empty text do not.
fn is_something(error: Cursor<'_>) -> bool {
    match error.as_text() {
        Some(text) => !text.is_empty(),
        None => !error.is_null() && error.as_bool() != Some(false),
    }
}

/// Whether all members of an item without choices are those of an error. What has a member `error`
/// or members of a chunk is more than that, unless it says that it is an error.
pub(crate) fn is_only_failure(item: Cursor<'_>, has_members_of_chunk: bool) -> bool {
    let has_error = || item.get("error").is_some_and(is_something);
    says_error(item) || !has_members_of_chunk && !has_error()
}

/// Whether an object that is all of a file is an error as APIs answer it: it has a message, and
/// nothing that other objects have.
pub(crate) fn is_failure_alone(object: Cursor<'_>) -> bool {
    let has_message = |of: Cursor<'_>| {
        of.get("message").and_then(Cursor::as_text).is_some_and(|message| !message.is_empty())
    };
    let error = object.get("error").filter(|error| error.is_object());
    let is_one = match error {
        Some(error) => has_message(error),
        None => says_error(object) && has_message(object),
    };
    is_one && object.members().all(|(key, _)| OF_ERRORS.iter().any(|name| key == **name))
}

/// The members of errors, and of the events that report them.
const OF_ERRORS: [&str; 12] = [
    "error",
    "type",
    "object",
    "event_type",
    "message",
    "code",
    "param",
    "status",
    "request_id",
    "user_id",
    "sequence_number",
    "event_id",
];

/// Whether an item names itself an error.
fn says_error(item: Cursor<'_>) -> bool {
    let is_error = |key| item.get(key)?.as_text().map(|text| text == *"error");
    ["type", "object", "event_type"].into_iter().any(|key| is_error(key) == Some(true))
}

/// Whether an item is an error.
pub(crate) fn is_failure(item: Cursor<'_>) -> bool {
    Failure::of(item).is_some()
}
