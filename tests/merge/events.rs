//! The events of a stream, replayed, are what its completion says, whatever the stream has.

use std::collections::BTreeMap;
use std::fs;

use deltafold::internals::merge::{Accumulator, Completion, Family, Options, StreamEvent};
use deltafold::internals::recording::Recording;
use deltafold::internals::summary::Choice;
use deltafold::{PartKind, ReasoningTags};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What the events of a part say, by its number.
#[derive(Debug, Default)]
struct Part {
    choice: i64,
    index: i64,
    deltas: Vec<u8>,
    done: Option<Vec<u8>>,
}

/// The parts by kind, choice and index, and the finish reasons. Each is done once.
type Replayed = (BTreeMap<(PartKind, i64, i64), Part>, BTreeMap<i64, Option<String>>);

fn replayed(events: Vec<StreamEvent>) -> Replayed {
    let (mut parts, mut reasons) = (BTreeMap::new(), BTreeMap::new());
    for event in events {
        match event {
            StreamEvent::Delta { part, delta } => {
                assert!(!reasons.contains_key(&part.choice), "{part:?}");
                let key = (part.kind, part.choice, part.index);
                let known: &mut Part = parts.entry(key).or_default();
                (known.choice, known.index) = (part.choice, part.index);
                known.deltas.extend(&delta);
                assert_eq!(part.so_far.with(0, <[u8]>::to_vec), known.deltas);
            }
            StreamEvent::Done { part, text } => {
                let known: &mut Part =
                    parts.entry((part.kind, part.choice, part.index)).or_default();
                assert_eq!(known.done.replace(text), None, "{part:?}");
            }
            StreamEvent::ChoiceDone { choice, finish_reason } => {
                let reason = finish_reason.map(|it| String::from_utf8_lossy(&it).into_owned());
                assert_eq!(reasons.insert(choice, reason), None);
            }
            StreamEvent::Logprobs { .. } | StreamEvent::Error { .. } => {}
        }
    }
    assert!(parts.values().all(|part| part.done.is_some()));
    assert!(parts.keys().all(|(_, choice, _)| reasons.contains_key(choice)));
    (parts, reasons)
}

fn watched(family: &'static Family, items: &[Value]) -> Option<(Vec<StreamEvent>, Completion)> {
    let mut merged = Accumulator::of(Some(family), Options::default());
    merged = merged.with_reasoning_tags(ReasoningTags::usual());
    merged.watch();
    let mut events = Vec::new();
    for item in items {
        merged.push(item.to_string().as_bytes()).ok()?;
        events.extend(merged.take_events());
    }
    let completion = merged.finish().ok()?;
    events.extend(merged.take_events());
    Some((events, completion))
}

fn texts(parts: &BTreeMap<(PartKind, i64, i64), Part>, kind: PartKind, choice: i64) -> String {
    let of = parts.iter().filter(|((one, at, _), _)| (*one, *at) == (kind, choice));
    let done = of.filter_map(|(_, part)| part.done.as_deref());
    done.map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}

/// Asserts that the events say what the summary of the completion says.
fn agree(parts: &BTreeMap<(PartKind, i64, i64), Part>, choice: &Choice) {
    let index = choice.index;
    for (kind, text) in [
        (PartKind::Content, &choice.text),
        (PartKind::Reasoning, &choice.reasoning),
        (PartKind::Refusal, &choice.refusal),
    ] {
        let said = text.clone().unwrap_or_default();
        assert_eq!(texts(parts, kind, index), said, "{kind:?} of {index}");
    }
    let calls = parts.keys().filter(|(kind, at, _)| (*kind, *at) == (PartKind::ToolCall, index));
    assert_eq!(calls.count(), choice.calls.len());
}

fn streams() -> Vec<(&'static Family, Vec<Value>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/recordings");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with("-stream.json"))
        .collect();
    paths.sort();
    paths.push(format!("{folder}/chat-stream-tools.json").into());
    paths.push(format!("{folder}/chat-stream-two-choices.json").into());
    let read = |path: &std::path::PathBuf| {
        let recording = Recording::load(path).ok()?;
        let mut items = Vec::new();
        let family = recording.kind().family()?;
        let mut take = |item: deltafold::Cursor<'_>| {
            items.extend(serde_json::from_slice::<Value>(item.raw()).ok());
            Ok(())
        };
        recording.try_each_chunk(&mut take).ok()?;
        Some((family, items))
    };
    paths.iter().filter_map(read).collect()
}

#[test]
fn recorded_streams_are_replayed() {
    let streams = streams();
    assert!(streams.len() > 10);
    for (family, items) in streams {
        let (events, completion) = watched(family, &items).expect("the stream merges");
        let document = completion.document().expect("a completion is JSON");
        let (parts, reasons) = replayed(events);
        let choices = (family.summary)(document.root()).choices;
        assert_eq!(reasons.len(), choices.len());
        for choice in choices {
            assert_eq!(reasons[&choice.index], choice.finish_reason);
            agree(&parts, &choice);
        }
        assert!(parts.values().all(|part| part.done.as_ref() == Some(&part.deltas)));
    }
}

/// Replaces a value somewhere inside.
fn change(value: &mut Value, way: &mut impl Iterator<Item = usize>, with: &Value) {
    let Some(step) = way.next() else { return *value = with.clone() };
    let inner = match value {
        Value::Array(items) if !items.is_empty() => {
            let place = step % items.len();
            &mut items[place]
        }
        Value::Object(members) if !members.is_empty() => {
            let place = step % members.len();
            members.values_mut().nth(place).expect("a member")
        }
        other => return *other = with.clone(),
    };
    change(inner, way, with);
}

fn odd() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(0),
        json!(1),
        json!(-7),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("<think>a</think>b"),
        json!("{}"),
        json!("\"\\u00"),
        json!([]),
        json!(["a", {"type": "text", "text": "b"}, {"text": "c"}]),
        json!({}),
        json!({"text": "d"}),
        json!({"type": "thinking", "thinking": "e"}),
        json!({"error": "f"}),
        json!("content.delta"),
    ])
}

proptest! {

    /// Items that come twice, not at all, in another order, or with something odd inside.
    #[test]
    fn odd_streams_are_replayed(
        which in any::<prop::sample::Index>(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::collection::vec(0..9usize, 1..6), odd()), 0..5),
    ) {
        let streams = streams();
        let (family, mut items) = streams[which.index(streams.len())].clone();
        for pair in order.chunks_exact(2) {
            let item = items.remove(pair[0].index(items.len()));
            items.insert(pair[1].index(items.len() + 1), item);
        }
        for (place, way, with) in changes {
            let place = place.index(items.len());
            change(&mut items[place], &mut way.into_iter(), &with);
        }
        let Some((events, completion)) = watched(family, &items) else { return Ok(()) };
        let (_, reasons) = replayed(events);
        let document = completion.document().expect("a completion is JSON");
        let choices = (family.summary)(document.root()).choices;
        for choice in choices {
            prop_assert!(reasons.contains_key(&choice.index), "{}", choice.index);
        }
    }
}
