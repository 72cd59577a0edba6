//! Responses made of content blocks: OpenAI's Responses, Anthropic's and Google's.

use super::{Choice, block, text};
use crate::json::Cursor;

/// Statuses of responses that go on.
const GOING_ON: [&str; 2] = ["in_progress", "queued"];

/// A response whose content is one list of blocks.
pub(crate) fn of(response: Cursor<'_>) -> Choice {
    let reason = ["stop_reason", "status"].iter().find_map(|key| text(response, key));
    let reason = reason.filter(|reason| !GOING_ON.contains(&reason.as_str()));
    let mut choice =
        Choice { role: text(response, "role"), finish_reason: reason, ..Choice::default() };
    for key in ["content", "output", "outputs", "steps"] {
        if let Some(blocks) = response.get(key).and_then(Cursor::non_null) {
            block::add(blocks, &mut choice);
        }
    }
    choice
}

/// The candidates of a GenerateContentResponse.
pub(crate) fn of_candidates(response: Cursor<'_>) -> Vec<Choice> {
    let candidates = response.get("candidates").into_iter().flat_map(Cursor::items);
    let read = |(position, candidate): (i64, Cursor<'_>)| {
        let mut choice = Choice {
            index: candidate.get("index").and_then(Cursor::as_i64).unwrap_or(position),
            finish_reason: ["finish_reason", "finishReason"]
                .iter()
                .find_map(|key| text(candidate, key)),
            ..Choice::default()
        };
        if let Some(content) = candidate.get("content") {
            choice.role = text(content, "role");
            content.get("parts").into_iter().for_each(|parts| block::add(parts, &mut choice));
        }
        choice
    };
    let choices: Vec<_> = (0..).zip(candidates).map(read).collect();
    if choices.is_empty()
        && let Some(reason) = block_reason(response)
    {
        return vec![Choice { finish_reason: Some(reason), ..Choice::default() }];
    }
    choices
}

/// Why a prompt got no candidates.
fn block_reason(response: Cursor<'_>) -> Option<String> {
    let feedback =
        ["prompt_feedback", "promptFeedback"].iter().find_map(|key| response.get(key))?;
    ["block_reason", "blockReason"].iter().find_map(|key| text(feedback, key))
}
