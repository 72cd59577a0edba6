//! Measures the cost of merging per chunk: for chunks that are already parsed, for a recording that
//! is already parsed, and from the bytes of a file to the JSON of its completion.

#![allow(clippy::expect_used, reason = "a bench may panic")]

mod common;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use deltafold::internals::json::{Cursor, Document};
use deltafold::internals::merge::{ChatAccumulator, Completion, Options};
use deltafold::internals::recording::Recording;

fn merging(criterion: &mut Criterion) {
    one(criterion, "merge/86 chunks, n=2", common::small());
    one(criterion, "merge/1400 chunks", common::long());
    one(criterion, "merge/1400 chunks, n=8", common::interleaved());
    one(criterion, "merge/1400 chunks, tools", common::tools());
    one(criterion, "merge/1400 chunks, logprobs", common::logprobs());
}

fn one(criterion: &mut Criterion, name: &str, file: Vec<u8>) {
    let document = Document::parse(file.clone()).expect("a valid file");
    let chunks = chunks(&document);
    let recording = Recording::parse(file.clone(), None).expect("a recording");
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(chunks.len() as u64));
    group.bench_function("parsed chunks", |bencher| {
        bencher.iter(|| {
            let mut accumulator = ChatAccumulator::new(Options::default());
            for chunk in &chunks {
                accumulator.push(*chunk).expect("a chunk");
            }
            accumulator.finish()
        });
    });
    group.bench_function("parsed recording", |bencher| bencher.iter(|| merged(&recording)));
    group.bench_function("file bytes to JSON", |bencher| {
        let load = |file| merged(&Recording::parse(file, None).expect("a recording")).into_json();
        bencher.iter_batched(|| file.clone(), load, BatchSize::LargeInput);
    });
    group.finish();
}

fn merged(recording: &Recording) -> Completion {
    recording.merge(Options::default()).expect("a chat stream")
}

fn chunks(document: &Document) -> Vec<Cursor<'_>> {
    let response = document.root().get("response").expect("a response");
    let items = response.get("body").expect("a body").items();
    items.map(|item| item.get("__data__").expect("a chunk")).collect()
}

criterion_group!(benches, merging);
criterion_main!(benches);
