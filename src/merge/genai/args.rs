//! The arguments of a function call: unchanged, or assembled from pieces.

use super::json_path::{MOST_STEPS, Path};
use super::member;
use super::node::{Node, Object};
use crate::json::{Builder, Cursor};
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::Notes;

/// The arguments so far.
#[derive(Clone, Debug)]
pub(crate) enum Args {
    /// They arrive whole.
    Whole(Last),
    /// They arrive in pieces.
    Pieces(Object),
}

impl Args {
    pub(crate) fn new(in_pieces: bool) -> Self {
        if in_pieces { Args::Pieces(Object::default()) } else { Args::Whole(Last::default()) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Args::Whole(args) => args.json().is_none(),
            Args::Pieces(args) => args.is_empty(),
        }
    }

    /// Merges the `args` of a call.
    pub(crate) fn merge(&mut self, value: Cursor<'_>, notes: &mut Notes) {
        match self {
            Args::Whole(args) => args.replace(value),
            Args::Pieces(args) if value.is_object() => args.merge(value),
            Args::Pieces(_) => notes.unexpected("args", value),
        }
    }

    /// Merges an entry of its `partial_args`.
    pub(crate) fn add(&mut self, piece: Cursor<'_>, notes: &mut Notes) {
        let Args::Pieces(args) = self else { return };
        let Some(path) = member(piece, "json_path", "jsonPath").and_then(Cursor::as_text) else {
            return notes.add("unexpected_type", "a partial argument without a path: left out");
        };
        let mut values = piece.members().filter(|(key, value)| {
            let is_value = !PATH_AND_MORE.contains(&&*key.to_str());
            is_value && !value.is_null()
        });
        let Some((key, value)) = values.next() else { return };
        if is_deeper(value, MOST_STEPS) {
            return notes.unexpected("a partial argument", value);
        }
        let node = args.at(&Path::new(&path.to_wtf8()));
        match (&*key.to_str(), value.as_text()) {
            ("null_value" | "nullValue", _) => *node = Node::default(),
            (_, Some(text)) => node.append(text),
            _ => *node = Node::new(value, MOST_STEPS),
        }
    }

    /// Writes the arguments, if there are any.
    pub(crate) fn write_value(&self, json: &mut Builder) {
        match self {
            Args::Whole(args) => args.json().into_iter().for_each(|args| json.raw(args)),
            Args::Pieces(args) => args.write(json),
        }
    }

    pub(crate) fn write(&self, key: &str, json: &mut Builder) {
        match self {
            Args::Whole(args) => args.write(key, json),
            Args::Pieces(args) => {
                json.key(key);
                args.write(json);
            }
        }
    }
}

/// The members of a partial argument that are not its value.
const PATH_AND_MORE: [&str; 4] = ["json_path", "jsonPath", "will_continue", "willContinue"];

/// Whether lists and objects are nested more than `levels` deep, so that a path to them could
/// exceed the depth limit of documents.
fn is_deeper(value: Cursor<'_>, levels: usize) -> bool {
    let mut inner = value.items().chain(value.members().map(|(_, value)| value));
    match levels.checked_sub(1) {
        Some(fewer) => inner.any(|value| is_deeper(value, fewer)),
        None => value.is_array() || value.is_object(),
    }
}
