//! All ways of reading a stream give the same: fed in any pieces, loaded as a file, and as the lines
//! of a recorded body; for every family, with random damage.

use super::family_support::Dice;
use deltafold::internals::merge::{Accumulator, Completion, Options};
use deltafold::internals::recording::{Recording, Recordings};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A completion and what is known of it, or that there is none.
type Read = Option<(Value, bool, Option<Value>, Vec<&'static str>)>;

fn read(completion: &Completion) -> Read {
    let info = &completion.merge_info;
    let parsed = |json: &[u8]| serde_json::from_slice(json).unwrap();
    let mut codes: Vec<_> = info.warnings.iter().map(|warning| warning.code).collect();
    codes.sort_unstable();
    let error = info.error.as_deref().map(parsed);
    Some((parsed(&completion.to_json()), info.complete, error, codes))
}

fn fed(text: &[u8], dice: &mut Dice, options: Options) -> Read {
    let mut merged = Accumulator::new(options);
    let mut rest = text;
    while !rest.is_empty() {
        let size = [1, 2, 3, 7, 40, text.len()][dice.roll(6)].min(rest.len());
        merged.feed(&rest[..size]).ok()?;
        rest = &rest[size..];
    }
    read(&merged.finish().ok()?)
}

/// What a file gives, unless it has several recordings.
fn loaded(text: &[u8], options: Options) -> Option<Read> {
    let Ok(recordings) = Recordings::parse(text.to_vec(), None) else { return Some(None) };
    let recordings: Vec<_> = recordings.collect();
    match recordings.as_slice() {
        [Ok(one)] if one.kind().is_stream() => {
            Some(one.merge(options).ok().and_then(|it| read(&it)))
        }
        // A whole answer is not merged.
        [Ok(one)] if one.kind().family().is_some() => None,
        [_] | [] => Some(None),
        _ => None,
    }
}

/// The events of a stream of each family.
fn streams() -> Vec<Vec<Value>> {
    let chat = |index: i64, delta: Value| json!({"id": "c", "choices": [{"index": index, "delta": delta}]});
    let entry = |arguments: &str| json!([{"index": 0, "function": {"arguments": arguments}}]);
    let text = |index: i64, text: &str, reason: Value| {
        json!({"id": "t", "object": "text_completion",
               "choices": [{"index": index, "text": text, "finish_reason": reason}]})
    };
    let block = |index: i64, delta: Value| json!({"type": "content_block_delta", "index": index, "delta": delta});
    let output = |text: &str| json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text});
    let part = |text: &str| json!({"responseId": "g", "candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]});
    let step = |text: &str| json!({"event_type": "step.delta", "index": 0, "delta": {"type": "text", "text": text}});
    let ollama = |text: &str, done: bool| json!({"model": "m", "message": {"role": "assistant", "content": text}, "done": done});
    let generate = |text: &str, done: bool| json!({"model": "m", "response": text, "done": done});
    let cohere = |index: i64, text: &str| json!({"type": "content-delta", "index": index, "delta": {"message": {"content": {"text": text}}}});
    let converse = |index: i64, delta: Value| json!({"contentBlockDelta": {"contentBlockIndex": index, "delta": delta}});
    vec![
        vec![
            chat(0, json!({"role": "assistant", "content": "So"})),
            chat(1, json!({"content": "é\u{1f600}"})),
            chat(0, json!({"content": "."})),
            chat(0, json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f"}}]})),
            chat(0, json!({"tool_calls": entry("{\"x\":")})),
            chat(0, json!({"tool_calls": entry("1}")})),
            json!({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
            json!({"id": "c", "choices": [], "usage": {"total_tokens": 3}}),
        ],
        vec![text(0, "So", json!(null)), text(1, "No", json!("stop")), text(0, ".", json!("stop"))],
        vec![
            json!({"type": "response.created", "response": {"id": "r", "output": []}}),
            json!({"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "id": "i", "content": []}}),
            output("So"),
            output("."),
            json!({"type": "response.completed", "response": {"id": "r", "output": []}}),
        ],
        vec![
            json!({"type": "message_start", "message": {"id": "m", "content": []}}),
            block(0, json!({"type": "text_delta", "text": "So"})),
            block(0, json!({"type": "text_delta", "text": "."})),
            json!({"type": "content_block_start", "index": 1, "content_block": {"type": "tool_use", "id": "a", "name": "f", "input": {}}}),
            block(1, json!({"type": "input_json_delta", "partial_json": "{\"x\": 1}"})),
            json!({"type": "message_delta", "delta": {"stop_reason": "end_turn"}}),
            json!({"type": "message_stop"}),
        ],
        vec![
            part("So"),
            part("."),
            json!({"responseId": "g", "candidates": [{"finishReason": "STOP"}]}),
        ],
        vec![
            json!({"event_type": "interaction.created", "interaction": {"id": "n"}}),
            json!({"event_type": "step.start", "index": 0, "step": {"type": "model_output"}}),
            step("So"),
            step("."),
            json!({"event_type": "interaction.completed", "interaction": {"id": "n", "status": "completed"}}),
        ],
        vec![ollama("So", false), ollama(".", false), ollama("", true)],
        vec![generate("So", false), generate(".", false), generate("", true)],
        vec![
            json!({"type": "message-start", "id": "h", "delta": {"message": {"role": "assistant"}}}),
            cohere(0, "So"),
            cohere(0, "."),
            json!({"type": "message-end", "delta": {"finish_reason": "COMPLETE"}}),
        ],
        vec![
            json!({"messageStart": {"role": "assistant"}}),
            converse(0, json!({"text": "So"})),
            converse(0, json!({"text": "."})),
            json!({"contentBlockStop": {"contentBlockIndex": 0}}),
            json!({"messageStop": {"stopReason": "end_turn"}}),
        ],
    ]
}

/// Lines and data that servers and gateways put between events.
const ODD: [&str; 19] = [
    "data: keep-alive",
    ": waiting",
    "data: : waiting",
    "event: ping",
    "data: {\"type\": \"ping\"}",
    "data: {}",
    "data: null",
    "data: 7",
    "data: {\"choices\":",
    "{\"broken",
    "<html>",
    "data: {\"error\": {\"message\": \"no\"}}",
    "event: error\ndata: no",
    "error: {\"message\": \"no\"}",
    "data: {\"progress\": 1}",
    "data: {\"throttlingException\": {\"message\": \"no\"}}",
    "id: 7",
    "data: [{\"error\": \"no\"}]",
    "{\"error\":\n {\"message\": \"no\"}}",
];

/// The text of a stream, as an event stream or as JSON lines, with some damage.
fn written(items: &[Value], dice: &mut Dice) -> String {
    let as_lines = dice.roll(4) == 0;
    let (mut text, end) = (String::new(), ["\n", "\r\n", "\r"][dice.roll(3)]);
    let end = if as_lines { "\n" } else { end };
    for item in items {
        let mut is_apart = true;
        let item = match dice.roll(8) {
            0 => item.to_string().replace("\":", "\": "),
            1 if !as_lines => {
                serde_json::to_string_pretty(item).unwrap().replace('\n', &format!("{end}data: "))
            }
            _ => item.to_string(),
        };
        if as_lines {
            text.push_str(&format!("{item}{end}"));
        } else {
            let framing = ["data: ", "data:", "data: data: "][[0, 0, 0, 1, 2][dice.roll(5)]];
            is_apart = dice.roll(6) > 0;
            let blank = if is_apart { end } else { "" };
            text.push_str(&format!("{framing}{item}{end}{blank}"));
        }
        let odd = ODD[dice.roll(ODD.len())];
        // Lines of JSON have no fields of event streams between them, and without a blank line a name
        // is that of the event before.
        let fits = if as_lines { odd.starts_with(['{', '<']) } else { is_apart };
        if dice.roll(5) == 0 && fits {
            text.push_str(&odd.replace('\n', end));
            text.push_str(end);
            text.push_str(end);
        }
    }
    if dice.flip() && !as_lines {
        text.push_str(&format!("data: [DONE]{end}{end}"));
    }
    // Bytes in the middle are lost, or the end is.
    let place = |dice: &mut Dice, text: &str| {
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        places[dice.roll(places.len())]
    };
    match dice.roll(6) {
        0 => text.truncate(place(dice, &text)),
        1 => {
            let (one, two) = (place(dice, &text), place(dice, &text));
            let from = one.min(two).max(30);
            let to = text.len().min(from + 12);
            if text.is_char_boundary(from) && text.is_char_boundary(to) && from < to {
                text.replace_range(from..to, "");
            }
        }
        _ => {}
    }
    text
}

/// Whether all ways of reading agree on a text.
fn agree(text: &str, dice: &mut Dice) -> Result<(), TestCaseError> {
    let whole = fed(text.as_bytes(), &mut Dice(1), Options::default());
    for _ in 0..3 {
        prop_assert_eq!(&fed(text.as_bytes(), dice, Options::default()), &whole, "{}", text);
    }
    let strict = Options { strict: true, ..Options::default() };
    // A file that begins with its only value is a document, after which nothing may follow. So is
    // one whose first value is damaged and goes on in the next line: its error has the place.
    let is_object =
        |line: &&str| serde_json::from_str::<Value>(line).is_ok_and(|it| it.is_object());
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let goes_on = lines.next().zip(lines.next()).is_some_and(|(first, next)| {
        let expects_more = first.ends_with([':', ',', '[']);
        let may_be_more = !first.ends_with('}') && !next.starts_with('{');
        !is_object(&first) && (expects_more || may_be_more)
    });
    let is_document =
        text.starts_with('{') && (goes_on || text.lines().filter(is_object).count() < 2);
    if let Some(file) = loaded(text.as_bytes(), Options::default()).filter(|_| !is_document) {
        prop_assert_eq!(&file, &whole, "{}", text);
    }
    if let Some(file) = loaded(text.as_bytes(), strict).filter(|_| !is_document) {
        prop_assert_eq!(&file, &fed(text.as_bytes(), dice, strict), "strict: {}", text);
    }
    if let Some((value, ..)) = &whole
        && !text.contains('\r')
    {
        let lines: Vec<_> = text.split('\n').map(|line| json!(line)).collect();
        let body = json!({"response": {"body": lines, "is_streaming": true}}).to_string();
        let lined = Recording::parse(body.into_bytes(), None).unwrap();
        if let Ok(lined) = lined.merge(Options::default()) {
            prop_assert_eq!(&read(&lined).unwrap().0, value, "{}", text);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn every_way_of_reading_gives_the_same(seed in any::<u64>(), family in 0..streams().len()) {
        let mut dice = Dice(seed);
        let text = written(&streams()[family], &mut dice);
        agree(&text, &mut dice)?;
    }
}

#[test]
fn texts_that_were_read_in_two_ways() {
    let whole = r#"data: {"model":"m","response":"So","done":false}"#;
    let object = "{\ndata: \"response\": \".\",\ndata: \"done\": false\ndata: }";
    let chat = r#"{"id":"c","choices":[{"index":0,"delta":{"content":"So"}}]}"#;
    for text in [
        // Ends with a key that is like the end of a stream.
        format!("{whole}\n\ndata: {{\ndata: \"response\": \"\",\ndata: \"done\""),
        // Several lines of one value, without a blank line in the whole text.
        format!("data: {whole}\ndata: data: {object}\ndata: {{\"response\""),
        // Ends within the lines of an object, of which one is an object.
        format!("{chat}\n{chat}\n{{\"error\":\n {{\"message\": \"no\"}}"),
    ] {
        agree(&text, &mut Dice(7)).unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}
