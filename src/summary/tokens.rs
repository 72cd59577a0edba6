//! The numbers of tokens, from the counts of any provider.

use super::each_count;
use crate::json::Cursor;

/// The numbers of tokens of one response; `None` where they were not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Prompt tokens.
    pub input: Option<i64>,
    /// Completion tokens, including reasoning.
    pub output: Option<i64>,
    /// The total, where the provider states one.
    pub total: Option<i64>,
    /// Prompt tokens that were read from a cache.
    pub cached: Option<i64>,
    /// Completion tokens of the reasoning.
    pub reasoning: Option<i64>,
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
const TOTAL: [&str; 4] = ["total_tokens", "total_token_count", "totalTokenCount", "totalTokens"];
/// Some gateways state the same count under two names: the first one is used.
const CACHED: [&str; 9] = [
    "prompt_tokens_details.cached_tokens",
    "input_tokens_details.cached_tokens",
    "cache_read_input_tokens",
    "cached_content_token_count",
    "cachedContentTokenCount",
    "cacheReadInputTokens",
    "total_cached_tokens",
    "prompt_cache_hit_tokens",
    "cached_tokens",
];
const REASONING: [&str; 7] = [
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
    "output_tokens_details.thinking_tokens",
    "thoughts_token_count",
    "thoughtsTokenCount",
    "total_thought_tokens",
    "reasoning_tokens",
];

impl Tokens {
    /// The token numbers in the usage of a completion.
    pub fn of(completion: Cursor<'_>) -> Self {
        let mut counts: Vec<(String, i64)> = Vec::new();
        each_count(completion, |name, value, _| {
            counts.extend(value.as_i64().map(|count| (name, count)));
        });
        let sum = |names: &[&str]| {
            let counts = counts.iter().filter(|(name, _)| names.contains(&&**name));
            counts.map(|(_, count)| *count).reduce(i64::saturating_add)
        };
        let first = |names: &[&str]| {
            names.iter().find_map(|name| Some(counts.iter().find(|(of, _)| of == name)?.1))
        };
        let more = sum(&MORE_OUTPUT);
        let output = sum(&OUTPUT).or_else(|| first(&["total_output_tokens"]));
        Tokens {
            input: sum(&INPUT).or_else(|| first(&["total_input_tokens"])),
            output: output.map(|output| output.saturating_add(more.unwrap_or(0))).or(more),
            total: first(&TOTAL),
            cached: first(&CACHED),
            reasoning: first(&REASONING),
        }
    }
}
