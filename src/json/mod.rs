//! JSON as Python's `json` module reads and writes it: bytes in, a [`Document`] with [`Cursor`]s
//! over it out; a value in, the bytes that `json.dump` would write out.

mod cursor;
mod dedupe;
mod document;
mod folded;
mod keys;
mod number;
mod parse;
mod repeat;
mod scan;
mod text;

pub use cursor::{Cursor, Items, Kind, Members};
pub use document::Document;
pub use folded::FoldedDocument;
pub use number::Number;
pub use parse::{MAX_BYTES, MAX_DEPTH, MAX_INT_DIGITS};
pub use text::{Text, TextBuf};
