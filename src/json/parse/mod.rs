//! Parses text into tokens, as Python's `json` reads it.

pub(super) mod decimal;
pub(super) mod dedupe;
pub(super) mod escape;
pub(super) mod fault;
pub(super) mod float;
pub(super) mod keys;
pub(super) mod number;
pub(super) mod parser;
pub(super) mod scan;
pub(super) mod surrogates;
pub(super) mod text;
mod vector;
pub(super) mod window;
