//! The Python extension: conversions only.

mod convert;
mod errors;
mod views;

use pyo3::prelude::*;

#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use super::views::{
        Field, MergeInfo, Sequence, View, declare_field, merge_info_of, restore_sequence,
        restore_view,
    };

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        views::register(module.py())
    }
}
