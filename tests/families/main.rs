//! The other families: items of a stream in, the response out.

// Shared parts of tests fail by panicking, as tests do.
#![allow(clippy::expect_used)]

mod beside;
mod cohere;
mod completions;
mod converse;
#[path = "../family_support/mod.rs"]
mod family_support;
mod genai;
mod notes;
mod ollama;
mod repeats;
mod responses;
