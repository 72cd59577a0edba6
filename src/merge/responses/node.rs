//! A node that arrives whole, in pieces, or both: an output item, a part of its content, an
//! annotation. Events may arrive in any order; the result is the node after the last one sent.

use std::collections::BTreeMap;

use super::grown::Grown;
use super::order::Stamp;
use crate::json::{Builder, Cursor, Document};
use crate::merge::parts::fields::is_empty;
use crate::merge::parts::index::Index;
use crate::merge::parts::slots::Slot;

/// Nodes by index, however large; gaps are not filled.
pub(crate) type Nodes = BTreeMap<Index, Node>;

/// Output items by their place.
pub(crate) type Items = BTreeMap<Slot, Node>;

/// What is known of a node. Everything sent before it was sent whole is out of date.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// When the last event about it was sent.
    pub(crate) latest: Stamp,
    /// When the first one was.
    pub(crate) first: Stamp,
    /// The node as it arrived whole.
    pub(crate) whole: Option<(Stamp, Box<[u8]>)>,
    /// The names that it had when it arrived whole before, each the last one; only those that a
    /// later whole lacked.
    pub(crate) names: Vec<(&'static str, Stamp, Box<[u8]>)>,
    /// The members that arrived in pieces.
    pub(crate) pieces: Option<Box<Pieces>>,
}

/// Members that arrived separately.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pieces {
    /// The type that the first event gave it.
    pub(crate) kind: Option<(Stamp, &'static str)>,
    /// The first id that was not empty, still escaped.
    pub(crate) id: Option<(Stamp, Box<[u8]>)>,
    pub(crate) members: Vec<(&'static str, Member)>,
}

/// A member so far.
#[derive(Clone, Debug)]
pub(crate) enum Member {
    /// A string that is concatenated
    Text(Grown),
    /// A list that is appended
    Entries(Grown),
    /// Any value, the last one
    Value(Stamp, Box<[u8]>),
    /// A list of nodes by index
    Nodes(Nodes),
    /// A list of strings by index, each concatenated
    Texts(BTreeMap<Index, Grown>),
    /// An object
    Node(Box<Node>),
}

impl Default for Node {
    fn default() -> Self {
        let (latest, first) = (Stamp::START, Stamp::END);
        Node { latest, first, whole: None, names: Vec::new(), pieces: None }
    }
}

impl Node {
    /// Sets the whole node.
    pub(crate) fn set(&mut self, stamp: Stamp, whole: Cursor<'_>) {
        self.latest = self.latest.max(stamp);
        self.first = self.first.min(stamp);
        let Some((known_stamp, known)) = self.whole.take() else {
            self.whole = Some((stamp, whole.raw().into()));
            return;
        };
        if stamp > known_stamp {
            let lacking = lacking(whole);
            self.whole = Some((stamp, whole.raw().into()));
            if !lacking.is_empty()
                && let Ok(before) = Document::parse(known.into_vec())
            {
                self.note_names(&lacking, known_stamp, before.root());
            }
        } else {
            let latest = Document::parse(known.to_vec());
            self.whole = Some((known_stamp, known));
            if let Ok(latest) = latest {
                self.note_names(&lacking(latest.root()), stamp, whole);
            }
        }
    }

    /// Notes these names of a whole that is out of date.
    fn note_names(&mut self, names: &[&'static str], stamp: Stamp, whole: Cursor<'_>) {
        for name in names {
            let value = whole.get(name).filter(|it| it.as_text().is_some() && !is_empty(*it));
            let Some(value) = value else { continue };
            match self.names.iter_mut().find(|(known, ..)| known == name) {
                Some((_, known, _)) if *known > stamp => {}
                Some((_, known, json)) => (*known, *json) = (stamp, value.raw().into()),
                None => self.names.push((name, stamp, value.raw().into())),
            }
        }
    }

    /// The last whole with the names that it lacks and that it had before; `None` if it lacks none.
    pub(crate) fn named(&self, whole: &[u8]) -> Option<Vec<u8>> {
        if self.names.is_empty() {
            return None;
        }
        let whole = Document::parse(whole.to_vec()).ok().filter(|it| it.root().is_object())?;
        let known = |name| self.names.iter().find(|(known, ..)| *known == name);
        let known: Vec<_> = lacking(whole.root()).into_iter().filter_map(known).collect();
        let mut json = Builder::new();
        json.begin_object();
        for (key, value) in whole.root().members() {
            if !known.iter().any(|(name, ..)| key == **name) {
                json.key_text(key);
                json.value(value);
            }
        }
        for (name, _, value) in known {
            json.key(name);
            json.raw(value);
        }
        json.end_object();
        Some(json.finish())
    }

    /// Notes an event that treats the node as a `kind`; returns the members that arrived in pieces.
    pub(crate) fn touch(&mut self, stamp: Stamp, kind: &'static str) -> &mut Pieces {
        self.latest = self.latest.max(stamp);
        self.first = self.first.min(stamp);
        let pieces = self.pieces.get_or_insert_default();
        if pieces.kind.is_none_or(|(known, _)| stamp < known) {
            pieces.kind = Some((stamp, kind));
        }
        pieces
    }

    /// The type that events gave it.
    pub(crate) fn kind(&self) -> Option<&'static str> {
        self.pieces.as_ref()?.kind.map(|(_, kind)| kind)
    }
}

/// The names of a node that this one lacks.
fn lacking(whole: Cursor<'_>) -> Vec<&'static str> {
    let lacks = |name: &&str| whole.get(name).is_none_or(|it| it.is_null() || is_empty(it));
    ["type", "id", "call_id", "name"].into_iter().filter(lacks).collect()
}

impl Pieces {
    /// Notes an id, unless it is empty.
    pub(crate) fn name(&mut self, stamp: Stamp, id: &[u8]) {
        if !id.is_empty() && self.id.as_ref().is_none_or(|(known, _)| stamp < *known) {
            self.id = Some((stamp, id.into()));
        }
    }

    /// A string that grows.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<&mut Grown> {
        match self.member(name, || Member::Text(Grown::text())) {
            Member::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list that grows.
    pub(crate) fn entries(&mut self, name: &'static str) -> Option<&mut Grown> {
        match self.member(name, || Member::Entries(Grown::list())) {
            Member::Entries(list) => Some(list),
            _ => None,
        }
    }

    /// A list of nodes.
    pub(crate) fn nodes(&mut self, name: &'static str) -> Option<&mut Nodes> {
        match self.member(name, || Member::Nodes(Nodes::new())) {
            Member::Nodes(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// A list of strings.
    pub(crate) fn texts(&mut self, name: &'static str) -> Option<&mut BTreeMap<Index, Grown>> {
        match self.member(name, || Member::Texts(BTreeMap::new())) {
            Member::Texts(texts) => Some(texts),
            _ => None,
        }
    }

    /// An object, which has the shape of this kind.
    pub(crate) fn object(
        &mut self,
        name: &'static str,
        kind: &'static str,
        stamp: Stamp,
    ) -> Option<&mut Pieces> {
        match self.member(name, || Member::Node(Box::default())) {
            Member::Node(node) => Some(node.touch(stamp, kind)),
            _ => None,
        }
    }

    /// Sets a member.
    pub(crate) fn set(&mut self, name: &'static str, stamp: Stamp, value: &[u8]) {
        if let Member::Value(known, json) =
            self.member(name, || Member::Value(Stamp::START, Box::default()))
            && *known < stamp
        {
            (*known, *json) = (stamp, value.into());
        }
    }

    fn member(&mut self, name: &'static str, new: impl FnOnce() -> Member) -> &mut Member {
        let place = self.members.iter().position(|(known, _)| *known == name);
        let place = place.unwrap_or_else(|| {
            self.members.push((name, new()));
            self.members.len() - 1
        });
        &mut self.members[place].1
    }
}

impl Member {
    /// Whether anything was added after `since`.
    pub(crate) fn has_grown(&self, since: Stamp) -> bool {
        match self {
            Member::Text(grown) | Member::Entries(grown) => grown.has_grown(since),
            Member::Value(stamp, _) => *stamp > since,
            Member::Nodes(nodes) => nodes.values().any(|node| node.latest > since),
            Member::Texts(texts) => texts.values().any(|text| text.has_grown(since)),
            Member::Node(node) => node.latest > since,
        }
    }
}
