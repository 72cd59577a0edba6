//! Values in, text out, as Python's `json` writes it.

pub(super) mod builder;
pub(super) mod canonical;
pub(super) mod layout;
