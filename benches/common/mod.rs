//! Recordings to measure with: those in `DELTAFOLD_CORPUS` if it is set, otherwise generated ones
//! that resemble real chat streams. Python is not needed; the same seed gives the same bytes.

#![allow(dead_code, reason = "each bench uses its own part")]

mod generate;
mod random;

use std::fs;
use std::path::{Path, PathBuf};

pub use generate::{Shape, recording};
pub use random::Random;

/// Number of recordings in a generated set.
const SET_FILES: usize = 256;

/// One recording of a common size: 86 chunks of two interleaved choices.
pub fn small() -> Vec<u8> {
    recording(&mut Random::new(1), &Shape { chunks: 86, choices: 2, ..Shape::default() })
}

/// One long recording of one choice.
pub fn long() -> Vec<u8> {
    recording(&mut Random::new(2), &Shape { chunks: 1400, ..Shape::default() })
}

/// One long recording whose one choice makes a tool call.
pub fn tools() -> Vec<u8> {
    recording(&mut Random::new(3), &Shape { chunks: 1400, tools: true, ..Shape::default() })
}

/// One long recording of eight choices that take turns.
pub fn interleaved() -> Vec<u8> {
    recording(&mut Random::new(5), &Shape { chunks: 1400, choices: 8, ..Shape::default() })
}

/// One long recording with the log probability of every token.
pub fn logprobs() -> Vec<u8> {
    recording(&mut Random::new(6), &Shape { chunks: 1400, logprobs: true, ..Shape::default() })
}

/// A set of recordings whose features are as frequent as in a real corpus.
pub fn set() -> Vec<Vec<u8>> {
    match std::env::var_os("DELTAFOLD_CORPUS") {
        Some(root) => corpus(Path::new(&root)),
        None => {
            let mut random = Random::new(4);
            (0..SET_FILES)
                .map(|_| {
                    let shape = Shape::draw(&mut random);
                    recording(&mut random, &shape)
                })
                .collect()
        }
    }
}

fn corpus(root: &Path) -> Vec<Vec<u8>> {
    let mut folders = vec![root.to_path_buf()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let files = paths.iter().map(|path| fs::read(path).expect("a readable file"));
    let files: Vec<_> = files.filter(|bytes| is_chat_stream(bytes)).collect();
    assert!(!files.is_empty(), "DELTAFOLD_CORPUS has no recordings of chat streams");
    files
}

fn is_chat_stream(bytes: &[u8]) -> bool {
    let marker = b"chat_completion_chunk.ChatCompletionChunk\"";
    bytes.windows(marker.len()).any(|window| window == marker)
}
