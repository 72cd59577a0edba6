//! The verbs that are parts of the Python package: only their arguments are read here.

use std::ffi::OsString;
use std::io;

use clap::{Parser, ValueEnum};

use super::args::{Arguments, Verb};
use super::export::Export;
use super::serve::Serve;
use super::session::Session;

/// A call of a verb that Python runs.
#[derive(Clone, Debug)]
pub enum InPython {
    /// `deltafold serve`
    Serve(Serve),
    /// `deltafold export`
    Export(Export),
}

impl InPython {
    /// The call, if the arguments are a correct one of such a verb.
    pub fn of(args: &[OsString]) -> Option<Self> {
        let is_one = args.get(1).is_some_and(|verb| verb == "serve" || verb == "export");
        let parsed = is_one.then(|| Arguments::try_parse_from(args))?.ok()?;
        match parsed.verb {
            Verb::Serve(args) => Some(InPython::Serve(args)),
            Verb::Export(args) => Some(InPython::Export(args)),
            _ => None,
        }
    }
}

/// The name of an argument's value.
pub fn word(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// Without Python, these verbs do nothing.
pub(super) fn missing(verb: &str, session: &mut Session<'_, '_>) -> io::Result<()> {
    session.fail(verb, "this command is a part of the Python package: pip install deltafold");
    Ok(())
}
