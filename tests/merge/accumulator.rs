//! Items of every form, one by one and as bytes: what they merge to, and what is refused.

use deltafold::internals::error::{Error, ParseError, Result};
use deltafold::internals::json::Document;
use deltafold::internals::merge::{Accumulator, Completion, Options};

const A: &str = r#"{"choices": [{"index": 0, "delta": {"content": "é"}}]}"#;
const B: &str = r#"{"choices": [{"index": 0, "delta": {"content": "b"}}]}"#;

fn new() -> Accumulator {
    Accumulator::new(Options::default())
}

fn strict() -> Accumulator {
    Accumulator::new(Options { strict: true, ..Options::default() })
}

fn content(completion: &Completion) -> Option<String> {
    let json = Document::parse(completion.to_json()).ok()?;
    let message = json.root().get("choices")?.items().next()?.get("message")?;
    Some(message.get("content")?.as_text()?.to_str().into_owned())
}

fn pushed(items: &[&str]) -> Result<Accumulator> {
    let mut merged = new();
    items.iter().try_for_each(|item| merged.push(item.as_bytes()))?;
    Ok(merged)
}

fn place(result: Result<()>) -> Option<(usize, usize, usize)> {
    match result {
        Err(Error::Parse(ParseError { byte, line, column, .. })) => Some((byte, line, column)),
        _ => None,
    }
}

fn message(result: Result<()>) -> Option<String> {
    match result {
        Err(Error::Merge { what }) => Some(what),
        _ => None,
    }
}

#[test]
fn every_form_of_an_item_merges_the_same() -> Result<()> {
    let forms = [
        A.to_owned(),
        format!(" \r\n{A}\n"),
        format!("\u{FEFF}{A}"),
        format!("data: {A}"),
        format!("data:{A}\r\n"),
        format!("  \tdata: {A}"),
        format!("id: 1\nevent: x\ndata: {A}\n\n"),
        format!(": ping\r\rdata:{A}\r\r"),
        format!("\ndata: {}\n\n", A.replace("[{\"index", "[\ndata: {\"index")),
    ];
    for form in forms {
        let mut merged = pushed(&[&form, B])?;
        assert_eq!(content(&merged.snapshot()).as_deref(), Some("éb"), "{form}");
        assert_eq!(content(&merged.finish()?).as_deref(), Some("éb"), "{form}");
    }
    Ok(())
}

#[test]
fn what_carries_nothing_changes_nothing() -> Result<()> {
    for item in [
        "",
        "\n",
        "  ",
        ": OPENROUTER PROCESSING",
        ":",
        "event: x",
        "id: 1",
        "id",
        "retry: 5",
        "data:",
        "data: \n\n",
    ] {
        let merged = pushed(&[A, item, B])?;
        assert_eq!(content(&merged.snapshot()).as_deref(), Some("éb"), "{item:?}");
        assert!(!merged.is_done());
    }
    Ok(())
}

#[test]
fn done_ends_the_stream_in_every_form() -> Result<()> {
    for done in ["[DONE]", "data: [DONE]", "data:[DONE]\n\n", " [DONE] ", "id: 4\ndata: [DONE]"] {
        let mut merged = pushed(&[A, done])?;
        assert!(merged.is_done(), "{done}");
        for silent in ["", "\n", ": bye", "event: x", "data:"] {
            merged.push(silent.as_bytes())?;
        }
        for again in ["[DONE]", "data: [DONE]", "DONE"] {
            merged.push(again.as_bytes())?;
        }
        assert_eq!(merged.snapshot().merge_info.warnings, []);
        let chunk = Document::parse(B.into())?;
        merged.push(B.as_bytes())?;
        merged.push(format!("data: {B}").as_bytes())?;
        merged.push_value(chunk.root())?;
        merged.feed(format!("data: {B}\n\n").as_bytes())?;
        let completion = merged.finish()?;
        assert_eq!(content(&completion).as_deref(), Some("ébbbb"));
        assert_eq!(codes(&completion), ["after_done"]);
    }
    Ok(())
}

#[test]
fn strictly_nothing_can_be_merged_after_the_end() -> Result<()> {
    let mut merged = strict();
    merged.push(A.as_bytes())?;
    merged.push(b"[DONE]")?;
    merged.push(b"[DONE]")?;
    let chunk = Document::parse(B.into())?;
    for result in [
        merged.push(B.as_bytes()),
        merged.push(format!("data: {B}").as_bytes()),
        merged.push_value(chunk.root()),
        merged.feed(format!("data: {B}\n\n").as_bytes()),
    ] {
        assert_eq!(message(result).as_deref(), Some("nothing can be merged after [DONE]"));
    }
    assert_eq!(content(&merged.finish()?).as_deref(), Some("é"));
    Ok(())
}

fn codes(completion: &deltafold::internals::merge::Completion) -> Vec<&'static str> {
    completion.merge_info.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn nothing_goes_in_after_finish() -> Result<()> {
    let mut merged = pushed(&[A])?;
    merged.finish()?;
    assert!(message(merged.push(b"")).is_some());
    assert!(message(merged.push(A.as_bytes())).is_some());
    assert!(message(merged.push_value(Document::parse(A.into())?.root())).is_some());
    assert!(message(merged.feed(b"")).is_some());
    assert!(matches!(merged.finish(), Err(Error::Merge { .. })));
    assert_eq!(content(&merged.snapshot()).as_deref(), Some("é"));
    Ok(())
}

#[test]
fn an_error_event_is_an_error_whatever_its_data() -> Result<()> {
    let forms: [(&[&str], &str); 6] = [
        (&[r#"{"error": {"code": 5}}"#], r#"{"code": 5}"#),
        (&[r#"data: {"error": "no"}"#], r#""no""#),
        (&["event: error", r#"data: {"code": 5}"#], r#"{"code": 5}"#),
        (&["event: error\n", "data: {\"error\": {\"code\": 5}}\n", "\n"], r#"{"code": 5}"#),
        (&["event: error\ndata: out of \"luck\"\ndata: é"], r#""out of \"luck\"\né""#),
        (&["event: error\ndata: [1]\n\n"], "[1]"),
    ];
    for (items, expected) in forms {
        let merged = pushed(&[&[A], items, &[B]].concat())?;
        assert_eq!(content(&merged.snapshot()).as_deref(), Some("éb"), "{items:?}");
        let error = merged.snapshot().merge_info.error;
        let error = error.map(|json| String::from_utf8_lossy(&json).into_owned());
        assert_eq!(error.as_deref(), Some(expected), "{items:?}");
    }
    let merged = pushed(&["event: error", "", r#"data: {"code": 5}"#])?;
    assert_eq!(merged.snapshot().merge_info.error, None);
    Ok(())
}

#[test]
fn what_is_no_item_is_refused_with_its_place() {
    let refused = |item: &str| new().push(item.as_bytes());
    assert_eq!(place(refused("hello")), Some((0, 1, 1)));
    assert_eq!(place(refused("\n  hello")), Some((3, 2, 3)));
    assert_eq!(place(refused(r#"{"a": 1,}"#)), Some((8, 1, 9)));
    let refused_line = |item: &str| strict().push(item.as_bytes());
    assert_eq!(place(refused_line(r#"data: {"é": x}"#)), Some((13, 1, 13)));
    assert_eq!(place(refused_line("\n\u{20}data: {\"a\": x}")), Some((14, 2, 14)));
    assert_eq!(place(refused_line("id: 1\ndata: {\ndata: \"é\": x}")), Some((26, 3, 12)));
    assert_eq!(place(strict().push(b"data: {\"\xFF\": 1}")), Some((8, 1, 9)));
    for (item, found) in
        [("[1]", "a list"), ("12", "a number"), ("null", "null"), ("\"x\"", "a string")]
    {
        let what = message(refused(item)).unwrap_or_default();
        assert!(what.starts_with("expected ") && what.ends_with(found), "{item}: {what}");
    }
}

#[test]
fn a_refused_item_leaves_everything_as_it_was() -> Result<()> {
    let events = |bad: &str| format!("data: {B}\n\ndata: {bad}\n\n");
    let done_first = format!("data: [DONE]\n\ndata: {B}\n\n");
    for bad in ["{", "[]", "x", "data: {", &events("{"), &events("5"), &done_first] {
        let mut merged = strict();
        merged.push(A.as_bytes())?;
        assert!(merged.push(bad.as_bytes()).is_err(), "{bad}");
        assert!(!merged.is_done());
        assert_eq!(content(&merged.snapshot()).as_deref(), Some("é"), "{bad}");
        merged.push(B.as_bytes())?;
        merged.push(format!("data: {B}").as_bytes())?;
        assert_eq!(content(&merged.finish()?).as_deref(), Some("ébb"), "{bad}");
    }
    Ok(())
}

#[test]
fn strictly_an_item_of_several_events_is_refused_whole_too() -> Result<()> {
    let bad = r#"{"choices": [{"index": -1, "delta": {"content": "x"}}]}"#;
    let mut merged = strict();
    merged.push(A.as_bytes())?;
    for item in [format!("data: {bad}"), format!("data: {B}\n\ndata: {bad}\n\n")] {
        assert!(message(merged.push(item.as_bytes())).is_some(), "{item}");
        assert_eq!(content(&merged.snapshot()).as_deref(), Some("é"), "{item}");
    }
    Ok(())
}

#[test]
fn a_pushed_value_is_an_item_too() -> Result<()> {
    let mut merged = new();
    let list = Document::parse(format!("[{A}, 5]").into_bytes())?;
    let results: Vec<_> = list.root().items().map(|item| merged.push_value(item)).collect();
    assert!(matches!(results[..], [Ok(()), Err(Error::Merge { .. })]));
    assert_eq!(content(&merged.finish()?).as_deref(), Some("é"));
    Ok(())
}

#[test]
fn bytes_merge_in_every_split() -> Result<()> {
    let stream =
        format!(": hi\r\n\r\ndata: {A}\r\n\r\nevent: x\ndata: {B}\n\ndata: [DONE]\n\n\n: x\n");
    let stream = stream.as_bytes();
    for split in 0..=stream.len() {
        let mut merged = new();
        merged.feed(&stream[..split])?;
        merged.feed(&stream[split..])?;
        assert!(merged.is_done());
        assert_eq!(content(&merged.finish()?).as_deref(), Some("éb"));
    }
    Ok(())
}

#[test]
fn a_bad_event_is_left_out_with_its_place() -> Result<()> {
    for bad in ["{\"a\" 1}", "no", "5", "[1]", "{\"a\":\ndata: }"] {
        let stream = format!("data: {A}\n\ndata: {bad}\n\ndata: {B}\n\n");
        for size in 1..stream.len() {
            let mut merged = new();
            stream.as_bytes().chunks(size).try_for_each(|piece| merged.feed(piece))?;
            let completion = merged.finish()?;
            assert_eq!(content(&completion).as_deref(), Some("éb"), "{bad}");
            assert_eq!(codes(&completion), ["unreadable_event"], "{bad}");
            let detail = &completion.merge_info.warnings[0].detail;
            assert!(detail.contains("line 3") || detail.contains("line 4"), "{detail}");
        }
    }
    Ok(())
}

#[test]
fn strictly_a_bad_event_ends_feeding_but_not_the_rest() -> Result<()> {
    let stream = format!("data: {A}\n\ndata: {{\"a\" 1}}\n\ndata: {B}\n\n");
    for size in 1..stream.len() {
        let mut merged = strict();
        let first =
            stream.as_bytes().chunks(size).map(|piece| merged.feed(piece)).find(Result::is_err);
        let line_3 = "data: ".len() + A.len() + 2;
        assert_eq!(first.and_then(place), Some((line_3 + 11, 3, 12)));
        assert!(merged.feed(b"\n").is_err());
        merged.push(B.as_bytes())?;
        assert_eq!(content(&merged.finish()?).as_deref(), Some("éb"));
    }
    Ok(())
}

#[test]
fn a_stream_cut_anywhere_gives_what_came_before() -> Result<()> {
    let stream = format!("data: {A}\n\ndata: {B}\n\n");
    let first_whole = "data: ".len() + A.len();
    for cut in 0..stream.len() {
        let expected = match cut {
            _ if cut < first_whole => None,
            _ if cut < first_whole + 2 + first_whole - 1 => Some("é"),
            _ => Some("éb"),
        };
        let mut merged = new();
        merged.feed(&stream.as_bytes()[..cut])?;
        if expected.is_none() {
            assert!(matches!(merged.finish(), Err(Error::Merge { .. })), "cut at {cut}");
            assert_eq!(content(&merged.snapshot()), None);
            continue;
        }
        let completion = merged.finish()?;
        assert_eq!(content(&completion).as_deref(), expected, "cut at {cut}");
        let warned = completion.merge_info.warnings.iter().any(|it| it.code == "stream_cut");
        // A cut within or right behind the field's name loses nothing.
        let second = first_whole + 2;
        let lost = (second + 7..second + "data: ".len() + B.len()).contains(&cut);
        assert_eq!(warned, lost, "cut at {cut}");
        assert_eq!(merged.snapshot(), completion);
    }
    Ok(())
}

#[test]
fn strictly_a_cut_line_is_an_error_and_finishing_again_gives_the_rest() -> Result<()> {
    let mut merged = strict();
    merged.feed(format!("data: {A}\n\ndata: {{\"choi").as_bytes())?;
    assert!(matches!(merged.finish(), Err(Error::Parse(ParseError { line: 3, .. }))));
    assert_eq!(content(&merged.finish()?).as_deref(), Some("é"));
    Ok(())
}

#[test]
fn strictly_a_last_event_that_is_whole_but_bad_is_an_error() -> Result<()> {
    let mut merged = strict();
    merged.feed(format!("data: {A}\n\ndata: {{]\n").as_bytes())?;
    assert!(matches!(merged.finish(), Err(Error::Parse(ParseError { line: 3, column: 8, .. }))));
    assert_eq!(content(&merged.finish()?).as_deref(), Some("é"));
    Ok(())
}

/// What was fed or pushed as it goes on after an item that was refused.
fn json(merged: &Accumulator) -> String {
    String::from_utf8_lossy(&merged.snapshot().to_json()).into_owned()
}

#[test]
fn items_of_no_family_are_an_error_that_names_their_members() -> Result<()> {
    let mut merged = pushed(&[r#"{"tree": "oak"}"#, r#"{"height": 3, "tree": 1}"#])?;
    let what = message(merged.finish().map(drop)).unwrap_or_default();
    assert_eq!(what, r#"no known family: the items have the members "tree", "height""#);
    // Nothing has changed: the stream may go on.
    merged.push(A.as_bytes())?;
    assert_eq!(content(&merged.finish()?).as_deref(), Some("é"));
    let what = message(pushed(&["{}"])?.finish().map(drop));
    assert_eq!(what.as_deref(), Some("no known family: the items have no members"));
    Ok(())
}

#[test]
fn a_named_family_takes_items_that_tell_none() -> Result<()> {
    let chat = deltafold::internals::merge::family_named("chat");
    let mut merged = Accumulator::of(chat, Options::default());
    merged.push(br#"{"tree": "oak"}"#)?;
    assert!(String::from_utf8_lossy(&merged.finish()?.to_json()).contains(r#""tree":"oak""#));
    Ok(())
}

#[test]
fn what_only_chats_have_makes_a_chat() -> Result<()> {
    for item in [
        r#"{"usage": {"total_tokens": 7}}"#,
        r#"{"choices": null, "model": "m"}"#,
        r#"{"id": "c", "object": ""}"#,
        r#"{"citations": ["u"]}"#,
        r#"{"x_groq": {}}"#,
        r#"{"prompt_filter_results": []}"#,
    ] {
        let mut merged = pushed(&[r#"{"tree": "oak"}"#, item])?;
        merged.finish()?;
        assert_eq!(merged.family().name, "chat", "{item}");
        assert!(!json(&merged).contains("oak"), "it is of another kind");
        assert_eq!(codes(&merged.snapshot()), ["foreign_event"]);
    }
    Ok(())
}

#[test]
fn nothing_pings_and_errors_are_no_completion() -> Result<()> {
    for family in [None, deltafold::internals::merge::family_named("chat")] {
        for items in [&[][..], &[": ping"], &["data:\n\n"], &[r#"{"type": "ping"}"#, "[DONE]"]] {
            let mut merged = Accumulator::of(family, Options::default());
            items.iter().try_for_each(|item| merged.push(item.as_bytes()))?;
            let what = message(merged.finish().map(drop));
            assert_eq!(what.as_deref(), Some("no items to merge"), "{items:?}");
            assert!(json(&merged).contains("\"choices\":[]"));
        }
        for item in [
            r#"{"error": {"message": "overloaded"}}"#,
            r#"{"error": "overloaded", "choices": []}"#,
            r#"{"type": "error", "message": "overloaded"}"#,
            "event: error\ndata: overloaded",
        ] {
            let mut merged = Accumulator::of(family, Options::default());
            merged.push(br#"{"type": "ping"}"#)?;
            merged.push(item.as_bytes())?;
            let what = message(merged.finish().map(drop)).unwrap_or_default();
            assert!(
                what.contains("contains only an error") && what.contains("overloaded"),
                "{what}"
            );
            assert!(merged.snapshot().merge_info.error.is_some() || item.contains("\"type\""));
        }
    }
    Ok(())
}

#[test]
fn any_number_of_items_may_come_before_the_one_that_tells() -> Result<()> {
    let mut merged = new();
    for number in 0..100 {
        merged.push(format!(r#"{{"k{number}": 1}}"#).as_bytes())?;
    }
    merged.push(A.as_bytes())?;
    assert_eq!(content(&merged.snapshot()).as_deref(), Some("é"));
    let completion = merged.finish()?;
    assert!(codes(&completion).iter().all(|code| *code == "foreign_event"));
    assert!(completion.merge_info.warnings[5].detail.contains("\"k5\""));
    Ok(())
}

#[test]
fn what_is_refused_while_the_family_is_open_loses_nothing() -> Result<()> {
    let held = r#"{"object": "list", "choices": [{"index": 1000}]}"#;
    let texts = r#"{"object": "text_completion", "choices": [{"index": 0, "text": "a"}]}"#;
    let mut merged = strict();
    merged.push(br#"{"id": "oak"}"#)?;
    assert!(merged.push(held.as_bytes()).is_err());
    let before = json(&merged);
    for bad in [texts.replace("0", "1000"), format!("data: {texts}\n\ndata: []\n\n")] {
        assert!(merged.push(bad.as_bytes()).is_err(), "{bad}");
        assert_eq!(json(&merged), before);
    }
    merged.push(texts.as_bytes())?;
    assert!(json(&merged).contains("oak") && json(&merged).contains("\"text\":\"a\""));
    Ok(())
}

#[test]
fn what_would_be_nested_too_deep_is_refused_when_it_comes() -> Result<()> {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let chat = |delta: &str| format!(r#"{{"choices": [{{"delta": {{{delta}}}}}]}}"#);
    let event = |inner: &str| {
        format!(
            r#"{{"type": "content_block_start", "index": 0, "content_block": {{"x": {inner}}}}}"#
        )
    };
    for levels in 980..1000 {
        for item in [
            chat(&format!(r#""x": {}"#, deep(levels))),
            chat(&format!(r#""tool_calls": {{"x": {}}}"#, deep(levels))),
            chat(&format!(r#""annotations": {{"x": {}}}"#, deep(levels))),
            chat(&format!(r#""content": ["a", {}]"#, deep(levels))),
            event(&deep(levels)),
            format!(
                r#"{{"type": "response.output_item.added", "output_index": 0, "item": {{"x": {}}}}}"#,
                deep(levels)
            ),
            format!(r#"{{"candidates": [{{"content": {{"parts": {{"x": {}}}}}}}]}}"#, deep(levels)),
            format!(
                r#"{{"type": "content.start", "index": 0, "content": {{"x": {}}}}}"#,
                deep(levels)
            ),
            format!(
                r#"{{"object": "text_completion", "choices": [{{"token_ids": {}}}]}}"#,
                deep(levels)
            ),
        ] {
            let mut merged = new();
            if merged.push(item.as_bytes()).is_ok() {
                assert!(merged.finish()?.document().is_ok(), "{levels}: {item:.60}");
            }
        }
        // What is as deep as it came is never refused.
        assert_eq!(
            new().push(chat(&format!(r#""x": {}"#, deep(levels))).as_bytes()).is_ok(),
            levels <= 996
        );
        let pieces = format!(
            r#"{{"type": "content_block_delta", "delta": {{"type": "input_json_delta", "partial_json": "{}"}}}}"#,
            deep(levels)
        );
        let mut merged = new();
        merged.push(pieces.as_bytes())?;
        assert!(merged.finish()?.document().is_ok(), "{levels}");
    }
    Ok(())
}
