//! Where a part of a message belongs when servers use an index again.

use std::collections::BTreeMap;

use super::index::Index;

/// The place of a part: by message, since gateways begin again within a stream; by index; and by
/// its number among those with the same index.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) message: u32,
    pub(crate) index: Index,
    pub(crate) twin: u32,
}

impl Slot {
    /// The first slot with this index.
    pub(crate) fn first(message: u32, index: Index) -> Self {
        Slot { message, index, twin: 0 }
    }

    /// The next slot with the same index.
    pub(crate) fn twin(&self) -> Self {
        Slot { twin: self.twin.saturating_add(1), ..self.clone() }
    }
}

/// The parts with this index, in their order.
pub(crate) fn with_index<'p, T>(
    parts: &'p BTreeMap<Slot, T>,
    message: u32,
    index: &Index,
) -> impl DoubleEndedIterator<Item = (&'p Slot, &'p T)> + use<'p, T> {
    let first = Slot::first(message, index.clone());
    let last = Slot { twin: u32::MAX, ..first.clone() };
    parts.range(first..=last)
}
