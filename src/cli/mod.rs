//! The command line: arguments in, results on standard output, messages on standard error out.
