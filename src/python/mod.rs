//! The Python extension: conversions only.

mod accumulator;
mod command_line;
mod completion;
mod errors;
mod events;
mod input;
mod interrupt;
mod load;
mod nearest;
mod normalize;
mod path_text;
mod recorded_file;
mod recording;
mod request_hash;
mod response;
mod scan;
mod shown;
#[cfg(feature = "table")]
mod table;
mod timing;
mod to_json;
mod views;
mod whole;

use pyo3::prelude::*;

// Instances are filled, and tables kept, under the interpreter's lock.
#[pymodule(gil_used = true)]
mod _core {
    use super::*;

    #[pymodule_export]
    use super::recorded_file::recording_from_file;
    #[pymodule_export]
    use crate::python::accumulator::{PyAccumulator, merge};
    #[pymodule_export]
    use crate::python::command_line::cli_main;
    #[pymodule_export]
    use crate::python::events::{TextSoFar, partial_json};
    #[pymodule_export]
    use crate::python::load::{load, loads};
    #[pymodule_export]
    use crate::python::nearest::nearest;
    #[pymodule_export]
    use crate::python::normalize::{
        PyNormalizedFile, PyReport, PyRules, normalize_bytes, normalize_files,
    };
    #[pymodule_export]
    use crate::python::recording::{PyRecording, restore_recording};
    #[pymodule_export]
    use crate::python::request_hash::{http_request_hash, request_hash, tool_request_hash};
    #[pymodule_export]
    use crate::python::response::{PyRecordedException, PyResponse};
    #[pymodule_export]
    use crate::python::scan::{PyScan, scan};
    #[cfg(feature = "table")]
    #[pymodule_export]
    use crate::python::table::{PyTable, TableSchema, table};
    #[pymodule_export]
    use crate::python::timing::PyChoiceTiming;
    #[pymodule_export]
    use crate::python::views::{
        Field, MergeInfo, Sequence, View, declare_field, merge_info_of, restore_sequence,
        restore_view, time_of, vector_of, vectors_of,
    };
    #[pymodule_export]
    use crate::sdk_objects::LazyObjects;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        views::register(module.py())?;
        crate::sdk_objects::register(module.py())
    }
}
