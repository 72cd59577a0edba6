//! A value whose kind is to be detected.

use std::borrow::Cow;

use super::other_kinds::is_unknown_class;
use crate::json::Cursor;

/// Which of a family's forms a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An item of a stream.
    Item,
    /// A whole response.
    Whole,
    /// Either: the family uses one shape for both, and a list of them is a stream.
    Both,
}

/// A value, with the members that most families check first.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// The value without the recorder's wrapping.
    pub value: Cursor<'a>,
    /// The class that the recorder noted.
    pub class: Option<Class<'a>>,
    /// The member `object`.
    pub object: Option<Cow<'a, str>>,
    /// The type of an event or object: the member `type` or `event_type`.
    pub kind: Option<Cow<'a, str>>,
}

/// The name of a class: `openai.types.chat.chat_completion.ChatCompletion` in its parts.
#[derive(Clone, Debug)]
pub struct Class<'a>(Cow<'a, str>);

impl Class<'_> {
    /// The first part of the module: `openai`.
    pub fn package(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }

    /// The module: `openai.types.chat.chat_completion`.
    pub fn module(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(module, _)| module)
    }

    /// The class itself: `ChatCompletion`.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('.').map_or(&*self.0, |(_, name)| name)
    }
}

impl<'a> Found<'a> {
    /// Examines an item of a body, or a body that is not a list.
    pub fn new(item: Cursor<'a>) -> Self {
        let value = unwrapped(item);
        let text = |key| Some(value.get(key)?.as_text()?.to_str());
        Found {
            value,
            class: item.get("__type__").and_then(Cursor::as_text).map(|name| Class(name.to_str())),
            object: text("object"),
            // Some of Google's events have their type in `event_type`.
            kind: text("type").or_else(|| text("event_type")),
        }
    }

    /// The same without its class, if that is unknown: the kind is then detected from the content.
    pub(crate) fn without_unknown_class(&self) -> Option<Self> {
        let (package, class) = self.class_names()?;
        is_unknown_class(package, class).then(|| Found { class: None, ..self.clone() })
    }

    /// Whether the value has this member, and it is not null.
    pub fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some_and(|value| !value.is_null())
    }

    /// The package and name of the class, if the recorder noted one.
    pub fn class_names(&self) -> Option<(&str, &str)> {
        self.class.as_ref().map(|class| (class.package(), class.name()))
    }
}

/// The object inside the recorder's `__type__`/`__data__` wrapping, and inside that of an SDK or a
/// log; another value as it is.
pub fn unwrapped(item: Cursor<'_>) -> Cursor<'_> {
    let item = match (item.get("__type__"), item.get("__data__")) {
        (Some(_), Some(data)) => data,
        _ => item,
    };
    // Chunks of chats are most of what is read, and none of these.
    if item.get("choices").is_some() {
        return item;
    }
    mistral_data(item).or_else(|| stream_event(item)).or_else(|| code_assist(item)).unwrap_or(item)
}

/// The chunk in an event of Mistral's SDK, whose data is an object of its own.
fn mistral_data(event: Cursor<'_>) -> Option<Cursor<'_>> {
    event.get("data").filter(|data| data.get("choices").is_some())
}

/// The chunk in an item of Google's Code Assist.
pub(crate) fn code_assist(item: Cursor<'_>) -> Option<Cursor<'_>> {
    let response = item.get("response")?;
    let is_one = holds_google(|key| item.get(key).is_some(), |key| response.get(key).is_some());
    is_one.then_some(response)
}

/// Whether an item with a response, each by the members that it has, is one of Code Assist's. Lines
/// of batches have a response, too.
pub(crate) fn holds_google(item: impl Fn(&str) -> bool, response: impl Fn(&str) -> bool) -> bool {
    ["candidates", "usageMetadata", "promptFeedback"].into_iter().any(response)
        && !["key", "custom_id", "request", "id"].into_iter().any(item)
}

/// Whether an item is a line of Claude Code's log that has no event.
pub(crate) fn is_log_line(item: Cursor<'_>) -> bool {
    let kind = item.get("type").and_then(Cursor::as_text);
    let is = |kinds: &[&str]| kind.is_some_and(|kind| kinds.iter().any(|it| kind == **it));
    is(&["system"]) && item.get("subtype").is_some()
        || is(&["system", "user", "assistant", "result"]) && item.get("session_id").is_some()
}

/// The event in a line of Claude Code's log.
pub fn stream_event(line: Cursor<'_>) -> Option<Cursor<'_>> {
    let is_event = line.get("type")?.as_text()? == *"stream_event";
    line.get("event").filter(|event| is_event && event.is_object())
}
