//! The arguments and their help.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::normalize_args::Normalize;

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default().dimmed());

/// Inspects recordings of LLM API calls, and merges their streams into completions.
#[derive(Debug, Parser)]
#[command(name = "deltafold", bin_name = "deltafold", version, styles = STYLES)]
#[command(arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_help = "\
Examples:
  deltafold show recording.json                       the request, and the response
  deltafold merge recordings/*.json > merged.jsonl    one completion on each line
  deltafold normalize --check tests/                  recordings that normalizing would change
  deltafold stats recordings/                         counts of kinds, models, tokens, errors
  deltafold merge --help                              help for one command

Exit codes: 0 success, 1 something was found, 2 wrong usage or a file that could not be processed. \
Colours are used on terminals only; NO_COLOR and CLICOLOR_FORCE are honoured.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    Show(Show),
    Merge(Merge),
    Diff(super::diff::Diff),
    Normalize(Normalize),
    Stats(Stats),
    Find(super::find::Find),
    Verify(super::verify_args::Verify),
    Split(super::split::Split),
    Join(super::join::Join),
    Serve(super::serve::Serve),
    Export(super::export::Export),
    Completions(Completions),
}

/// Show recordings: the request, the response, and each choice's text
///
/// A stream is merged first: the text, reasoning, tool calls and finish reason of each choice are
/// shown, then the usage and the warnings about the stream. Other responses are summarized.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold show recording.json
  deltafold show recordings/*.json | less
  deltafold show --html recording.json > stream.html
  deltafold show --format json recordings/*.json | jq -r 'select(.complete == false).path'

With --format json, each line is an object: path, kind, test_id, request, streaming, \
status, exception, chunks (their number), completion, complete, warnings, error. Missing values are null.")]
pub(super) struct Show {
    #[command(flatten)]
    pub(super) files: Files,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Print a page with a picture of each stream, which a browser shows without a network
    #[arg(long, conflicts_with = "format")]
    pub(super) html: bool,
    /// Print a trace of the streams, for Perfetto or Chrome
    #[arg(long, conflicts_with_all = ["format", "html"])]
    pub(super) trace: bool,
}

/// Merge streams into completions
///
/// Each stream becomes the corresponding completion. A response that was recorded whole is printed
/// as it is in the file. A file without a completion is an error; the other files are still
/// processed. Besides recordings, the text of a response with server-sent events is accepted.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold merge recording.json | jq -r '.choices[1].message.content'
  deltafold merge --format text recording.json
  deltafold merge --with-path recordings/*.json > merged.jsonl
  curl -sN \"$URL\" -d @request.json | deltafold merge -

JSON is printed in the order of the files, one object on each line, or indented on a terminal. \
There is no line for a file that cannot be merged: use --with-path to identify the others.

With --format text, the text of each choice (or its refusal) is printed, then its tool calls, one \
on each line. Several choices are separated by lines with their index, several files by lines with \
their path.")]
pub(super) struct Merge {
    #[command(flatten)]
    pub(super) files: Files,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Json)]
    pub(super) format: Format,
    /// Print the path, too: {"path": …, "completion": …}, or a line above the text
    #[arg(long)]
    pub(super) with_path: bool,
    /// Refuse invalid streams (with a negative index, say) instead of merging what is usable
    #[arg(long)]
    pub(super) strict: bool,
    /// Merge everything into choice 0, for providers that give each chunk a different index
    #[arg(long)]
    pub(super) single_choice: bool,
    /// Move reasoning in tags at the start of the text, such as <think>…</think>, to `reasoning`;
    /// with =NAME,… in tags of these names
    #[arg(long, value_name = "NAME", num_args = 0.., require_equals = true, value_delimiter = ',')]
    pub(super) reasoning_tags: Option<Vec<String>>,
}

/// Count the contents of a corpus: kinds, providers, models, chunks, tokens, errors
///
/// Folders are searched for recordings, which are detected from their content; other files in them
/// are skipped. Streams are merged on the way, so that their choices, tool calls and finish reasons
/// are counted, too. Times are included if the files' format records them.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold stats tests/
  deltafold stats --format json recordings/ | jq .finish_reasons
  deltafold stats --html corpus.html recordings/

With --format json, the output is one object. Files that cannot be read are reported and make the \
exit code 2; the others are counted.")]
pub(super) struct Stats {
    /// Recordings, and folders to search for them; `-` is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<OsString>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Write a page with charts to FILE, which a browser shows without a network; `-` is standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "format")]
    pub(super) html: Option<PathBuf>,
    #[command(flatten)]
    pub(super) threads: Threads,
}

/// Print a shell completion script
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  deltafold completions bash > ~/.local/share/bash-completion/completions/deltafold
  deltafold completions fish > ~/.config/fish/completions/deltafold.fish
  deltafold completions zsh > \"${fpath[1]}/_deltafold\"")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

/// The files that a command works on.
#[derive(Args, Debug)]
pub(super) struct Files {
    /// Recordings; `-` is standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) files: Vec<OsString>,
}

/// The resources that a command may use.
#[derive(Args, Debug)]
pub(super) struct Threads {
    /// How many threads to use; by default as many as there are processors
    #[arg(long, short, value_name = "N")]
    pub(super) jobs: Option<NonZero<usize>>,
}

impl Threads {
    /// The number of threads.
    pub(super) fn count(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
        self.jobs.map_or_else(processors, NonZero::get)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}
