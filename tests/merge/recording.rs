//! Recordings of chat streams in every form, and those that are none.

use std::path::PathBuf;

use deltafold::internals::error::{Error, Result};
use deltafold::internals::json::Document;
use deltafold::internals::merge::{Completion, Options};
use deltafold::internals::recording::Recording;

const TYPE: &str = "openai.types.chat.chat_completion_chunk.ChatCompletionChunk";

fn chunk(content: &str) -> String {
    format!(
        r#"{{"choices": [{{"index": 0, "delta": {{"content": "{content}"}}}}], "object": "chat.completion.chunk"}}"#
    )
}

fn wrapped(data: &str) -> String {
    format!(r#"{{"__type__": "{TYPE}", "__data__": {data}}}"#)
}

/// The line as a JSON string.
fn line(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn merge_body(body: &str, more: &str) -> Result<Completion> {
    let text = format!(
        r#"{{"request": {{}}, "response": {{"body": {body}, "is_streaming": true{more}}}}}"#
    );
    let recording = Recording::parse(text.into_bytes(), Some(PathBuf::from("a.json")))?;
    recording.merge(Options::default())
}

fn merge(items: &[String]) -> Result<Completion> {
    merge_body(&format!("[{}]", items.join(", ")), "")
}

fn content(completion: &Completion) -> Option<String> {
    let json = Document::parse(completion.to_json()).ok()?;
    let message = json.root().get("choices")?.items().next()?.get("message")?;
    Some(message.get("content")?.as_text()?.to_str().into_owned())
}

fn recording_error(result: Result<Completion>) -> Option<String> {
    match result {
        Err(error @ Error::Recording { .. }) => Some(error.to_string()),
        _ => None,
    }
}

#[test]
fn chunks_merge_wrapped_and_plain() -> Result<()> {
    let merged = merge(&[wrapped(&chunk("a")), wrapped(&chunk("b")), chunk("c")])?;
    assert_eq!(content(&merged).as_deref(), Some("abc"));
    Ok(())
}

#[test]
fn lines_of_an_event_stream_merge_up_to_done() -> Result<()> {
    let lines = [
        ": hello".to_owned(),
        "event: x".to_owned(),
        format!("data: {}", chunk("a")),
        String::new(),
        format!("data:{}", chunk(r"\u00e9")),
        String::new(),
        "data: [DONE]".to_owned(),
        String::new(),
        "data: [DONE]".to_owned(),
        "and what else stands there".to_owned(),
    ];
    let merged = merge(&lines.map(|text| line(&text)))?;
    assert_eq!(content(&merged).as_deref(), Some("aé"));
    Ok(())
}

#[test]
fn what_came_before_an_exception_merges() -> Result<()> {
    let exception = r#", "is_exception": true, "exception_message": "no""#;
    let merged = merge_body(&format!("[{}]", wrapped(&chunk("a"))), exception)?;
    assert_eq!(content(&merged).as_deref(), Some("a"));
    assert!(recording_error(merge_body("null", exception)).is_some());
    Ok(())
}

#[test]
fn what_is_no_stream_is_an_error_that_names_file_and_kind() {
    let stored = r#"{"object": "chat.completion", "choices": []}"#;
    for (body, kind) in [(stored, "chat"), ("null", "empty"), ("[]", "empty"), ("[5]", "json")] {
        let expected = format!("a.json: no stream to merge: its kind is '{kind}'");
        assert_eq!(recording_error(merge_body(body, "")), Some(expected));
    }
}

#[test]
fn an_item_of_another_kind_is_an_error_that_names_it() {
    let data = line(&format!("data: {}", chunk("a")));
    let cases = [
        (
            [wrapped(&chunk("a")), wrapped("5")],
            "expected an object as response.body[1], found a number",
        ),
        ([chunk("a"), "null".to_owned()], "expected an object as response.body[1], found null"),
        ([chunk("a"), data.clone()], "expected an object as response.body[1], found a string"),
        ([data, chunk("a")], "response.body[1]: expected a string, found an object"),
    ];
    for (items, expected) in cases {
        assert_eq!(recording_error(merge(&items)), Some(format!("a.json: {expected}")));
    }
}
