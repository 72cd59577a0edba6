//! Converts JSON values to the objects that `json.loads` gives.

mod characters;
mod growing_text;
mod interrupts;
mod partial;
mod to_python;

pub(crate) use interrupts::Interrupts;
pub(crate) use partial::Partial;
pub(crate) use to_python::{Keys, text_to_python, to_python, with_keys};
