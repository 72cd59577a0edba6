//! Measures how fast a parsed recording is written back: like Python's `json.dump(…, indent=2)`, on
//! one line, and compactly, compared with `serde_json`.

#![allow(clippy::expect_used, reason = "a bench may panic")]

mod common;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use deltafold::internals::json::{Document, Layout, write};

fn writing(criterion: &mut Criterion) {
    one(criterion, "write/86 chunks, n=2", common::small());
    one(criterion, "write/1400 chunks", common::long());
    one(criterion, "write/1400 chunks, tools", common::tools());
}

fn one(criterion: &mut Criterion, name: &str, file: Vec<u8>) {
    let mut group = criterion.benchmark_group(name);
    // Always relative to the bytes of the indented file, so that the layouts can be compared.
    group.throughput(Throughput::BytesDecimal(file.len() as u64));
    let value: serde_json::Value = serde_json::from_slice(&file).expect("a valid file");
    let document = Document::parse(file).expect("a valid file");
    contender(&mut group, "deltafold indented", |out| {
        write(document.root(), Layout::Indented, out);
    });
    contender(&mut group, "deltafold one line", |out| {
        write(document.root(), Layout::OneLine, out);
    });
    contender(&mut group, "deltafold compact", |out| {
        write(document.root(), Layout::Compact, out);
    });
    contender(&mut group, "serde_json pretty", |out| {
        serde_json::to_writer_pretty(out, &value).expect("a value");
    });
    contender(&mut group, "serde_json compact", |out| {
        serde_json::to_writer(out, &value).expect("a value");
    });
    group.finish();
}

/// Measures writing into a buffer that is reused, as it would be from file to file.
fn contender(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    mut run: impl FnMut(&mut Vec<u8>),
) {
    let mut out = Vec::new();
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            out.clear();
            run(&mut out);
            out.len()
        });
    });
}

criterion_group!(benches, writing);
criterion_main!(benches);
