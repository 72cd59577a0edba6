//! Merges events into a chat response.

use super::content::{Content, Piece};
use super::is_event;
use super::tool_call::ToolCalls;
use crate::error::Result;
use crate::json::{Builder, Cursor, TextBuf};
use crate::merge::completion::Completion;
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::family::{Merger, check_item};
use crate::merge::options::Options;
use crate::merge::parts::extras::Members;
use crate::merge::parts::fields::{Class, Sum};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::lists::{Appended, Distinct};
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating, only, place_and_kind, slot};
use crate::merge::parts::response::Response;
use crate::merge::parts::spelling::Spelling;

/// As cohere's class `V2ChatResponse`. Usage comes once, at the end.
const RESPONSE: Class = &[
    ("id", Sum::First),
    ("finish_reason", Sum::Set),
    ("message", Sum::Own),
    ("usage", Sum::Keys),
    ("logprobs", Sum::Own),
];

/// A response so far.
#[derive(Clone, Debug)]
pub(crate) struct Events {
    response: Response,
    role: Identity,
    /// Other members of the message that only the first event has.
    others: Members,
    content: Content,
    tool_plan: TextBuf,
    tool_calls: ToolCalls,
    /// Some are sent twice.
    citations: Distinct,
    logprobs: Appended,
}

impl Merger for Events {
    fn push(&mut self, event: Cursor<'_>) -> Result<()> {
        check_item(event)?;
        self.content.next_event();
        self.tool_calls.next_event();
        let kind = event.get("type").and_then(Cursor::as_text).map(|kind| kind.to_str());
        let delta = event.get("delta").and_then(Cursor::non_null);
        let message = delta.and_then(|delta| delta.get("message")?.non_null());
        let member = |key| message.and_then(|message| message.get(key)?.non_null());
        let index = Index::in_object(event);
        match kind.as_deref() {
            Some("message-start") => self.start(event, message)?,
            Some("content-start") => {
                member("content").into_iter().for_each(|it| self.content.start(index.clone(), it));
            }
            Some("content-delta") => {
                member("content").into_iter().for_each(|it| self.content.delta(index.clone(), it));
                let logprobs = event.get("logprobs").and_then(Cursor::non_null);
                logprobs.into_iter().for_each(|it| self.logprobs.extend_or_push(it));
            }
            Some("content-end") => self.content.stop(index),
            Some("tool-call-end") => self.tool_calls.stop(index),
            Some("tool-plan-delta") => {
                let plan = member("tool_plan").and_then(Cursor::as_text);
                plan.into_iter().for_each(|plan| self.tool_plan.push(plan));
            }
            Some("tool-call-start") => {
                each(member("tool_calls"))
                    .for_each(|call| self.tool_calls.start(index.clone(), call));
            }
            Some("tool-call-delta") => {
                each(member("tool_calls"))
                    .for_each(|call| self.tool_calls.delta(index.clone(), call));
            }
            Some("citation-start") => {
                member("citations").into_iter().for_each(|it| self.citations.extend_or_push(it));
            }
            Some("message-end") => self.end(event, delta),
            // Ends of blocks, and the prompt.
            Some(kind) if is_event(kind) || kind == "debug" => {}
            _ => self.response.take_other(event)?,
        }
        Ok(())
    }

    fn report(&self, event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        let plan = Part::new(PartKind::Reasoning, 0, self.tool_plan.as_text());
        watcher.part(plan.at(0, [-1, 0, 0, 0, 0]));
        self.content.report(watcher);
        self.tool_calls.report(self.response.strict, watcher);
        if event.get("type").and_then(Cursor::as_text).is_some_and(|it| it == *"content-delta") {
            watcher.logprobs(0, "content", event.get("logprobs"));
        }
        let error = event.get("delta").and_then(|delta| delta.get("error")?.non_null());
        if let Some(error) = error {
            watcher.fail(None, error.raw().to_vec());
        }
    }

    fn snapshot(&self) -> Completion {
        let failed = ["ERROR", "TIMEOUT"];
        let reason = self.response.fields.name("finish_reason");
        let has_ended = reason.is_some_and(|reason| !failed.iter().any(|it| reason == **it));
        self.response.completion(has_ended, &Spelling::default(), |name, json, notes| match name {
            "message" => {
                json.key(name);
                self.write_message(json, notes);
            }
            _ => self.logprobs.write(name, json),
        })
    }

    fn check_end(&self) -> Result<()> {
        self.tool_calls.check_end()
    }
}

/// The kinds of text in a slot of [`Repeating`].
const KINDS: usize = 4;
const PLAN: usize = 0;
const TEXT: usize = 1;
const THINKING: usize = 2;
const ARGUMENTS: usize = 3;

impl Repeating for Events {
    fn notes(&mut self) -> &mut Notes {
        &mut self.response.notes
    }

    /// A delta that continues a text, a plan or arguments.
    fn again(&self, event: Cursor<'_>) -> Option<Again> {
        let event_kind = event.get("type")?.as_text()?.to_str();
        let message = event.get("delta")?.get("message")?;
        let (kind, place, text) = match &*event_kind {
            "tool-plan-delta" => (PLAN, 0, only(message, "tool_plan")?),
            "content-delta" if event.get("logprobs").is_none_or(Cursor::is_null) => {
                let (index, content) = (Index::in_object(event)?, only(message, "content")?);
                let (kind, piece) = match content.get("thinking").and_then(Cursor::non_null) {
                    None => (TEXT, Piece::Text),
                    Some(_) => (THINKING, Piece::Thinking),
                };
                (kind, self.content.place(&index, piece)?, only(content, piece.name())?)
            }
            "tool-call-delta" => {
                let function = only(only(message, "tool_calls")?, "function")?;
                let place = self.tool_calls.place(&Index::in_object(event)?)?;
                (ARGUMENTS, place, only(function, "arguments")?)
            }
            _ => return None,
        };
        text.as_text()?;
        Some(Again::adding(text, slot(place, kind, KINDS)?))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let ((place, kind), text) = (place_and_kind(slot, KINDS), text.as_text()?);
        match kind {
            TEXT => self.content.grow_at(place, Piece::Text, text),
            THINKING => self.content.grow_at(place, Piece::Thinking, text),
            ARGUMENTS => self.tool_calls.grow_at(place, text),
            _ => {
                self.tool_plan.push(text);
                Some(())
            }
        }
    }
}

impl Events {
    pub(crate) fn new(options: Options) -> Self {
        Events {
            response: Response::new(RESPONSE, options),
            role: Identity::default(),
            others: Members::default(),
            content: Content::default(),
            tool_plan: TextBuf::new(),
            tool_calls: ToolCalls::default(),
            citations: Distinct::default(),
            logprobs: Appended::default(),
        }
    }

    fn start(&mut self, event: Cursor<'_>, message: Option<Cursor<'_>>) -> Result<()> {
        if self.response.begins_again(event.get("id").and_then(Cursor::as_text))? {
            self.content.begin_message();
            self.tool_calls.begin_message();
        }
        self.response.set_all(event, &BESIDE);
        for (key, value) in message.into_iter().flat_map(Cursor::members) {
            match (&*key.to_str(), value.as_text()) {
                _ if value.is_null() => {}
                // Usually empty here.
                ("content", _) => each(Some(value)).for_each(|it| self.content.start(None, it)),
                ("tool_calls", _) => {
                    each(Some(value)).for_each(|it| self.tool_calls.start(None, it))
                }
                ("citations", _) => self.citations.extend_or_push(value),
                ("tool_plan", Some(plan)) => self.tool_plan.push(plan),
                ("role", Some(role)) => {
                    self.role.set_first(role);
                }
                // Of another type, they have no meaning.
                ("role" | "tool_plan", None) => {}
                (_, Some(text)) if text.is_empty() => {}
                _ => self.others.set(key, value),
            }
        }
        Ok(())
    }

    fn end(&mut self, event: Cursor<'_>, delta: Option<Cursor<'_>>) {
        self.response.set_all(event, &BESIDE);
        let Some(delta) = delta else { return };
        delta.get("error").and_then(Cursor::non_null).into_iter().for_each(|error| {
            self.response.fail(error);
        });
        self.response.set_all(delta, &["error", "message"]);
    }

    fn write_message(&self, json: &mut Builder, notes: &mut Notes) {
        json.begin_object();
        self.role.write_or("assistant", "role", json);
        self.others.write(json);
        self.tool_calls.write(self.response.strict, json, notes);
        if !self.tool_plan.as_text().is_empty() {
            json.key("tool_plan");
            json.text(self.tool_plan.as_text());
        }
        self.content.write(json);
        self.citations.write("citations", json);
        json.end_object();
    }
}

/// Members of events that are not set.
const BESIDE: [&str; 4] = ["type", "delta", "index", "logprobs"];

/// The items of a list; another value counts as a single item.
fn each(value: Option<Cursor<'_>>) -> impl Iterator<Item = Cursor<'_>> {
    let single = value.filter(|value| !value.is_array());
    single.into_iter().chain(value.into_iter().flat_map(Cursor::items))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_leads_to_calls() {
        let mut events = Events::new(Options::default());
        for event in [
            r#"{"type":"message-start","id":"a","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}"#,
            r#"{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"I wi"}}}"#,
            r#"{"type":"tool-plan-delta","delta":{"message":{"tool_plan":"ll."}}}"#,
            r#"{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","type":"function","function":{"name":"f","arguments":""}}}}}"#,
            r#"{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}"#,
            r#"{"type":"message-end","id":"a","delta":{"finish_reason":"TOOL_CALL","usage":{"tokens":{"input_tokens":1}}}}"#,
        ] {
            let event = crate::json::Document::parse(event.into()).unwrap();
            events.push(event.root()).unwrap();
        }
        let completion = events.snapshot();
        assert_eq!(
            String::from_utf8(completion.to_json()).unwrap(),
            r#"{"id":"a","finish_reason":"TOOL_CALL","message":{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],"tool_plan":"I will."},"usage":{"tokens":{"input_tokens":1}}}"#
        );
        assert!(completion.merge_info.complete);
    }
}
