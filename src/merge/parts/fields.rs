//! The members that a class declares: each is merged by its rule, and all are written in the order
//! of the class, in their original spelling.

use super::extras::{Members, Rule};
use super::identity::Identity;
use super::lists::{Appended, Kept, Last};
use super::notes::{Notes, Path};
use super::repeated::Repeated;
use super::spelling::Spelling;
use crate::json::{Builder, Cursor, Text, TextBuf};

/// How the values of a member add up. Null is ignored everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    /// A string: the first one that is not empty.
    First,
    /// A string: the last one that is not empty.
    Set,
    /// Of any type: the last one, except that an empty one does not replace another.
    Last,
    /// A string: concatenated.
    Text,
    /// A list: appended.
    Append,
    /// As it comes: a list is appended, and of anything else the last one stays.
    Kept,
    /// An object: member by member, as [`Sum::Last`].
    Keys,
    /// An object: its lists appended, its other members as [`Sum::Last`].
    Lists,
    /// An object: its lists appended, unless one repeats the known items and continues from there.
    Repeated,
    /// Merged by the family's own merger.
    Own,
}

/// A class: its members by name in their order.
pub(crate) type Class = &'static [(&'static str, Sum)];

/// The members of one object so far.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    class: Class,
    /// One slot for each member of the class.
    slots: Vec<Slot>,
    /// Members that the class does not declare, and how they add up.
    extras: Members,
    rule: Rule,
}

#[derive(Clone, Debug, Default)]
enum Slot {
    #[default]
    Empty,
    Name(Identity),
    Any(Last),
    Text(TextBuf),
    List(Appended),
    Kept(Kept),
    Object(Members),
    Repeated(Box<Repeated>),
}

impl Fields {
    /// No member yet; those that `class` does not declare add up by `rule`.
    pub(crate) fn new(class: Class, rule: Rule) -> Self {
        let slots = class.iter().map(|_| Slot::Empty).collect();
        Fields { class, slots, extras: Members::default(), rule }
    }

    /// Merges a member; `name` is the class's own name for `key`.
    pub(crate) fn merge(
        &mut self,
        name: &str,
        key: Text<'_>,
        value: Cursor<'_>,
        notes: &mut Notes,
    ) {
        if value.is_null() {
            return;
        }
        let known = self.class.iter().zip(&mut self.slots).find(|((known, _), _)| *known == name);
        match known {
            Some(((_, sum), slot)) => {
                if !slot.merge(*sum, value, notes) {
                    notes.unexpected(name, value);
                }
            }
            None => self.extras.merge(key, value, self.rule, &Path::TOP, notes),
        }
    }

    /// The place in the class of a member, for [`Fields::add`].
    pub(crate) fn place(&self, name: &str) -> Option<u32> {
        let place = self.class.iter().position(|(known, _)| *known == name)?;
        u32::try_from(place).ok()
    }

    /// Merges the member at a place of the class.
    pub(crate) fn add(&mut self, place: u32, value: Cursor<'_>, notes: &mut Notes) -> Option<()> {
        let (name, sum) = self.class.get(place as usize)?;
        let slot = self.slots.get_mut(place as usize)?;
        if !value.is_null() && !slot.merge(*sum, value, notes) {
            notes.unexpected(name, value);
        }
        Some(())
    }

    /// A member that is a [`Sum::Keys`].
    pub(crate) fn keys(&self, name: &str) -> Option<&Members> {
        match self.slots.get(self.place(name)? as usize)? {
            Slot::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The same to change it.
    pub(crate) fn keys_mut(&mut self, name: &str) -> Option<&mut Members> {
        let place = self.place(name)?;
        match self.slots.get_mut(place as usize)? {
            Slot::Object(members) => Some(members),
            _ => None,
        }
    }

    /// A member that is a [`Sum::First`] or a [`Sum::Set`], if a value arrived that was not empty.
    pub(crate) fn name(&self, name: &str) -> Option<Text<'_>> {
        match self.slots.get(self.place(name)? as usize)? {
            Slot::Name(name) => name.get(),
            _ => None,
        }
    }

    /// A member that is a [`Sum::Text`], if it has arrived.
    pub(crate) fn text(&self, name: &str) -> Option<Text<'_>> {
        match self.slots.get(self.place(name)? as usize)? {
            Slot::Text(text) => Some(text.as_text()),
            _ => None,
        }
    }

    /// Writes the members into the open object; `own` writes those that are [`Sum::Own`].
    pub(crate) fn write(
        &self,
        spelling: &Spelling,
        json: &mut Builder,
        mut own: impl FnMut(&'static str, &mut Builder),
    ) {
        for ((name, sum), slot) in self.class.iter().zip(&self.slots) {
            match sum {
                Sum::Own => own(name, json),
                _ => slot.write(spelling.of(name), json),
            }
        }
        self.extras.write(json);
    }
}

impl Slot {
    /// False if the value has a type that the member cannot have.
    fn merge(&mut self, sum: Sum, value: Cursor<'_>, notes: &mut Notes) -> bool {
        if let Slot::Empty = self {
            let Some(slot) = Slot::for_first(sum, value) else { return false };
            *self = slot;
        }
        match (self, value.as_text()) {
            (Slot::Name(name), Some(text)) if sum == Sum::First => {
                name.set_first(text);
            }
            (Slot::Name(name), Some(text)) => name.set_last(text),
            (Slot::Text(text), Some(piece)) => text.push(piece),
            (Slot::Any(last), _) if last.json().is_none() || !is_empty(value) => {
                last.replace(value);
            }
            (Slot::Any(_), _) => {}
            (Slot::List(list), _) if value.is_array() => list.extend(value),
            (Slot::Kept(kept), _) => kept.merge(value),
            (Slot::Object(members), _) if value.is_object() => {
                merge_object(members, value, sum, notes);
            }
            (Slot::Repeated(repeated), _) if value.is_object() => repeated.merge(value),
            _ => return false,
        }
        true
    }

    fn for_first(sum: Sum, value: Cursor<'_>) -> Option<Self> {
        match sum {
            Sum::First | Sum::Set => value.as_text().map(|_| Slot::Name(Identity::default())),
            Sum::Text => value.as_text().map(|_| Slot::Text(TextBuf::new())),
            Sum::Append => value.is_array().then(|| Slot::List(Appended::default())),
            Sum::Keys | Sum::Lists => value.is_object().then(|| Slot::Object(Members::default())),
            Sum::Repeated => value.is_object().then(|| Slot::Repeated(Box::default())),
            Sum::Kept => Some(Slot::Kept(Kept::default())),
            Sum::Last => Some(Slot::Any(Last::default())),
            Sum::Own => None,
        }
    }

    fn write(&self, key: &str, json: &mut Builder) {
        match self {
            Slot::Empty => {}
            Slot::Name(name) => name.write_or_empty(key, json),
            Slot::Any(last) => last.write(key, json),
            Slot::List(list) => list.write(key, json),
            Slot::Kept(kept) => kept.write(key, json),
            Slot::Text(text) => {
                json.key(key);
                json.text(text.as_text());
            }
            Slot::Object(members) => {
                json.key(key);
                members.write_object(json);
            }
            Slot::Repeated(repeated) => {
                json.key(key);
                repeated.write(json);
            }
        }
    }
}

fn merge_object(members: &mut Members, value: Cursor<'_>, sum: Sum, notes: &mut Notes) {
    for (key, value) in value.members().filter(|(_, value)| !value.is_null()) {
        match sum {
            Sum::Lists if value.is_array() => {
                members.merge(key, value, Rule::Append, &Path::TOP, notes);
            }
            _ if is_empty(value) && members.knows(key) => {}
            _ => members.set(key, value),
        }
    }
}

/// A string, list or object with nothing in it.
pub(crate) fn is_empty(value: Cursor<'_>) -> bool {
    match value.as_text() {
        Some(text) => text.is_empty(),
        None if value.is_array() => value.items().next().is_none(),
        None => value.is_object() && value.members().next().is_none(),
    }
}

/// Whether a value is a text, a list or an object, and not empty.
pub(crate) fn says_something(value: Cursor<'_>) -> bool {
    (value.as_text().is_some() || value.is_array() || value.is_object()) && !is_empty(value)
}

/// Whether the member `name` is a text that is not empty.
pub(crate) fn has_text(object: Cursor<'_>, name: &str) -> bool {
    object.get(name).and_then(Cursor::as_text).is_some_and(|text| !text.is_empty())
}
