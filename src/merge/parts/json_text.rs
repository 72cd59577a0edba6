//! JSON that arrived in pieces, as a value of the response.

use super::notes::Notes;
use super::partial::Partial;
use crate::json::{Builder, TextBuf};

/// The value that the pieces make, with a warning if they are not one whole value; `codes` are for
/// the beginning of a value and for anything else.
pub(crate) fn value_of(
    pieces: &TextBuf,
    codes: (&'static str, &'static str),
    what: &str,
    notes: &mut Notes,
) -> Vec<u8> {
    let text = pieces.as_text().to_str();
    match Partial::of(&text) {
        Partial::Whole(value) => value,
        Partial::Cut(value) => {
            notes.add(codes.0, format!("{what} stops before its end"));
            value
        }
        Partial::Broken => {
            notes.add(codes.1, format!("{what} is not valid JSON: it is kept as text"));
            let mut json = Builder::new();
            json.str(&text);
            json.finish()
        }
    }
}
