//! Prints a JSON file, or standard input, in the format of Python's `json.dump(…, indent=2)`.
//!
//! `cargo run --example canonical -- [--one-line | --compact] [FILE]`

use std::error::Error;
use std::io::{Read, Write};
use std::process::ExitCode;

use deltafold::internals::json::{Document, Layout, write};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("canonical: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut layout = Layout::Indented;
    let mut file = None;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--one-line" => layout = Layout::OneLine,
            "--compact" => layout = Layout::Compact,
            option if option.starts_with('-') => return Err(format!("bad option {option}").into()),
            _ => file = Some(argument),
        }
    }
    let mut text = Vec::new();
    match file {
        Some(file) => text = std::fs::read(file)?,
        None => _ = std::io::stdin().read_to_end(&mut text)?,
    }
    let document = Document::parse(text)?;
    let mut out = Vec::new();
    write(document.root(), layout, &mut out);
    out.push(b'\n');
    std::io::stdout().write_all(&out)?;
    Ok(())
}
