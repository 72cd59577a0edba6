//! `serve`: answers HTTP requests with recordings. The server is a part of the Python package: only its
//! arguments are read here.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum, ValueHint};

/// Serve recordings over HTTP, to clients in any language
///
/// Takes the place of an LLM API: set a client's base URL to the printed one, with /v1 where the client
/// wants it. Each request is answered with the recording of the same request: streams as
/// streams, recorded errors with their status. A request without a recording gets status 404; its
/// body and standard error name the nearest recordings and what differs. Files are only read. Ends on Ctrl-C.
#[derive(Args, Clone, Debug)]
#[command(after_help = "\
Examples:
  deltafold serve tests/recordings
  deltafold serve --port 8080 --speed 1 recordings/
  deltafold serve --match sequence log.jsonl
  OPENAI_BASE_URL=http://127.0.0.1:8080/v1 node app.js

The URL is the only line on standard output. Only programs on this machine can connect, unless --host \
is given. Several recordings of the same request answer in their order, and the last one again and \
again. A request may name the test that makes it in the header x-deltafold-test: recordings of that \
test come first.")]
pub struct Serve {
    /// Recordings, and folders to search for them
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Recordings and folders that are used where the others have no answer
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub fallback: Vec<PathBuf>,
    /// The port; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = NonEmptyStringValueParser::new())]
    pub host: String,
    /// Send chunks at the recorded times: 1 as recorded, 2 twice as fast, 0 at once
    #[arg(long, value_name = "FACTOR", default_value_t = 0.0, value_parser = speed)]
    pub speed: f64,
    /// How responses are cut into pieces
    #[arg(long, value_enum, default_value_t = Pieces::Chunk)]
    pub pieces: Pieces,
    /// Which recording answers a request
    #[arg(long = "match", value_name = "HOW", value_enum, default_value_t = Matching::Auto)]
    pub matching: Matching,
    /// Send the nulls in recorded objects, which are left out otherwise
    #[arg(long)]
    pub nulls: bool,
}

/// How responses are cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pieces {
    /// Chunk by chunk
    Chunk,
    /// Anywhere
    Random,
    /// Into bytes
    Byte,
    /// Not at all
    Whole,
}

/// Which recording answers a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Matching {
    /// By request, or else by ogx
    Auto,
    /// That of the same method, path and body
    Request,
    /// That of the same request hash
    Ogx,
    /// One of the test that the request names
    Test,
    /// The next one
    Sequence,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed) if (0.0..f64::INFINITY).contains(&speed) => Ok(speed),
        _ => Err("expected a number, 0 or more".to_owned()),
    }
}
