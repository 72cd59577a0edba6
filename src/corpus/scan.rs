//! Paths in, recordings out: loaded, and streams merged, by several threads.

use std::path::PathBuf;
use std::time::Duration;

use super::ordered::{Ordered, Waited};
use super::walk::{Found, walk};
use crate::completion::ChatCompletion;
use crate::error::{Error, Result};
use crate::fold::merge_recording;
use crate::merge::Options;
use crate::recording::{Kind, Recording};

/// A recording with what is mostly wanted of it.
#[derive(Debug)]
pub struct Loaded {
    /// The recording.
    pub recording: Recording,
    /// The merged completion, of chat streams that can be merged.
    pub merged: Option<ChatCompletion>,
}

/// Recordings in the order of their paths; see [`scan`].
#[derive(Debug)]
pub struct Scan {
    results: Ordered<Option<Result<Loaded>>>,
}

/// Loads all recordings that `paths` mean with `jobs` threads, and merges their chat streams.
///
/// Of directories, everything below that is a recording; JSON files that are none are passed
/// over, unless they are named themselves. The order is that of `paths`, by name within each.
/// Only a few recordings are loaded ahead, so memory does not grow with their number.
pub fn scan(paths: Vec<PathBuf>, jobs: usize) -> Scan {
    let worker = || {
        // Each file is read into the same memory.
        let mut room = Vec::new();
        move |found| load(found, &mut room)
    };
    Scan { results: Ordered::new(walk(paths), jobs, worker) }
}

/// None for what is passed over.
fn load(found: Result<Found>, room: &mut Vec<u8>) -> Option<Result<Loaded>> {
    let loaded = found.and_then(|Found { path, is_named }| match Recording::load_in(&path, room) {
        Err(Error::NoRecording { .. }) if !is_named => Ok(None),
        loaded => loaded.map(Some),
    });
    let recording = match loaded {
        Ok(recording) => recording?,
        Err(error) => return Some(Err(error)),
    };
    // What cannot be merged says so when its completion is asked for.
    let merged = match recording.kind() {
        Kind::ChatStream => merge_recording(&recording, Options::default()).ok(),
        _ => None,
    };
    Some(Ok(Loaded { recording, merged }))
}

impl Scan {
    /// Waits for the next recording, but not much longer than `patience`.
    pub fn next_within(&self, patience: Duration) -> Waited<Result<Loaded>> {
        loop {
            match self.results.next_within(patience) {
                Waited::Ready(Some(loaded)) => return Waited::Ready(loaded),
                Waited::Ready(None) => {}
                Waited::NotYet => return Waited::NotYet,
                Waited::Ended => return Waited::Ended,
            }
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Loaded>;

    fn next(&mut self) -> Option<Self::Item> {
        self.results.by_ref().flatten().next()
    }
}
