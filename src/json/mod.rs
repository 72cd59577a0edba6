//! JSON as Python's `json` module reads and writes it: bytes in, a [`Document`] with [`Cursor`]s
//! over it out; a value in, the bytes that `json.dump` would write out.

mod builder;
mod canonical;
mod compare;
mod cursor;
mod decimal;
mod dedupe;
mod document;
mod element;
mod elements;
mod escape;
mod fault;
mod float;
mod folded;
#[cfg(test)]
mod folded_tests;
mod folded_text;
mod holder;
mod keys;
mod list;
mod number;
mod parse;
mod pattern;
mod scan;
mod stream;
mod surrogates;
mod text;
mod window;
mod write;

pub use builder::Builder;
pub use cursor::{Cursor, Items, Kind, Members};
pub use document::Document;
pub use element::Element;
pub use escape::push_python_text;
pub use float::python_float;
pub use folded::FoldedDocument;
pub use folded_text::FoldedText;
pub use holder::{Holder, Holders, Part, Scalar};
pub use list::ListBuilder;
pub use number::Number;
pub use parse::{MAX_BYTES, MAX_DEPTH, MAX_INT_DIGITS};
pub use pattern::Pattern;
pub(crate) use stream::first_elements;
pub(crate) use surrogates::escape_surrogates;
pub use text::{Text, TextBuf};
pub use write::{Layout, try_write, write};
