//! A function call: whole, or in pieces that identify each argument by its path.

use super::args::Args;
use super::{member, name_in};
use crate::json::{Builder, Cursor, Text};
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::parts::extras::Rule;
use crate::merge::parts::fields::{Class, Fields, Sum};
use crate::merge::parts::lists::Last;
use crate::merge::parts::notes::Notes;
use crate::merge::parts::spelling::Spelling;

/// As google-genai's class `FunctionCall`; arguments that arrived in pieces are written whole.
const CALL: Class = &[
    ("id", Sum::First),
    ("args", Sum::Own),
    ("name", Sum::First),
    ("partial_args", Sum::Own),
    ("will_continue", Sum::Own),
];

/// The members of class `Part` that a part with a call has.
const PART: Class =
    &[("function_call", Sum::Own), ("thought", Sum::Last), ("thought_signature", Sum::First)];

/// A part with a function call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    part: Cursor<'a>,
    call: Cursor<'a>,
}

impl<'a> Piece<'a> {
    /// The call in `part`, if it has one.
    pub(crate) fn of(part: Cursor<'a>) -> Option<Self> {
        let call = member(part, "function_call", "functionCall")?;
        call.is_object().then_some(Piece { part, call })
    }

    /// Whether it is a piece itself, or more pieces may follow it.
    pub(crate) fn is_streamed(self) -> bool {
        self.will_continue() == Some(true) || self.has_partial_args()
    }

    fn name(self) -> Option<Text<'a>> {
        name_in(self.call, "name")
    }

    /// The id of the call, if it is not empty.
    pub(crate) fn id(self) -> Option<Text<'a>> {
        name_in(self.call, "id")
    }

    fn has_partial_args(self) -> bool {
        let list = member(self.call, "partial_args", "partialArgs");
        list.is_some_and(|list| list.items().next().is_some())
    }

    fn will_continue(self) -> Option<bool> {
        member(self.call, "will_continue", "willContinue")?.as_bool()
    }
}

/// A call so far.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    fields: Fields,
    args: Args,
    /// Whether it arrived in pieces.
    is_streamed: bool,
    /// More pieces were announced.
    is_open: bool,
    /// Whether the last piece has ended it.
    ends: bool,
    will_continue: Last,
    /// The other members of its part.
    beside: Fields,
}

impl Call {
    pub(crate) fn new(is_streamed: bool) -> Self {
        Call {
            fields: Fields::new(CALL, Rule::Whole),
            args: Args::new(is_streamed),
            is_streamed,
            is_open: false,
            ends: false,
            will_continue: Last::default(),
            beside: Fields::new(PART, Rule::Whole),
        }
    }

    /// Whether `next` is a piece of this call, the latest one that arrived in pieces: it has no
    /// name, like the pieces after the first and the empty one after the last, or it repeats the
    /// name, as some gateways do.
    pub(crate) fn goes_on_with(&self, next: Piece<'_>) -> bool {
        let Some(name) = next.name() else { return true };
        let ids = (self.fields.name("id"), name_in(next.call, "id"));
        let is_other = matches!(ids, (Some(known), Some(id)) if known != id);
        let begins =
            next.will_continue() == Some(true) && !next.has_partial_args() && !self.args.is_empty();
        let is_piece = next.is_streamed() || next.will_continue().is_some();
        let is_same = self.fields.name("name").is_some_and(|known| known == name);
        self.is_open && is_same && is_piece && !begins && !is_other
    }

    /// Merges a piece with its part.
    pub(crate) fn merge(&mut self, piece: Piece<'_>, spelling: &mut Spelling, notes: &mut Notes) {
        let was_open = std::mem::replace(&mut self.is_open, piece.will_continue() == Some(true));
        let is_first = self.fields.name("name").is_none() && self.args.is_empty();
        self.ends = !self.is_open && (was_open || is_first || piece.has_partial_args());
        for (key, value) in piece.part.members().filter(|(_, value)| !value.is_null()) {
            match spelling.note(&key.to_str()) {
                "function_call" => self.merge_call(value, spelling, notes),
                name => self.beside.merge(name, key, value, notes),
            }
        }
    }

    fn merge_call(&mut self, call: Cursor<'_>, spelling: &mut Spelling, notes: &mut Notes) {
        for (key, value) in call.members().filter(|(_, value)| !value.is_null()) {
            match spelling.note(&key.to_str()) {
                "args" => self.args.merge(value, notes),
                "partial_args" if value.is_array() => {
                    value.items().for_each(|piece| self.args.add(piece, notes));
                }
                "partial_args" => notes.unexpected("partial_args", value),
                "will_continue" => self.will_continue.replace(value),
                name => self.fields.merge(name, key, value, notes),
            }
        }
    }

    /// Reports the call. Its arguments are known when it ends: pieces of them come in any order.
    pub(crate) fn report(&self, choice: i64, index: i64, watcher: &mut Watcher) {
        let mut json = Builder::new();
        if self.ends {
            self.args.write_value(&mut json);
        }
        let json = json.finish();
        let part = Part::new(PartKind::ToolCall, choice, Text::new(b"", false))
            .at(index, [0, index, 0, 0, 0]);
        let called = (self.fields.name("id"), self.fields.name("name"));
        let json = Some(&json[..]).filter(|json| !json.is_empty());
        watcher.part(part.called(called.0, called.1).value(json).closed(self.ends));
    }

    /// Whether more pieces are expected.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Writes the part.
    pub(crate) fn write(&self, spelling: &Spelling, json: &mut Builder) {
        json.begin_object();
        self.beside.write(spelling, json, |name, json| {
            json.key(spelling.of(name));
            json.begin_object();
            self.fields.write(spelling, json, |name, json| self.write_own(name, spelling, json));
            json.end_object();
        });
        json.end_object();
    }

    fn write_own(&self, name: &'static str, spelling: &Spelling, json: &mut Builder) {
        match name {
            "args" => self.args.write(name, json),
            // For a call that arrived in pieces it only matters if some are missing.
            "will_continue" if self.is_open || !self.is_streamed => {
                self.will_continue.write(spelling.of(name), json);
            }
            _ => {}
        }
    }
}
