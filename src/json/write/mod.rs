//! Writes values as JSON text, as Python's `json` does.

pub(super) mod builder;
pub(super) mod canonical;
pub(super) mod index;
pub(super) mod layout;
