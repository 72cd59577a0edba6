//! Merging: the rules of chats, and what holds for the streams of every family.

mod accumulator;
mod contract;
#[path = "../family_support/mod.rs"]
mod family_support;
mod places;
mod random;
mod reasoning_tags;
mod recording;
mod repeats;
mod sent;
mod twice;
mod vectors;
