//! `merge`: prints the completions of files.

use std::io;

use super::args::{Format, Merge};
use super::escape;
use super::input::{self, Input, Name};
use super::outcome::Outcome;
use super::session::Session;
use crate::error::Result;
use crate::json::{Builder, Document, Layout, write};
use crate::merge::{Options, ReasoningTags};
use crate::summary::{Summary, message_of};

pub(super) fn run(args: &Merge, session: &mut Session<'_, '_>) -> io::Result<()> {
    let options = Options { strict: args.strict, single_choice: args.single_choice };
    let tags = match args.reasoning_tags.as_deref() {
        None => None,
        Some([]) => Some(ReasoningTags::usual()),
        Some(names) => match ReasoningTags::named(names) {
            Ok(tags) => Some(tags),
            Err(error) => {
                session.fail("--reasoning-tags", &error.to_string());
                return Ok(());
            }
        },
    };
    input::each(&args.files.files, session, |name, input, session| {
        let outcome = Outcome::of(input, options);
        let outcome = match &tags {
            Some(tags) => outcome.and_then(|outcome| outcome.with_reasoning_apart(tags)),
            None => outcome,
        };
        let printed = outcome.and_then(|outcome| {
            let text = match args.format {
                Format::Json => as_json(name, &outcome, args, session)?,
                Format::Text => as_text(name, input, &outcome, args),
            };
            Ok((outcome, text))
        });
        match printed {
            Err(error) => session.fail(&name.shown(), &error.to_string()),
            Ok((outcome, text)) => {
                session.write_recorded(&text)?;
                warn(name, &outcome, session);
            }
        }
        Ok(())
    })
}

/// One line, or indented lines on a terminal.
fn as_json(
    name: &Name<'_>,
    outcome: &Outcome,
    args: &Merge,
    session: &Session<'_, '_>,
) -> Result<Vec<u8>> {
    let wrapped;
    let printed = if args.with_path {
        let mut json = Builder::new();
        json.begin_object();
        json.key("path");
        name.write_json(&mut json);
        if let Some(number) = name.number() {
            json.key("number");
            json.int(number);
        }
        json.key("completion");
        json.value(outcome.completion.root());
        json.end_object();
        wrapped = Document::parse(json.finish())?;
        wrapped.root()
    } else {
        outcome.completion.root()
    };
    // Reformatted in both cases: values that were copied from an indented file have line ends.
    let person = session.look().terminal;
    let layout = if person { Layout::CompactIndented(2) } else { Layout::Compact };
    let mut text = Vec::new();
    write(printed, layout, &mut text);
    text.push(b'\n');
    Ok(text)
}

/// The texts of the choices, with headings only where they distinguish something.
fn as_text(name: &Name<'_>, input: &Input, outcome: &Outcome, args: &Merge) -> Vec<u8> {
    let Summary { choices, .. } = input.recording.summary(outcome.completion.root());
    let mut text = String::new();
    if args.with_path || args.files.files.len() > 1 || name.number().is_some() {
        text.push_str(&format!("==> {} <==\n", name.shown()));
    }
    for choice in &choices {
        if choices.len() > 1 {
            text.push_str(&format!("--- choice {}\n", choice.index));
        }
        let answer = choice.text.iter().chain(&choice.refusal).find(|text| !text.is_empty());
        let calls = choice.calls.iter().map(ToString::to_string);
        for piece in answer.cloned().into_iter().chain(calls) {
            text.push_str(&piece);
            if !piece.ends_with('\n') {
                text.push('\n');
            }
        }
    }
    text.into_bytes()
}

/// The completion does not say how its stream ended.
fn warn(name: &Name<'_>, outcome: &Outcome, session: &mut Session<'_, '_>) {
    let Some(merged) = &outcome.merged else { return };
    for warning in &merged.warnings {
        session.warn(&name.shown(), warning);
    }
    match &merged.error {
        Some(error) => {
            let message = message_of(error.root());
            let text = format!("the stream has an error: {}", escape::clipped(&message, 200));
            session.warn(&name.shown(), &text);
        }
        None if !merged.complete => session.warn(&name.shown(), "the stream is not complete"),
        None => {}
    }
}
