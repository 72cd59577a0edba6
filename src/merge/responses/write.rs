//! Writes the JSON of nodes from the two forms in which they arrived.

use std::collections::BTreeMap;

use super::grown::Grown;
use super::node::{Items, Member, Node, Nodes, Pieces};
use super::order::Stamp;
use super::shapes;
use crate::json::{Builder, Cursor, Document, Text};
use crate::merge::parts::fields::is_empty;
use crate::merge::parts::index::Index;

/// Writes a node that was `base` at the time `since`. Recursion, here and below, is only as deep as
/// events can address: an annotation of a part of an item.
pub(crate) fn node(node: &Node, base: Option<Cursor<'_>>, since: Stamp, json: &mut Builder) {
    let newer = node.whole.as_ref().filter(|(stamp, _)| *stamp > since);
    let Some((stamp, whole)) = newer else { return with_pieces(node, base, since, json) };
    let named = node.named(whole);
    let whole = named.as_deref().unwrap_or(whole);
    let document = if node.pieces.is_some() { Document::parse(whole.to_vec()).ok() } else { None };
    match &document {
        Some(document) => with_pieces(node, Some(document.root()), *stamp, json),
        None => json.raw(whole),
    }
}

fn with_pieces(node: &Node, base: Option<Cursor<'_>>, since: Stamp, json: &mut Builder) {
    match (&node.pieces, base) {
        (None, None) => json.null(),
        (None, Some(base)) => json.value(base),
        (Some(pieces), base) => {
            let writing = Writing { pieces, kind: node.kind().unwrap_or_default(), since };
            writing.object(base.filter(|base| base.is_object()), json);
        }
    }
}

/// An object of which some members arrived separately.
#[derive(Clone, Copy)]
struct Writing<'w> {
    pieces: &'w Pieces,
    kind: &'static str,
    since: Stamp,
}

impl Writing<'_> {
    fn object(&self, base: Option<Cursor<'_>>, json: &mut Builder) {
        let mut written: Vec<&str> = Vec::new();
        json.begin_object();
        for (key, value) in base.into_iter().flat_map(Cursor::members) {
            json.key_text(key);
            match self.name_of(key) {
                Some(name) => {
                    written.push(name);
                    self.value(name, Some(value), json);
                }
                None => json.value(value),
            }
        }
        let declared = shapes::of(self.kind);
        for (name, default) in declared.iter().filter(|(name, _)| !written.contains(name)) {
            let default = if base.is_none() { *default } else { None };
            self.missing(name, default, json);
        }
        let is_declared = |name: &str| declared.iter().any(|(known, _)| *known == name);
        for (name, _) in &self.pieces.members {
            if !written.contains(name) && !is_declared(name) {
                self.missing(name, None, json);
            }
        }
        json.end_object();
    }

    /// The name of a member that may be more than in the base.
    fn name_of(&self, key: Text<'_>) -> Option<&'static str> {
        let names = self.pieces.members.iter().map(|(name, _)| *name);
        names.chain(["id", "type"]).find(|name| key == **name)
    }

    fn grown(&self, name: &str) -> Option<&Member> {
        let member = self.pieces.members.iter().find(|(known, _)| *known == name);
        member.map(|(_, member)| member).filter(|member| member.has_grown(self.since))
    }

    /// A member of the base.
    fn value(&self, name: &str, base: Option<Cursor<'_>>, json: &mut Builder) {
        let empty =
            base.is_none_or(|base| base.is_null() || base.as_text().is_some_and(Text::is_empty));
        // Some servers leave out of a whole item what they sent in pieces.
        let before = Writing { since: Stamp::START, ..*self };
        let is_left_out = base.is_none_or(|base| base.is_null() || is_empty(base));
        match (self.grown(name), before.grown(name), base) {
            (Some(member), _, base) => self.member(member, base, json),
            (None, ..) if empty && self.identity(name, json) => {}
            (None, Some(member), _) if is_left_out => before.member(member, None, json),
            (None, Some(Member::Nodes(parts)), Some(base)) => {
                nodes(parts, Some(base), self.since, json)
            }
            (None, _, Some(base)) => json.value(base),
            (None, _, None) => json.null(),
        }
    }

    /// A member that the base does not have.
    fn missing(&self, name: &str, default: Option<&str>, json: &mut Builder) {
        let is_identity = match name {
            "id" => self.pieces.id.is_some(),
            "type" => !self.kind.is_empty(),
            _ => false,
        };
        // A value that a whole item lacks may be out of date.
        let before = Writing { since: Stamp::START, ..*self };
        let words = || before.grown(name).filter(|it| !matches!(it, Member::Value(..)));
        if self.grown(name).is_some() || is_identity || words().is_some() {
            json.key(name);
            self.value(name, None, json);
        } else if let Some(default) = default {
            json.key(name);
            json.raw(default.as_bytes());
        }
    }

    /// Writes the id or type that events gave; false if they gave none.
    fn identity(&self, name: &str, json: &mut Builder) -> bool {
        match (name, &self.pieces.id) {
            ("id", Some((_, id))) => json.raw(&quoted(|out| out.extend_from_slice(id))),
            ("type", _) if !self.kind.is_empty() => json.str(self.kind),
            _ => return false,
        }
        true
    }

    fn member(&self, member: &Member, base: Option<Cursor<'_>>, json: &mut Builder) {
        match member {
            Member::Text(text) => {
                let base = base.and_then(Cursor::as_text).map_or(&b""[..], Text::raw);
                json.raw(&quoted(|out| text.write(base, self.since, out)));
            }
            Member::Entries(list) => {
                let mut entries = vec![b'['];
                list.write(base.map_or(b"", inside), self.since, &mut entries);
                entries.push(b']');
                json.raw(&entries);
            }
            Member::Value(_, value) => json.raw(value),
            Member::Nodes(all) => nodes(all, base, self.since, json),
            Member::Texts(all) => texts(all, base, self.since, json),
            Member::Node(one) => node(one, base, self.since, json),
        }
    }
}

/// Writes nodes as a list that was `base` at the time `since`.
pub(crate) fn nodes(nodes: &Nodes, base: Option<Cursor<'_>>, since: Stamp, json: &mut Builder) {
    let is_new = |(_, node): &(&Index, &Node)| node.latest > since;
    let mut rest = nodes.iter().peekable();
    json.begin_array();
    for (place, item) in (0..).map(Index::Small).zip(base.into_iter().flat_map(Cursor::items)) {
        while let Some(before) = rest.next_if(|(index, _)| **index < place) {
            if is_new(&before) {
                node(before.1, None, since, json);
            }
        }
        match rest.next_if(|(index, _)| **index == place) {
            Some((_, changed)) => node(changed, Some(item), since, json),
            None => json.value(item),
        }
    }
    rest.filter(is_new).for_each(|(_, added)| node(added, None, since, json));
    json.end_array();
}

/// Writes texts as a list that was `base` at the time `since`.
fn texts(
    texts: &BTreeMap<Index, Grown>,
    base: Option<Cursor<'_>>,
    since: Stamp,
    json: &mut Builder,
) {
    let mut grown: BTreeMap<_, _> =
        texts.iter().filter(|(_, text)| text.has_grown(since)).collect();
    json.begin_array();
    for (place, item) in (0..).map(Index::Small).zip(base.into_iter().flat_map(Cursor::items)) {
        let before = item.as_text().map_or(&b""[..], Text::raw);
        match grown.remove(&place) {
            Some(text) => json.raw(&quoted(|out| text.write(before, since, out))),
            None => json.value(item),
        }
    }
    grown.values().for_each(|text| json.raw(&quoted(|out| text.write(b"", since, out))));
    json.end_array();
}

/// Writes output items as a list; those with one index in the order in which they were sent.
pub(crate) fn items(items: &Items, json: &mut Builder) {
    let mut sorted: Vec<_> = items.iter().collect();
    sorted.sort_by_key(|(slot, item)| (slot.message, &slot.index, item.first));
    json.begin_array();
    sorted.into_iter().for_each(|(_, item)| node(item, None, Stamp::START, json));
    json.end_array();
}

/// The entries of a list, without brackets.
pub(crate) fn inside(list: Cursor<'_>) -> &[u8] {
    let raw = if list.is_array() { list.raw() } else { b"" };
    raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default().trim_ascii()
}

fn quoted(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut text = vec![b'"'];
    write(&mut text);
    text.push(b'"');
    text
}
