//! Names of functions, which come whole, repeated, grown or in fragments (contract, section 4.5).

use crate::json::{Text, TextBuf};

/// Merges a name into the one so far.
///
/// Empty or equal: nothing. Beginning with the one so far: it replaces that. Otherwise it is the
/// next fragment.
pub(super) fn merge_name(name: &mut TextBuf, incoming: Text<'_>) {
    let current = name.as_text();
    if incoming.is_empty() || incoming == current {
        return;
    }
    if incoming.to_wtf8().starts_with(&current.to_wtf8()) {
        *name = TextBuf::from(incoming);
    } else {
        name.push(incoming);
    }
}
