//! Streams of Google's generated contents, as its API documents them: each becomes one response.

mod any_shape;
#[path = "../grammar_support/mod.rs"]
mod grammar_support;
mod parts;
mod random;
mod response;
mod split;

/// The name of the family.
const GENAI: &str = "genai";
