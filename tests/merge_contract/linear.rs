//! Cost grows with the bytes: twice the stream may not take four times as long.

use std::fmt::Write;
use std::time::{Duration, Instant};

use deltafold::json::Document;
use deltafold::merge::{ChatAccumulator, Options};

/// The least of three times that a stream takes to merge.
fn time(chunks: &[String]) -> deltafold::Result<Duration> {
    let documents = chunks.iter().map(|chunk| Document::parse(chunk.clone().into_bytes()));
    let documents = documents.collect::<Result<Vec<_>, _>>()?;
    let mut least = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        let mut merging = ChatAccumulator::new(Options::default());
        documents.iter().try_for_each(|document| merging.push(document.root()))?;
        merging.finish();
        least = least.min(start.elapsed());
    }
    Ok(least)
}

/// Compares sixteen times the stream with one: linear is 16, quadratic 256.
fn check(name: &str, stream: impl Fn(usize) -> Vec<String>) -> deltafold::Result<()> {
    let (small, large) = (time(&stream(500))?, time(&stream(8_000))?);
    let ratio = large.as_secs_f64() / small.as_secs_f64();
    assert!(ratio < 80.0, "{name}: {ratio:.0} times as long for 16 times as much");
    Ok(())
}

fn deltas(count: usize, delta: impl Fn(usize) -> String) -> Vec<String> {
    let chunk = |n| format!(r#"{{"choices": [{{"index": 0, "delta": {}}}]}}"#, delta(n));
    (0..count).map(chunk).collect()
}

/// One chunk whose delta has a list under `key`.
fn one_list(key: &str, count: usize, item: impl Fn(usize) -> String) -> Vec<String> {
    let items: Vec<_> = (0..count).map(item).collect();
    deltas(1, |_| format!(r#"{{"{key}": [{}]}}"#, items.join(",")))
}

#[test]
fn chunks() -> deltafold::Result<()> {
    check("content", |count| deltas(count, |n| format!(r#"{{"content": "{n}\n"}}"#)))
}

#[test]
fn choices() -> deltafold::Result<()> {
    check("choices", |count| {
        let chunk = |n: usize| {
            let index = (n * 7919) % count;
            format!(r#"{{"choices": [{{"index": {index}, "delta": {{"content": "x"}}}}]}}"#)
        };
        (0..2 * count).map(chunk).collect()
    })
}

#[test]
fn tool_calls() -> deltafold::Result<()> {
    let call = |entry: &str| format!(r#"{{"tool_calls": [{entry}]}}"#);
    let function = |n: usize| format!(r#""function": {{"name": "f", "arguments": "{n}"}}"#);
    check("by index", |count| {
        deltas(2 * count, |n| call(&format!(r#"{{"index": {}, {}}}"#, n % count, function(n))))
    })?;
    check("one index, many ids", |count| {
        let entry = |n| format!(r#"{{"index": 0, "id": "c{}", {}}}"#, n % count, function(n));
        deltas(2 * count, |n| call(&entry(n)))
    })?;
    check("by id", |count| {
        let entry = |n| format!(r#"{{"id": "c{}", {}}}"#, n % count, function(n));
        deltas(2 * count, |n| call(&entry(n)))
    })?;
    check("arguments that are not whole for long", |count| {
        let entry = r#"{"function": {"name": "f", "arguments": "[1,"}}"#;
        deltas(count, |_| call(entry))
    })
}

#[test]
fn names_and_identities_with_escapes() -> deltafold::Result<()> {
    check("name", |count| deltas(count, |_| r#"{"function_call": {"name": "\u0061b"}}"#.into()))?;
    check("id", |count| {
        let mut id = String::new();
        (0..count).for_each(|_| _ = write!(id, r"\u0061"));
        let first = format!(r#"{{"id": "{id}"}}"#);
        std::iter::once(first).chain((1..count).map(|_| r#"{"id": "a"}"#.into())).collect()
    })
}

#[test]
fn extras() -> deltafold::Result<()> {
    check("keys", |count| deltas(2 * count, |n| format!(r#"{{"key {}": "x"}}"#, n % count)))?;
    check("list by index", |count| {
        one_list("steps", 2 * count, |n| format!(r#"{{"index": {}, "text": "x"}}"#, n % count))
    })?;
    check("reasoning", |count| {
        one_list("reasoning_details", count, |n| {
            format!(r#"{{"type": "reasoning.text", "index": {}, "text": "x"}}"#, n % 2)
        })
    })
}
