//! Merging: the rules of chats, and what holds for the streams of every family.

mod accumulator;
mod contract;
#[allow(clippy::unwrap_used)]
mod entries;
mod events;
#[path = "../family_support/mod.rs"]
mod family_support;
mod places;
mod random;
mod reasoning_tags;
mod recording;
mod repeats;
#[allow(clippy::unwrap_used)]
mod reported;
mod sent;
mod twice;
mod vectors;
