//! The time when an item of a stream arrived, kept beside the item.

use pyo3::prelude::*;

use super::view::{T_NS, View};

/// The time of `item` in nanoseconds, or None.
#[pyfunction(name = "_t_ns")]
pub(crate) fn time_of<'py>(item: &Bound<'py, View>) -> Option<Bound<'py, PyAny>> {
    item.get().cache().get(item.py(), T_NS)
}

/// Notes when `item` arrived, if it is a view.
///
/// # Errors
///
/// `MemoryError`
pub(super) fn keep_time(item: &Bound<'_, PyAny>, t_ns: i64) -> PyResult<()> {
    if let Ok(view) = item.cast::<View>() {
        view.get().cache().keep(T_NS, t_ns.into_pyobject(item.py())?.into_any());
    }
    Ok(())
}
