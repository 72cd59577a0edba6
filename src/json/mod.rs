//! JSON as Python's `json` module reads and writes it: parses bytes into a [`Document`] read with
//! [`Cursor`]s, and writes values as `json.dump` would.

mod cursor;
mod document;
mod parse;
mod shared;
mod write;

pub use cursor::{Cursor, Items, Members, ValueKind};
pub use document::Document;
pub use parse::escape::push_python_text;
pub use parse::float::python_float;
pub use parse::number::Number;
pub use parse::parser::{MAX_BYTES, MAX_DEPTH, MAX_INT_DIGITS};
pub(crate) use parse::surrogates::escape_surrogates;
pub use parse::text::{Text, TextBuf};
pub use shared::document::FoldedDocument;
pub use shared::element::{Changed, Element};
pub(crate) use shared::first_elements::first_elements;
pub use shared::holder::{Holder, Holders, Part, Scalar};
pub use shared::list::ListBuilder;
pub use shared::pattern::Pattern;
pub use shared::text::FoldedText;
pub use write::builder::Builder;
pub use write::index::Written;
pub use write::layout::{Layout, try_write, write};
