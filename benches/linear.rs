//! Measures the cost per piece of merging short and long streams of the same kind. If the two
//! differ, some cost grows faster than the stream.

use std::fmt::Write;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use deltafold::internals::json::Document;
use deltafold::internals::merge::{ChatAccumulator, Options};

/// Number of pieces in a stream.
const SIZES: [usize; 2] = [500, 8_000];

/// Measures a stream at both sizes.
fn check(criterion: &mut Criterion, name: &str, stream: impl Fn(usize) -> Vec<String>) {
    let mut group = criterion.benchmark_group(format!("linear/{name}"));
    group.sample_size(10);
    for size in SIZES {
        let parse = |chunk: String| Document::parse(chunk.into_bytes());
        let Ok(documents) = stream(size).into_iter().map(parse).collect::<Result<Vec<_>, _>>()
        else {
            continue;
        };
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(size),
            &documents,
            |bencher, documents| {
                bencher.iter(|| {
                    let mut merging = ChatAccumulator::new(Options::default());
                    let pushed = documents.iter().try_for_each(|chunk| merging.push(chunk.root()));
                    pushed.map(|()| merging.finish())
                });
            },
        );
    }
    group.finish();
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

fn chunks(criterion: &mut Criterion) {
    check(criterion, "content", |count| deltas(count, |n| format!(r#"{{"content": "{n}\n"}}"#)))
}

fn choices(criterion: &mut Criterion) {
    check(criterion, "choices", |count| {
        let chunk = |n: usize| {
            let index = (n * 7919) % count;
            format!(r#"{{"choices": [{{"index": {index}, "delta": {{"content": "x"}}}}]}}"#)
        };
        (0..2 * count).map(chunk).collect()
    })
}

fn tool_calls(criterion: &mut Criterion) {
    let call = |entry: &str| format!(r#"{{"tool_calls": [{entry}]}}"#);
    let function = |n: usize| format!(r#""function": {{"name": "f", "arguments": "{n}"}}"#);
    check(criterion, "by index", |count| {
        deltas(2 * count, |n| call(&format!(r#"{{"index": {}, {}}}"#, n % count, function(n))))
    });
    check(criterion, "one index, many ids", |count| {
        let entry = |n| format!(r#"{{"index": 0, "id": "c{}", {}}}"#, n % count, function(n));
        deltas(2 * count, |n| call(&entry(n)))
    });
    check(criterion, "by id", |count| {
        let entry = |n| format!(r#"{{"id": "c{}", {}}}"#, n % count, function(n));
        deltas(2 * count, |n| call(&entry(n)))
    });
    check(criterion, "arguments that are not whole for long", |count| {
        let entry = r#"{"function": {"name": "f", "arguments": "[1,"}}"#;
        deltas(count, |_| call(entry))
    })
}

fn names_and_identities_with_escapes(criterion: &mut Criterion) {
    check(criterion, "name", |count| {
        deltas(count, |_| r#"{"function_call": {"name": "\u0061b"}}"#.into())
    });
    check(criterion, "id", |count| {
        let mut id = String::new();
        (0..count).for_each(|_| _ = write!(id, r"\u0061"));
        let first = format!(r#"{{"id": "{id}"}}"#);
        std::iter::once(first).chain((1..count).map(|_| r#"{"id": "a"}"#.into())).collect()
    })
}

fn extras(criterion: &mut Criterion) {
    check(criterion, "keys", |count| {
        deltas(2 * count, |n| format!(r#"{{"key {}": "x"}}"#, n % count))
    });
    check(criterion, "list by index", |count| {
        one_list("steps", 2 * count, |n| format!(r#"{{"index": {}, "text": "x"}}"#, n % count))
    });
    check(criterion, "reasoning", |count| {
        one_list("reasoning_details", count, |n| {
            format!(r#"{{"type": "reasoning.text", "index": {}, "text": "x"}}"#, n % 2)
        })
    })
}

criterion_group!(benches, chunks, choices, tool_calls, names_and_identities_with_escapes, extras);
criterion_main!(benches);
