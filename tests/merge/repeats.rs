//! Merging a recording by what repeats in it gives what merging its chunks one by one does.

use deltafold::internals::merge::{ChatAccumulator, Options};
use deltafold::internals::recording::Recording;
use proptest::prelude::*;

/// A value of a few: streams repeat themselves.
fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(values)
}

const TEXTS: [&str; 6] = ["null", "\"\"", "\"a\"", "\"\\ud83d\"", "\"\\ude00b\"", "7"];
const INDEXES: [&str; 6] = ["0", "0", "1", "2", "-1", "null"];
const CALLS: [&str; 9] = [
    "null",
    "null",
    "[]",
    r#"[{"index": 0, "id": "a", "type": "function", "function": {"name": "f", "arguments": ""}}]"#,
    r#"[{"index": 0, "id": null, "type": null, "function": {"name": null, "arguments": "{"}}]"#,
    r#"[{"index": 0, "id": null, "type": null, "function": {"name": null, "arguments": "}"}}]"#,
    r#"[{"index": 1, "id": null, "type": null, "function": {"name": null, "arguments": "1"}}]"#,
    r#"[{"index": 1, "id": "b", "type": null, "function": {"name": "g", "arguments": "1"}}]"#,
    r#"[{"index": null, "id": null, "type": null, "function": {"name": "g", "arguments": "1"}}]"#,
];

prop_compose! {
    fn chunk()(
        id in one_of(&["\"c\"", "\"c\"", "\"c\"", "\"d\"", "\"\""]),
        model in one_of(&["\"m\"", "\"m\"", "\"m\"", "\"n\"", "null"]),
        index in one_of(&INDEXES),
        role in one_of(&["null", "null", "\"assistant\"", "\"tool\""]),
        content in one_of(&TEXTS),
        reasoning in one_of(&TEXTS),
        calls in one_of(&CALLS),
        reason in one_of(&["null", "null", "null", "\"stop\"", "\"length\""]),
        logprobs in one_of(&["null", "null", "null", "{\"content\": [{\"token\": \"a\"}]}"]),
        usage in one_of(&["null", "null", "{\"total_tokens\": 1}", "{\"total_tokens\": 2}"]),
        noise in one_of(&["\"x\"", "\"xyz\"", "\"\""]),
    ) -> String {
        format!(
            r#"{{"id": {id}, "choices": [{{"delta": {{"content": {content}, "role": {role},
            "tool_calls": {calls}, "reasoning": {reasoning}}}, "finish_reason": {reason},
            "index": {index}, "logprobs": {logprobs}}}], "model": {model}, "obfuscation": {noise},
            "object": "chat.completion.chunk", "usage": {usage}}}"#
        )
    }
}

/// A stream in which most chunks repeat one of a few.
fn stream() -> impl Strategy<Value = Vec<String>> {
    let few = prop::collection::vec(chunk(), 1..4);
    let order =
        prop::collection::vec((any::<prop::sample::Index>(), 0..6u8, one_of(&TEXTS)), 0..40);
    (few, order).prop_map(|(few, order)| {
        let again = |(which, kind, text): (prop::sample::Index, u8, &str)| {
            let chunk = which.get(&few).clone();
            // Mostly the same with another text, so that what repeats is found.
            if kind == 0 { chunk } else { chunk.replacen("\"a\"", text, 1) }
        };
        order.into_iter().map(again).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases * 6))]

    #[test]
    fn what_repeats_merges_as_what_does_not(
        chunks in prop_oneof![stream(), prop::collection::vec(chunk(), 0..12)],
        wrapped: bool,
        single_choice: bool,
    ) {
        let items: Vec<_> = chunks.iter().map(|chunk| match wrapped {
            true => format!("{{\"__type__\": \"x.ChatCompletionChunk\", \"__data__\": {chunk}}}"),
            false => chunk.clone(),
        }).collect();
        let file = format!("{{\"response\": {{\"body\": [{}]}}}}", items.join(",\n"));
        let recording = Recording::parse(file.into_bytes(), None)?;
        prop_assume!(!chunks.is_empty());
        let options = Options { strict: false, single_choice };
        let mut one_by_one = ChatAccumulator::new(options);
        recording.try_each_chunk(|chunk| one_by_one.push(chunk))?;
        prop_assert_eq!(recording.merge(options)?, one_by_one.finish());
    }
}
