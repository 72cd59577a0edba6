//! Every recording among the fixtures is of the kind that `kinds.json` gives.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use deltafold::internals::merge::{Accumulator, Options};
use deltafold::internals::recording::Recording;

#[test]
fn every_fixture_is_of_its_kind() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/recordings");
    let text = fs::read_to_string(folder.join("kinds.json"))?;
    let expected: BTreeMap<String, String> = serde_json::from_str(&text)?;
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if !path.ends_with("kinds.json") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.insert(name, Recording::load(&path)?.kind().as_str().to_owned());
        }
    }
    assert_eq!(found, expected);
    Ok(())
}

/// Mistral's SDK, Code Assist and Claude Code put each item into an object of its own.
#[test]
fn wrapped_items_are_merged() -> Result<(), Box<dyn Error>> {
    let chat = |text: &str| {
        format!(r#"{{"data":{{"choices":[{{"index":0,"delta":{{"content":"{text}"}}}}]}}}}"#)
    };
    let log =
        |event: &str| format!(r#"{{"type":"stream_event","event":{event},"session_id":"s"}}"#);
    let assist = |text: &str, end: &str| {
        format!(
            r#"{{"response":{{"candidates":[{{"content":{{"parts":[{{"text":"{text}"}}]}}{end}}}],
            "modelVersion":"g"}},"traceId":"t"}}"#
        )
        .replace('\n', "")
    };
    let delta =
        r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"oak"}}"#;
    for (items, family, expected) in [
        (vec![chat("o"), chat("ak")], "chat", r#""content":"oak""#),
        (
            vec![
                r#"{"type":"system","subtype":"init"}"#.to_owned(),
                log(
                    r#"{"type":"message_start","message":{"id":"m","role":"assistant","content":[]}}"#,
                ),
                log(delta),
                log(r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#),
                log(r#"{"type":"message_stop"}"#),
                r#"{"type":"assistant","message":{"id":"m","content":[]},"session_id":"s"}"#
                    .to_owned(),
                r#"{"type":"user","message":{"content":"more"},"session_id":"s"}"#.to_owned(),
                r#"{"type":"result","result":"oak","session_id":"s"}"#.to_owned(),
            ],
            "anthropic",
            r#""text":"oak""#,
        ),
        (
            vec![assist("o", ""), assist("ak", r#","finishReason":"STOP""#)],
            "genai",
            r#""text":"oak""#,
        ),
    ] {
        let mut pushed = Accumulator::new(Options::default());
        let mut fed = Accumulator::new(Options::default());
        for item in &items {
            pushed.push(item.as_bytes())?;
            fed.feed(format!("data: {item}\n\n").as_bytes())?;
        }
        assert_eq!((pushed.family().name, fed.family().name), (family, family));
        let (pushed, fed) = (pushed.finish()?, fed.finish()?);
        assert_eq!(
            (&pushed.merge_info.warnings[..], &fed.merge_info.warnings[..]),
            (&[][..], &[][..])
        );
        let (pushed, fed) = (pushed.to_json(), fed.to_json());
        assert_eq!(pushed, fed);
        for text in [
            items.join("\n"),
            format!("[{}]", items.join(",")),
            items.iter().map(|item| format!("data: {item}\n\n")).collect(),
        ] {
            let read = Recording::parse(text.clone().into_bytes(), None)?;
            assert_eq!(read.kind().as_str(), format!("{family}.stream"), "{text}");
            let merged = read.merge(Options::default())?;
            assert_eq!(merged.to_json(), fed, "{text}");
            assert_eq!(merged.merge_info.warnings, [], "{text}");
        }
        assert!(String::from_utf8(pushed)?.contains(expected));
        let recorded = Recording::parse(
            format!(r#"{{"response":{{"body":[{}]}}}}"#, items.join(",")).into_bytes(),
            None,
        )?;
        assert_eq!(recorded.kind().as_str(), format!("{family}.stream"));
        let merged = recorded.merge(Options::default())?;
        assert_eq!((merged.to_json(), &merged.merge_info.warnings[..]), (fed, &[][..]));
    }
    Ok(())
}
