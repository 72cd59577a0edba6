//! Between JSON and Python: a cursor in, the objects of `json.loads` out; an object in, JSON out.

mod interrupts;
mod to_json;
mod to_python;

pub(crate) use interrupts::Interrupts;
pub(crate) use to_json::{int_digits, to_json, wtf8_of};
pub(crate) use to_python::{Keys, text_to_python, to_python, with_keys};
