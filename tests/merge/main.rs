//! Merging: the rules of chats, and what holds for the streams of every family.

// Shared parts of tests fail by panicking, as tests do.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod accumulator;
mod contract;
mod entries;
mod events;
#[path = "../family_support/mod.rs"]
mod family_support;
mod places;
mod random;
mod reasoning_tags;
mod recording;
mod repeats;
mod reported;
mod sent;
mod twice;
mod vectors;
