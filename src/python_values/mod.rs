//! Converts JSON values to the objects that `json.loads` gives.

mod interrupts;
mod to_python;

pub(crate) use interrupts::Interrupts;
pub(crate) use to_python::{Keys, text_to_python, to_python, with_keys};
