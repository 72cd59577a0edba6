//! Streams of Google's generated contents, as its API documents them: each becomes one response.

mod any_shape;
mod parts;
mod random;
mod response;
mod split;

/// The name of the family.
const GENAI: &str = "genai";
