//! Chunks and completions in Python: lazy objects with the attributes of the SDKs' types, on a
//! document. The classes themselves are declared in `python/deltafold/types`.

mod cache;
mod dump;
mod equal;
mod field;
mod filter;
mod index;
mod items;
mod iterator;
mod known;
mod make;
mod merge_info;
mod of;
mod repr;
mod sdk;
mod sequence;
mod show;
mod spec;
mod time;
mod untracked;
mod vector;
mod view;

pub(crate) use equal::plain as equal_values;
pub(crate) use field::{Field, declare_field};
pub(crate) use known::{class_of_kind, item_views, merged_view, model_view};
pub(crate) use make::{restore_sequence, restore_view};
pub(crate) use merge_info::{MergeInfo, merge_info_of};
pub(crate) use sdk::{SDK_ITEMS, to_sdk};
pub(crate) use sequence::Sequence;
pub(crate) use time::time_of;
pub(crate) use vector::{vector_of, vectors_of};
pub(crate) use view::View;

use pyo3::prelude::*;

use self::spec::Spec;

/// Registers [`Sequence`] as a sequence in Python, when the extension is loaded.
pub(crate) fn register(py: Python<'_>) -> PyResult<()> {
    // The implementation of `collections.abc`, which the interpreter has already loaded.
    let sequence = py.import("_collections_abc")?.getattr("Sequence")?;
    sequence.call_method1("register", (py.get_type::<Sequence>(),))?;
    // The base class declares nothing.
    Spec::declare(&py.get_type::<View>())
}
