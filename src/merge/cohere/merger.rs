//! Merges events into a chat response.

use std::collections::HashSet;

use super::content::{Content, Piece};
use super::tool_call::ToolCalls;
use crate::error::Result;
use crate::json::{Builder, Cursor, TextBuf};
use crate::merge::completion::Completion;
use crate::merge::events::{Part, PartKind, Watcher};
use crate::merge::family::{Merger, check_item};
use crate::merge::merge_info::MergeInfo;
use crate::merge::parts::extras::{Members, Rule};
use crate::merge::parts::fields::{Class, Fields, Sum};
use crate::merge::parts::identity::Identity;
use crate::merge::parts::index::Index;
use crate::merge::parts::lists::{Appended, Last};
use crate::merge::parts::notes::Notes;
use crate::merge::parts::repeats::{Again, Repeating};
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
    response: Fields,
    role: Identity,
    /// Other members of the message that only the first event has.
    others: Members,
    content: Content,
    tool_plan: TextBuf,
    tool_calls: ToolCalls,
    citations: Appended,
    /// Each citation as it was written, since some are sent twice.
    known_citations: HashSet<Box<[u8]>>,
    logprobs: Appended,
    has_started: bool,
    error: Last,
    notes: Notes,
}

impl Default for Events {
    fn default() -> Self {
        Events {
            response: Fields::new(RESPONSE, Rule::Whole),
            role: Identity::default(),
            others: Members::default(),
            content: Content::default(),
            tool_plan: TextBuf::new(),
            tool_calls: ToolCalls::default(),
            citations: Appended::default(),
            known_citations: HashSet::new(),
            logprobs: Appended::default(),
            has_started: false,
            error: Last::default(),
            notes: Notes::default(),
        }
    }
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
            Some("message-start") => self.start(event, message),
            Some("content-start") => {
                member("content").into_iter().for_each(|it| self.content.start(index.clone(), it));
            }
            Some("content-delta") => {
                member("content").into_iter().for_each(|it| self.content.delta(index.clone(), it));
                self.add_logprobs(event);
            }
            Some("content-end") => self.content.stop(index),
            Some("tool-call-end") => self.tool_calls.stop(index),
            Some("tool-plan-delta") => {
                if let Some(plan) = member("tool_plan").and_then(Cursor::as_text) {
                    self.tool_plan.push(plan);
                }
            }
            Some("tool-call-start") => {
                for call in each(member("tool_calls")) {
                    self.tool_calls.start(index.clone(), call);
                }
            }
            Some("tool-call-delta") => {
                for call in each(member("tool_calls")) {
                    self.tool_calls.delta(index.clone(), call);
                }
            }
            Some("citation-start") => each(member("citations")).for_each(|it| self.cite(it)),
            Some("message-end") => self.end(event, delta),
            Some("error") => self.error.replace(event.get("error").unwrap_or(event)),
            // Without a type it can only be an error that a gateway inserted.
            None => event.get("error").into_iter().for_each(|error| self.error.replace(error)),
            // Ends of blocks, and unknown events.
            Some(_) => {}
        }
        Ok(())
    }

    fn report(&self, event: Cursor<'_>, watcher: &mut Watcher) {
        watcher.choice(0);
        let plan = Part::new(PartKind::Reasoning, 0, self.tool_plan.as_text());
        watcher.part(plan.at(0, [-1, 0, 0, 0, 0]));
        self.content.report(watcher);
        self.tool_calls.report(watcher);
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
        let reason = self.response.name("finish_reason");
        let complete = reason.is_some_and(|reason| !failed.iter().any(|it| reason == **it));
        let merge_info = MergeInfo {
            complete: complete && self.error.json().is_none(),
            warnings: self.notes.clone().into_warnings(),
            error: self.error.json().map(<[u8]>::to_vec),
        };
        Completion::new(self.json(), merge_info)
    }
}

/// The slots of [`Repeating`]: a place in one of these.
const SLOTS: u32 = 4;
const PLAN: u32 = 0;
const TEXT: u32 = 1;
const THINKING: u32 = 2;
const ARGUMENTS: u32 = 3;

impl Repeating for Events {
    /// A delta that continues a text, a plan or arguments.
    fn again(&self, event: Cursor<'_>) -> Option<Again> {
        let kind = event.get("type")?.as_text()?.to_str();
        let message = event.get("delta")?.get("message")?;
        let (slot, place, text) = match &*kind {
            "tool-plan-delta" => (PLAN, 0, only(message, "tool_plan")?),
            "content-delta" if event.get("logprobs").is_none_or(Cursor::is_null) => {
                let (index, content) = (Index::in_object(event)?, only(message, "content")?);
                let (slot, piece) = match content.get("thinking").and_then(Cursor::non_null) {
                    None => (TEXT, Piece::Text),
                    Some(_) => (THINKING, Piece::Thinking),
                };
                (slot, self.content.place(&index, piece)?, only(content, piece.name())?)
            }
            "tool-call-delta" => {
                let function = only(only(message, "tool_calls")?, "function")?;
                let place = self.tool_calls.place(&Index::in_object(event)?)?;
                (ARGUMENTS, place, only(function, "arguments")?)
            }
            _ => return None,
        };
        text.as_text()?;
        let slot = u32::try_from(place).ok()?.checked_mul(SLOTS)?.checked_add(slot)?;
        Some(Again::adding(text, slot))
    }

    fn add(&mut self, slot: u32, text: Cursor<'_>) -> Option<()> {
        let (place, text) = ((slot / SLOTS) as usize, text.as_text()?);
        match slot % SLOTS {
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
    fn start(&mut self, event: Cursor<'_>, message: Option<Cursor<'_>>) {
        let id = event.get("id").and_then(Cursor::as_text);
        let is_same = id.is_some() && id == self.response.name("id");
        if std::mem::replace(&mut self.has_started, true) && !is_same {
            self.notes.add("message_restarted", "a second message begins: it is merged too");
            self.content.begin_message();
            self.tool_calls.begin_message();
        }
        self.set(event);
        for (key, value) in message.into_iter().flat_map(Cursor::members) {
            match (&*key.to_str(), value.as_text()) {
                _ if value.is_null() => {}
                // Usually empty here.
                ("content", _) => each(Some(value)).for_each(|it| self.content.start(None, it)),
                ("tool_calls", _) => {
                    each(Some(value)).for_each(|it| self.tool_calls.start(None, it))
                }
                ("citations", _) => each(Some(value)).for_each(|it| self.cite(it)),
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
    }

    fn end(&mut self, event: Cursor<'_>, delta: Option<Cursor<'_>>) {
        self.set(event);
        let Some(delta) = delta else { return };
        if let Some(error) = delta.get("error").and_then(Cursor::non_null) {
            self.error.replace(error);
        }
        for (key, value) in delta.members() {
            match &*key.to_str() {
                "error" | "message" => {}
                name => self.response.merge(name, key, value, &mut self.notes),
            }
        }
    }

    /// Sets the members of the response that are beside a delta.
    fn set(&mut self, event: Cursor<'_>) {
        for (key, value) in event.members() {
            match &*key.to_str() {
                "type" | "delta" | "index" | "logprobs" => {}
                name => self.response.merge(name, key, value, &mut self.notes),
            }
        }
    }

    fn add_logprobs(&mut self, event: Cursor<'_>) {
        if let Some(logprobs) = event.get("logprobs").and_then(Cursor::non_null) {
            self.logprobs.extend_or_push(logprobs);
        }
    }

    fn cite(&mut self, citation: Cursor<'_>) {
        if self.known_citations.insert(citation.raw().into()) {
            self.citations.push(citation);
        }
    }

    fn json(&self) -> Vec<u8> {
        let mut json = Builder::new();
        json.begin_object();
        self.response.write(&Spelling::default(), &mut json, |name, json| match name {
            "message" => {
                json.key(name);
                self.write_message(json);
            }
            _ => self.logprobs.write(name, json),
        });
        json.end_object();
        json.finish()
    }

    fn write_message(&self, json: &mut Builder) {
        json.begin_object();
        json.key("role");
        match self.role.get() {
            Some(role) => json.text(role),
            None => json.str("assistant"),
        }
        self.others.write(json);
        self.tool_calls.write(json);
        if !self.tool_plan.as_text().is_empty() {
            json.key("tool_plan");
            json.text(self.tool_plan.as_text());
        }
        self.content.write(json);
        self.citations.write("citations", json);
        json.end_object();
    }
}

/// The items of a list; another value counts as a single item.
fn each(value: Option<Cursor<'_>>) -> impl Iterator<Item = Cursor<'_>> {
    let single = value.filter(|value| !value.is_array());
    single.into_iter().chain(value.into_iter().flat_map(Cursor::items))
}

/// A member, if it is the only one that is not null.
fn only<'a>(object: Cursor<'a>, key: &str) -> Option<Cursor<'a>> {
    let mut members = object.members().filter(|(_, value)| !value.is_null());
    let (found, value) = members.next()?;
    (found == *key && members.next().is_none()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_leads_to_calls() {
        let mut events = Events::default();
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
