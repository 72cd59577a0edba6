//! Summarizes a completion of any kind for people: the text, reasoning, tool calls and finish
//! reason of each choice, and the usage.

pub(crate) mod block;
pub(crate) mod chat;
pub(crate) mod converse;
pub(crate) mod single;
mod tokens;

use std::fmt;

pub use tokens::Tokens;

use crate::json::{Cursor, Layout, Number, write};

/// The summary of a completion.
#[derive(Debug, Default)]
pub struct Summary {
    /// The choices, in their order.
    pub choices: Vec<Choice>,
    /// The model that generated it.
    pub model: Option<String>,
    /// Each count with its name.
    pub usage: Vec<(String, String)>,
    /// What the counts amount to.
    pub tokens: Tokens,
}

/// One choice. Kinds without choices have one, with index 0.
#[derive(Debug, Default)]
pub struct Choice {
    /// Its index.
    pub index: i64,
    /// The role of its message.
    pub role: Option<String>,
    /// The generated text.
    pub text: Option<String>,
    /// The reasoning.
    pub reasoning: Option<String>,
    /// The refusal.
    pub refusal: Option<String>,
    /// The tool calls, in their order.
    pub calls: Vec<Call>,
    /// The finish reason.
    pub finish_reason: Option<String>,
    /// What else the choice contains, such as "2 annotations".
    pub notes: Vec<String>,
}

/// A tool call.
#[derive(Debug, Default)]
pub struct Call {
    /// Its index in a chunk; merged calls have none, since their order is known.
    pub index: Option<i64>,
    /// The id that the result refers to.
    pub id: Option<String>,
    /// Its type, such as "function" or "tool_use".
    pub kind: Option<String>,
    /// The tool.
    pub name: Option<String>,
    /// Its arguments, as JSON text where they are an object.
    pub arguments: String,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name.as_deref().unwrap_or("?"), self.arguments)
    }
}

impl Summary {
    /// The summary of `completion`, which has these choices.
    pub(crate) fn of(completion: Cursor<'_>, choices: Vec<Choice>) -> Self {
        let model = ["model", "model_version", "modelVersion"];
        Summary {
            choices,
            model: model.iter().find_map(|key| text(completion, key)),
            usage: usage(completion),
            tokens: Tokens::of(completion),
        }
    }
}

/// The message of an error: an object with a `message`, or the text itself; else its JSON.
pub fn message_of(error: Cursor<'_>) -> String {
    let inner = error.get("error").and_then(Cursor::non_null).unwrap_or(error);
    let message = ["message", "error", "detail"].iter().find_map(|key| text(inner, key));
    message.or_else(|| Some(inner.as_text()?.to_str().into_owned())).unwrap_or_else(|| json(inner))
}

/// A member that is a non-empty string.
pub fn text(object: Cursor<'_>, key: &str) -> Option<String> {
    let text = object.get(key)?.as_text().filter(|text| !text.is_empty())?;
    Some(text.to_str().into_owned())
}

/// A value as compact JSON.
pub fn json(value: Cursor<'_>) -> String {
    let mut bytes = Vec::new();
    write(value, Layout::Compact, &mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Appends to an optional text.
fn push(text: &mut Option<String>, piece: &str) {
    text.get_or_insert_default().push_str(piece);
}

/// The usage counts under their own names, as providers count different things. Of nested counts,
/// only those above zero are included.
pub fn usage(completion: Cursor<'_>) -> Vec<(String, String)> {
    let mut counts = Vec::new();
    each_count(completion, |name, value, is_nested| {
        if !is_nested || value.as_i64().unwrap_or(0) > 0 {
            counts.push((name, json(value)));
        }
    });
    counts
}

/// Calls `visit` with each usage count, its name, and whether it is nested in another.
fn each_count(completion: Cursor<'_>, mut visit: impl FnMut(String, Cursor<'_>, bool)) {
    let holders = ["usage", "usage_metadata", "usageMetadata"];
    let mut visit_one = |name: &str, value: Cursor<'_>| match value.as_number() {
        Some(Number::Int(_)) => visit(name.to_owned(), value, false),
        Some(_) => {}
        None => value
            .members()
            .filter(|(_, value)| value.as_i64().is_some())
            .for_each(|(key, value)| visit(format!("{name}.{}", key.to_str()), value, true)),
    };
    for (key, value) in completion.members() {
        let key = key.to_str();
        if holders.contains(&&*key) {
            value.members().for_each(|(key, value)| visit_one(&key.to_str(), value));
        } else if ["prompt_eval_count", "eval_count"].contains(&&*key) {
            visit_one(&key, value);
        }
    }
}
