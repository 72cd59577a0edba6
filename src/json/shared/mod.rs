//! Lists with repeating elements: each shape is stored once, and for each element only what
//! differs.

pub(super) mod compare;
pub(super) mod document;
#[cfg(test)]
pub(super) mod document_tests;
pub(super) mod element;
pub(super) mod elements;
pub(super) mod first_elements;
pub(super) mod holder;
pub(super) mod list;
pub(super) mod pattern;
pub(super) mod text;
