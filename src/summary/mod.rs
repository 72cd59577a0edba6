//! Summarizes a completion of any kind for people: the text, reasoning, tool calls and finish
//! reason of each choice, and the usage.

pub(crate) mod block;
pub(crate) mod chat;
pub(crate) mod converse;
pub(crate) mod single;

use std::fmt;

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
}

/// One choice. Kinds without choices have one, with index 0.
#[derive(Debug, Default)]
pub struct Choice {
    /// Its index.
    pub index: i64,
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
#[derive(Debug)]
pub struct Call {
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

/// The usage counts under their own names, as providers count different things.
pub fn usage(completion: Cursor<'_>) -> Vec<(String, String)> {
    let mut counts = Vec::new();
    let holders = ["usage", "usage_metadata", "usageMetadata"];
    for (key, value) in completion.members() {
        let key = key.to_str();
        if holders.contains(&&*key) {
            value.members().for_each(|(key, value)| count(&key.to_str(), value, &mut counts));
        } else if ["prompt_eval_count", "eval_count"].contains(&&*key) {
            count(&key, value, &mut counts);
        }
    }
    counts
}

/// A count, or an object of counts, of which only those above zero are included.
fn count(name: &str, value: Cursor<'_>, counts: &mut Vec<(String, String)>) {
    match value.as_number() {
        Some(Number::Int(_)) => counts.push((name.to_owned(), json(value))),
        Some(_) => {}
        None => {
            for (key, value) in value.members().filter(|(_, value)| value.as_i64().unwrap_or(0) > 0)
            {
                counts.push((format!("{name}.{}", key.to_str()), json(value)));
            }
        }
    }
}

/// The numbers of input and output tokens; `None` where they were not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Prompt tokens.
    pub input: Option<i64>,
    /// Completion tokens, including reasoning.
    pub output: Option<i64>,
}

/// The names that providers use for the counts of input and output tokens.
const INPUT: [&str; 7] = [
    "prompt_tokens",
    "input_tokens",
    "prompt_token_count",
    "promptTokenCount",
    "prompt_eval_count",
    "inputTokens",
    "tokens.input_tokens",
];
const OUTPUT: [&str; 7] = [
    "completion_tokens",
    "output_tokens",
    "candidates_token_count",
    "candidatesTokenCount",
    "eval_count",
    "outputTokens",
    "tokens.output_tokens",
];
/// Google counts reasoning separately, and its interactions use names of their own.
const MORE_OUTPUT: [&str; 3] =
    ["thoughts_token_count", "thoughtsTokenCount", "total_thought_tokens"];

impl Tokens {
    /// The token numbers in these usage counts.
    pub fn of(usage: &[(String, String)]) -> Self {
        let sum = |names: &[&str]| {
            let counts = usage.iter().filter(|(name, _)| names.contains(&&**name));
            counts.filter_map(|(_, count)| count.parse::<i64>().ok()).reduce(i64::saturating_add)
        };
        let more = sum(&MORE_OUTPUT);
        let output = sum(&OUTPUT).or_else(|| sum(&["total_output_tokens"]));
        Tokens {
            input: sum(&INPUT).or_else(|| sum(&["total_input_tokens"])),
            output: output.map(|output| output.saturating_add(more.unwrap_or(0))).or(more),
        }
    }
}
