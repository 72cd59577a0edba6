//! Streams of OpenAI's Responses: each becomes one response (contract, section 6).

mod any_shape;
mod built;
mod order;
mod random;
mod repeats;
mod support;
mod whole;

/// The name of the family.
const RESPONSES: &str = "responses";
