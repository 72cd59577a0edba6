//! Building blocks of the families' mergers: identities, texts, lists, extras, indexes, notes, and
//! items that repeat.

pub(super) mod block;
pub(super) mod choices;
pub(super) mod depth;
pub(super) mod extras;
pub(super) mod failure;
pub(super) mod fields;
pub(super) mod identity;
pub(super) mod index;
pub(super) mod indexed;
pub(super) mod json_text;
pub(super) mod keyed;
pub(super) mod lists;
pub(super) mod notes;
pub(super) mod partial;
pub(super) mod places;
pub(super) mod repair;
pub(super) mod repeated;
pub(super) mod repeats;
pub(super) mod response;
pub(super) mod slots;
pub(super) mod spelling;
pub(super) mod value;
