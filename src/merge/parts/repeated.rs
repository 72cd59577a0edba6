//! An object whose lists grow, whether each chunk has only the new items or all items so far.

use std::collections::BTreeMap;

use super::extras::Members;
use crate::json::{Builder, Cursor};

/// The object so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repeated {
    /// The items of each list, unchanged.
    lists: BTreeMap<Box<[u8]>, Vec<Box<[u8]>>>,
    others: Members,
}

impl Repeated {
    /// Merges an object: a list that begins with all items so far continues from them, any other is
    /// appended; of anything else the last value is kept.
    pub(crate) fn merge(&mut self, object: Cursor<'_>) {
        for (key, value) in object.members().filter(|(_, value)| !value.is_null()) {
            let name = key.to_wtf8();
            if value.is_array() && !self.others.knows(key) {
                go_on(self.lists.entry(name.into()).or_default(), value);
            } else if !self.lists.contains_key(&*name) {
                self.others.set(key, value);
            }
        }
    }

    /// Writes the object.
    pub(crate) fn write(&self, json: &mut Builder) {
        json.begin_object();
        for (key, list) in self.lists.iter().filter(|(_, list)| !list.is_empty()) {
            json.key_wtf8(key);
            json.begin_array();
            list.iter().for_each(|item| json.raw(item));
            json.end_array();
        }
        self.others.write(json);
        json.end_object();
    }
}

/// The time is proportional to the length of `incoming`, not of `list`.
fn go_on(list: &mut Vec<Box<[u8]>>, incoming: Cursor<'_>) {
    let mut items = incoming.items();
    let repeated = list.iter().zip(items.by_ref()).take_while(|(known, it)| it.raw() == &***known);
    let repeats = repeated.count() == list.len();
    let new = if repeats { list.len() } else { 0 };
    list.extend(incoming.items().skip(new).map(|item| item.raw().into()));
}
