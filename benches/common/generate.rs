//! Generates one recording of a chat stream in the layout of OGX's recorder.

use serde_json::{Value, json};

use super::random::Random;

const TYPE: &str = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk";
const WORDS: &[&str] = &[
    " the",
    " a",
    " river",
    " counts",
    " of",
    " seven",
    " lanterns",
    ",",
    ".",
    " and",
    " slowly",
    " green",
    " it",
    "\n\n",
    " \"so\"",
    " caf\u{e9}",
    " 42",
    " to",
    " was",
    " is",
    " amber",
    "s",
];
const ARGUMENTS: &[&str] = &["{\"", "place", "\":\"", "north", " bank", "\",\"", "count", "12"];

/// The features of a recording.
#[derive(Clone, Copy)]
pub struct Shape {
    pub chunks: usize,
    pub choices: usize,
    /// Tool call arguments in place of text.
    pub tools: bool,
    pub logprobs: bool,
    pub reasoning: bool,
    /// A random string in each chunk, as OpenAI sends it.
    pub obfuscation: bool,
    /// A first chunk with empty headers, and filter results in each choice.
    pub azure: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Shape {
            chunks: 19,
            choices: 1,
            tools: false,
            logprobs: false,
            reasoning: false,
            obfuscation: true,
            azure: false,
        }
    }
}

impl Shape {
    /// A shape as it occurs in a corpus of test recordings.
    pub fn draw(random: &mut Random) -> Self {
        const CHUNKS: &[usize] = &[5, 8, 11, 12, 15, 19, 19, 25, 37, 60, 113, 240];
        let long = random.chance(3);
        Shape {
            chunks: if long { 400 + random.below(1000) } else { random.pick(CHUNKS) },
            choices: if random.chance(4) { 2 + random.below(7) } else { 1 },
            tools: random.chance(38),
            logprobs: random.chance(5),
            reasoning: random.chance(7),
            obfuscation: random.chance(60),
            azure: random.chance(24),
        }
    }
}

/// The bytes of one file.
pub fn recording(random: &mut Random, shape: &Shape) -> Vec<u8> {
    let id = format!("rec-{}", random.letters(12).to_lowercase());
    let body: Vec<_> = (0..shape.chunks)
        .map(|at| json!({"__type__": TYPE, "__data__": chunk(random, shape, &id, at)}))
        .collect();
    let record = json!({
        "test_id": "tests/bench/test_stream.py::test_stream[case]",
        "request": {
            "method": "POST",
            "url": "https://models.test/v1/chat/completions",
            "headers": {},
            "body": {
                "model": "bench-1",
                "messages": [{"role": "user", "content": prose(random, 120)}],
                "stream": true,
            },
            "endpoint": "/v1/chat/completions",
            "model": "bench-1",
        },
        "response": {"body": body, "is_streaming": true},
        "id_normalization_mapping": {},
    });
    let mut out = ascii(&serde_json::to_string_pretty(&record).expect("a value"));
    out.push(b'\n');
    out
}

/// The chunk at position `at` of a stream.
pub fn chunk(random: &mut Random, shape: &Shape, id: &str, at: usize) -> Value {
    let filter_results = shape.azure && at == 0;
    let last = at + 1 == shape.chunks;
    let choices =
        if filter_results || last { json!([]) } else { json!([choice(random, shape, at)]) };
    let mut chunk = json!({
        "id": id,
        "choices": choices,
        "created": 0,
        "model": if filter_results { "" } else { "bench-1-2026-01-01" },
        "object": if filter_results { "" } else { "chat.completion.chunk" },
        "service_tier": "default",
        "system_fingerprint": "fp_0123456789",
        "usage": if last { usage(shape) } else { Value::Null },
    });
    if filter_results {
        chunk["prompt_filter_results"] = json!([{"prompt_index": 0, "content_filter_results": {
            "hate": {"filtered": false, "severity": "safe"}}}]);
    } else if shape.obfuscation {
        let length = 1 + random.below(16);
        chunk["obfuscation"] = random.letters(length).into();
    }
    chunk
}

fn choice(random: &mut Random, shape: &Shape, at: usize) -> Value {
    // The choices take turns; the last turn of each carries its finish reason.
    let index = at % shape.choices;
    let first = at < shape.choices + usize::from(shape.azure);
    let ends = at + 1 + shape.choices >= shape.chunks;
    let words: String = (0..1 + random.below(2)).map(|_| random.pick(WORDS)).collect();
    let text = !ends && !shape.tools;
    let mut choice = json!({
        "delta": {
            "content": if text { Value::from(words.as_str()) } else { Value::Null },
            "function_call": null,
            "refusal": null,
            "role": if first { json!("assistant") } else { Value::Null },
            "tool_calls": if shape.tools && !ends { tool_call(random, first) } else { Value::Null },
        },
        "finish_reason": match (ends, shape.tools) {
            (false, _) => Value::Null,
            (true, true) => json!("tool_calls"),
            (true, false) => json!("stop"),
        },
        "index": index,
        "logprobs": if shape.logprobs && text { logprobs(random, &words) } else { Value::Null },
    });
    if shape.reasoning && at < shape.chunks / 2 {
        choice["delta"]["reasoning"] = words.into();
    }
    if shape.azure {
        choice["content_filter_results"] = json!({});
    }
    choice
}

fn tool_call(random: &mut Random, first: bool) -> Value {
    let head = |text: String| if first { Value::from(text) } else { Value::Null };
    let arguments = if first { "" } else { random.pick(ARGUMENTS) };
    json!([{
        "index": 0,
        "id": head(format!("call_{}", random.letters(24))),
        "function": {"arguments": arguments, "name": head("look_up".into())},
        "type": head("function".into()),
    }])
}

fn logprobs(random: &mut Random, token: &str) -> Value {
    let logprob = -(random.below(1 << 20) as f64) / 65536.0;
    json!({
        "content": [{"token": token, "bytes": token.bytes().collect::<Vec<_>>(),
            "logprob": logprob, "top_logprobs": []}],
        "refusal": null,
    })
}

fn usage(shape: &Shape) -> Value {
    json!({
        "completion_tokens": shape.chunks,
        "prompt_tokens": 67,
        "total_tokens": shape.chunks + 67,
        "completion_tokens_details": {"audio_tokens": 0, "reasoning_tokens": 0},
        "prompt_tokens_details": {"audio_tokens": 0, "cached_tokens": 0},
    })
}

fn prose(random: &mut Random, words: usize) -> String {
    (0..words).map(|_| random.pick(WORDS)).collect()
}

/// Escapes non-ASCII characters, as Python's `json.dump` does.
fn ascii(text: &str) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out.into_bytes()
}
