//! Google's generated contents (contract, section 6): merges chunks into one response of the same
//! class.

mod args;
mod call;
mod candidate;
mod json_path;
mod node;
mod part;
mod parts;
mod response;

use super::complete::all;
use super::detect::{Form, Found};
use super::family::{Classes, Family};
use super::parts::choices::reported_index;
use super::parts::fields::has_text;
use super::parts::repeats::Repeats;
use super::parts::spelling::Pairs;
use crate::json::{Cursor, Text};
use crate::summary::{Summary, single};

pub(crate) const FAMILY: Family = Family {
    name: "genai",
    stream_name: "genai.stream",
    classes: Classes {
        item: "genai.GenerateContentResponse",
        whole: "genai.GenerateContentResponse",
    },
    detect,
    detect_alone,
    merger: |options| Box::new(Repeats::new(response::Response::new(options))),
    is_complete: |response| all(response, "candidates", is_finished),
    summary: |response| Summary::of(response, single::of_candidates(response)),
    token_choices,
};

fn detect(found: &Found<'_>) -> Option<Form> {
    let keys = ["usage_metadata", "usageMetadata", "prompt_feedback", "promptFeedback"];
    let is_one = match found.class_names() {
        Some(names) => names == ("google", "GenerateContentResponse"),
        None => {
            let is_list = found.value.get("candidates").is_some_and(Cursor::is_array);
            is_list || keys.iter().any(|key| found.value.get(key).is_some_and(Cursor::is_object))
        }
    };
    is_one.then_some(Form::Both)
}

fn is_finished(candidate: Cursor<'_>) -> bool {
    ["finish_reason", "finishReason"].iter().any(|key| has_text(candidate, key))
}

fn detect_alone(found: &Found<'_>) -> Option<Form> {
    let has_candidates = found.value.get("candidates").is_some_and(Cursor::is_array);
    // A prompt that is blocked has no candidates.
    let is_blocked = |key: &&str| found.value.get(key).is_some_and(Cursor::is_object);
    let is_one = has_candidates || ["prompt_feedback", "promptFeedback"].iter().any(is_blocked);
    is_one.then_some(Form::Both)
}

fn token_choices(chunk: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let candidates = chunk.get("candidates").into_iter().flat_map(Cursor::items);
    for (place, candidate) in (0..).zip(candidates) {
        let parts = candidate.get("content").and_then(|content| content.get("parts"));
        if parts.is_some_and(|parts| parts.items().any(brings_tokens)) {
            report(reported_index(candidate, place));
        }
    }
}

/// Whether a part has text (including thoughts) or a piece of a function call.
fn brings_tokens(part: Cursor<'_>) -> bool {
    let text = part.get("text").and_then(Cursor::as_text);
    let calls = ["function_call", "functionCall"];
    text.is_some_and(|text| !text.is_empty())
        || calls.iter().filter_map(|key| part.get(key)).any(|it| it.members().next().is_some())
}

/// The names whose spelling in Python differs from the wire.
const PAIRS: Pairs = &[
    ("usage_metadata", "usageMetadata"),
    ("model_version", "modelVersion"),
    ("response_id", "responseId"),
    ("create_time", "createTime"),
    ("sdk_http_response", "sdkHttpResponse"),
    ("finish_reason", "finishReason"),
    ("finish_message", "finishMessage"),
    ("safety_ratings", "safetyRatings"),
    ("thought_signature", "thoughtSignature"),
    ("function_call", "functionCall"),
    ("partial_args", "partialArgs"),
    ("will_continue", "willContinue"),
    ("token_count", "tokenCount"),
    ("avg_logprobs", "avgLogprobs"),
    ("logprobs_result", "logprobsResult"),
    ("citation_metadata", "citationMetadata"),
    ("grounding_metadata", "groundingMetadata"),
    ("url_context_metadata", "urlContextMetadata"),
    ("continuation_token", "continuationToken"),
    ("prompt_feedback", "promptFeedback"),
    ("model_status", "modelStatus"),
    ("automatic_function_calling_history", "automaticFunctionCallingHistory"),
];

/// A member by its name in either spelling.
fn member<'a>(object: Cursor<'a>, python: &str, wire: &str) -> Option<Cursor<'a>> {
    object.get(python).or_else(|| object.get(wire))?.non_null()
}

/// A member that is a string and not empty.
fn name_in<'a>(object: Cursor<'a>, key: &str) -> Option<Text<'a>> {
    object.get(key)?.as_text().filter(|text| !text.is_empty())
}
