//! `show`: prints a page about each file.

mod answer;
mod choices;
mod html;
mod json;
mod marks;
mod request;
mod response;
mod summary;
mod trace;

use std::io;

use super::args::{Format, Show};
use super::input::{self, Input, Name};
use super::outcome::Outcome;
use super::paint::Page;
use super::session::Session;
use super::terminal::Look;
use crate::json::{Builder, Document};
use crate::merge::{Kind, Options, ReasoningTags};

use self::marks::Marks;
pub use answer::answer_html;
pub use html::framed;
pub(super) use html::{HEAD, escaped};

pub(super) fn run(args: &Show, session: &mut Session<'_, '_>) -> io::Result<()> {
    if args.html || args.trace {
        return pictures(args, session);
    }
    let mut first = true;
    input::each(&args.files.files, session, |name, input, session| {
        let found = ShowResult::of(input);
        match args.format {
            Format::Json => session.write_recorded(&json::line(name, input, &found))?,
            Format::Text => {
                if !std::mem::take(&mut first) {
                    session.write(b"\n")?;
                }
                let page = page(name, input, &found, Page::new(session.look()));
                session.write(page.as_bytes())?;
            }
        }
        if let ShowResult::Failed(what) = &found {
            session.fail(&name.shown(), what);
        }
        Ok(())
    })
}

/// Pictures of all files in one document.
fn pictures(args: &Show, session: &mut Session<'_, '_>) -> io::Result<()> {
    let mut trace = Builder::new();
    trace.begin_object();
    trace.key("traceEvents");
    trace.begin_array();
    if args.html {
        session.write(html::HEAD.as_bytes())?;
    }
    let mut number = 0;
    input::each(&args.files.files, session, |name, input, session| {
        let title = name.shown();
        let marks = match Marks::of(&input.recording) {
            Ok(marks) => marks,
            Err(error) => {
                session.fail(&title, &error.to_string());
                return Ok(());
            }
        };
        if args.html {
            let found = ShowResult::of(input);
            let page = page(name, input, &found, Page::new(Look::default()));
            session.write(html::section(&title, &page, &marks).as_bytes())?;
        } else {
            trace::add(number, &title, &marks, &mut trace);
        }
        number += 1;
        Ok(())
    })?;
    if args.html {
        return session.write(html::TAIL.as_bytes());
    }
    trace.end_array();
    trace.end_object();
    session.write_recorded(&trace.finish())?;
    session.write(b"\n")
}

/// The completion to show, if any.
enum ShowResult {
    /// The completion.
    Completion(Outcome),
    /// Responses of this kind are not completions, or there is no merger for them.
    Nothing,
    /// It cannot be merged, for this reason.
    Failed(String),
}

impl ShowResult {
    fn of(input: &Input) -> Self {
        match Outcome::if_any(input, Options::default()) {
            None => ShowResult::Nothing,
            Some(Ok(outcome)) => ShowResult::Completion(outcome),
            Some(Err(error)) => ShowResult::Failed(error.to_string()),
        }
    }
}

fn page(name: &Name<'_>, input: &Input, found: &ShowResult, mut page: Page) -> String {
    let recording = &input.recording;
    page.title(&name.shown());
    page.field("kind", recording.kind().as_str());
    if let Some(test) = recording.test_id() {
        page.field("test", &test.to_str());
    }
    if let Some(id) = recording.custom_id() {
        page.field("custom id", &id.to_str());
    }
    request::add(recording, &mut page);
    response::add(recording, &mut page);
    if recording.kind().is_stream() {
        response::add_types(recording, &mut page);
    }
    match found {
        ShowResult::Completion(outcome) => {
            // People want to see the answer apart from the reasoning before it.
            let apart = ReasoningTags::usual().apart_in(outcome.completion.root());
            let apart = apart.and_then(|json| Document::parse(json).ok());
            let shown = apart.as_ref().unwrap_or(&outcome.completion);
            let answer = recording.summary(shown.root());
            response::add_model(recording, answer.model.as_deref(), &mut page);
            choices::add(&answer, outcome.merged.as_ref(), &mut page);
        }
        ShowResult::Nothing if recording.kind() != Kind::Exception => {
            summary::add(recording, &mut page)
        }
        ShowResult::Nothing | ShowResult::Failed(_) => {}
    }
    page.finish()
}
