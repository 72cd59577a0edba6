//! Compares how fast deltafold and other parsers parse recordings.
//!
//! Every contender gets an owned copy of the bytes, made outside of the measured time: our parser
//! keeps it, `simd-json` overwrites it, `serde_json` only reads it. A result is dropped before the
//! next file is parsed, within the measured time, as in a program that processes a corpus.

#![allow(clippy::expect_used, reason = "a bench may panic")]

mod common;

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use deltafold::internals::json::Document;
use deltafold::internals::recording::Recording;
use simd_json::{Buffers, Tape};

fn parse(criterion: &mut Criterion) {
    files(criterion, "parse/86 chunks, n=2", &[common::small()], BatchSize::LargeInput);
    files(criterion, "parse/1400 chunks", &[common::long()], BatchSize::LargeInput);
    files(criterion, "parse/1400 chunks, tools", &[common::tools()], BatchSize::LargeInput);
    files(criterion, "parse/set", &common::set(), BatchSize::PerIteration);
}

fn files(criterion: &mut Criterion, name: &str, files: &[Vec<u8>], batch: BatchSize) {
    let mut group = criterion.benchmark_group(name);
    let bytes: usize = files.iter().map(Vec::len).sum();
    group.throughput(Throughput::BytesDecimal(bytes as u64));
    contender(&mut group, "deltafold Document", files, batch, |file| {
        Document::parse(file).expect("a valid file")
    });
    contender(&mut group, "deltafold Recording", files, batch, |file| {
        Recording::parse(file, None).expect("a recording")
    });
    contender(&mut group, "simd-json tape, new buffers", files, batch, |mut file| {
        black_box(simd_json::to_tape(&mut file).expect("a valid file"));
        file
    });
    let mut buffers = Buffers::new(1 << 20);
    contender(&mut group, "simd-json tape, reused buffers", files, batch, |mut file| {
        black_box(simd_json::to_tape_with_buffers(&mut file, &mut buffers).expect("a valid file"));
        file
    });
    let mut buffers = Buffers::new(1 << 20);
    let mut spare = Some(Tape::null());
    contender(&mut group, "simd-json tape, reused buffers and tape", files, batch, |mut file| {
        let mut tape = spare.take().expect("the tape was put back").reset();
        simd_json::fill_tape(&mut file, &mut buffers, &mut tape).expect("a valid file");
        black_box(&tape);
        spare = Some(tape.reset());
        file
    });
    contender(&mut group, "serde_json Value", files, batch, |file| {
        let value: serde_json::Value = serde_json::from_slice(&file).expect("a valid file");
        (value, file)
    });
    group.finish();
}

fn contender<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    files: &[Vec<u8>],
    batch: BatchSize,
    mut run: impl FnMut(Vec<u8>) -> T,
) {
    group.bench_function(name, |bencher| {
        bencher.iter_batched(
            || files.to_vec(),
            |files| {
                for file in files {
                    black_box(run(file));
                }
            },
            batch,
        );
    });
}

criterion_group!(benches, parse);
criterion_main!(benches);
