//! The command line: arguments in, results on standard output, messages on standard error out.

/// x
pub fn run(_a: Vec<std::ffi::OsString>) -> i32 { 2 }
