//! Reasoning in tags, cut anywhere over chunks.

// A panic is how what the tests share fails, too.

use deltafold::internals::merge::{Accumulator, Options, ReasoningTags};
use deltafold::internals::recording::Recording;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What is merged from the pieces of two choices that take turns.
fn merged(one: &[&str], two: &[&str], tags: Option<ReasoningTags>) -> Value {
    let merging = Accumulator::new(Options::default());
    let mut merging = match tags {
        Some(tags) => merging.with_reasoning_tags(tags),
        None => merging,
    };
    let longest = one.len().max(two.len());
    for at in 0..longest {
        for (index, pieces) in [one, two].into_iter().enumerate() {
            if let Some(piece) = pieces.get(at) {
                let chunk = json!({"choices": [{"index": index, "delta": {"content": piece}}]});
                merging.push(chunk.to_string().as_bytes()).unwrap();
            }
        }
    }
    let completion = merging.finish().unwrap();
    serde_json::from_slice(&completion.to_json()).unwrap()
}

fn texts(completion: &Value, choice: usize) -> (&Value, &Value) {
    let message = &completion["choices"][choice]["message"];
    (&message["reasoning"], &message["content"])
}

#[test]
fn a_recording_of_two_choices_that_take_turns() {
    let file = "tests/fixtures/recordings/chat-stream-tagged.json";
    let recording = Recording::load(file.as_ref()).unwrap();
    let plain = recording.merge(Options::default()).unwrap();
    let apart = ReasoningTags::usual().apart(plain.clone());
    let [plain, apart]: [Value; 2] =
        [plain, apart].map(|it| serde_json::from_slice(&it.to_json()).unwrap());
    for choice in [0, 1] {
        let (reasoning, content) = texts(&apart, choice);
        let (reasoning, content) = (reasoning.as_str().unwrap(), content.as_str().unwrap());
        assert!(!reasoning.contains('<') && !content.contains('<'));
        // Its pieces came in tags of their own.
        let tagged = texts(&plain, choice).1.as_str().unwrap();
        assert!(tagged.matches("<reasoning>").count() > 20);
        let without = tagged.replace("<reasoning>", "").replace("</reasoning>", "");
        assert_eq!(without, format!("{reasoning}{content}"));
    }
}

#[test]
fn dozens_of_pieces_in_a_row_are_one_reasoning() {
    let pieces: Vec<String> =
        (0..40).map(|at| format!("<reasoning> step {at}</reasoning>")).collect();
    let mut one: Vec<&str> = pieces.iter().map(String::as_str).collect();
    one.extend(["Done", "."]);
    let two = ["<reasoning>Short</reasoning>", "Yes."];
    let apart = merged(&one, &two, Some(ReasoningTags::usual()));
    let steps: String = (0..40).map(|at| format!(" step {at}")).collect();
    assert_eq!(texts(&apart, 0), (&json!(steps), &json!("Done.")));
    assert_eq!(texts(&apart, 1), (&json!("Short"), &json!("Yes.")));
    let kept = merged(&one, &two, None);
    assert_eq!(kept["choices"][0]["message"].get("reasoning"), None);
    assert!(kept["choices"][1]["message"]["content"].as_str().unwrap().starts_with("<reasoning>"));
}

#[test]
fn it_follows_the_reasoning_that_the_deltas_brought() {
    let mut merging = Accumulator::new(Options::default())
        .with_reasoning_tags(ReasoningTags::named(&["thought"]).unwrap());
    for delta in [json!({"reasoning": "a"}), json!({"content": "<thought>b</thought>c<think>"})] {
        let chunk = json!({"choices": [{"index": 0, "delta": delta}]});
        merging.push(chunk.to_string().as_bytes()).unwrap();
    }
    let completion: Value = serde_json::from_slice(&merging.snapshot().to_json()).unwrap();
    assert_eq!(texts(&completion, 0), (&json!("ab"), &json!("c<think>")));
}

#[test]
fn every_family_with_a_string_as_its_text_has_it() {
    for (item, pointer) in [
        (json!({"choices": [{"index": 0, "text": "<think>a</think>b"}]}), "/choices/0"),
        (json!({"message": {"content": "<think>a</think>b"}, "done": true}), "/message"),
        (json!({"response": "<think>a</think>b", "done": true}), ""),
    ] {
        let mut merging =
            Accumulator::new(Options::default()).with_reasoning_tags(ReasoningTags::usual());
        merging.push(item.to_string().as_bytes()).unwrap();
        let json: Value = serde_json::from_slice(&merging.finish().unwrap().to_json()).unwrap();
        let holder = json.pointer(pointer).unwrap();
        assert_eq!(holder["reasoning"], "a", "{item}");
        let text = ["text", "content", "response"].iter().find_map(|key| holder.get(key));
        assert_eq!(text, Some(&json!("b")), "{item}");
    }
}

proptest! {
    #[test]
    fn tags_may_be_cut_anywhere(
        thoughts in prop::collection::vec("[a<>/é ]{0,6}", 0..4),
        rest in "[b<é ]{0,6}",
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let tagged: String =
            thoughts.iter().map(|thought| format!("<think>{thought}</think>")).collect();
        let text = tagged + &rest;
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        ends.retain(|end| text.is_char_boundary(*end));
        ends.extend([0, text.len()]);
        ends.sort_unstable();
        let pieces: Vec<&str> = ends.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
        let whole = merged(&[&text], &[], Some(ReasoningTags::usual()));
        prop_assert_eq!(&merged(&pieces, &[], Some(ReasoningTags::usual())), &whole);
        if !thoughts.is_empty() && !thoughts.iter().any(|thought| thought.contains('<')) {
            prop_assert_eq!(texts(&whole, 0), (&json!(thoughts.concat()), &json!(rest)));
        }
    }
}
