//! `completions`: prints a shell's completion script.

use std::io;

use clap::CommandFactory;

use super::args::{Arguments, Completions};
use super::session::Session;

pub(super) fn run(args: &Completions, session: &mut Session<'_, '_>) -> io::Result<()> {
    // Into memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "deltafold", &mut script);
    session.write(&script)
}
