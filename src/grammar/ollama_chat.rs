//! Ollama's own chats (contract, section 6).

use super::answer::{Answer, chat};
use super::found::{Form, Found};
use super::interface::{Classes, Grammar, pending};
use crate::json::Cursor;

pub(super) const GRAMMAR: Grammar = Grammar {
    name: "ollama.chat",
    stream_name: "ollama.chat.stream",
    classes: Classes { item: "ollama.ChatResponse", whole: "ollama.ChatResponse" },
    tell,
    merger: pending,
    answer: |response| Answer::of(response, vec![chat::of_ollama(response)]),
    tokens,
};

fn tell(found: &Found<'_>) -> Option<Form> {
    let is_one = match found.class_names() {
        Some(names) => names == ("ollama", "ChatResponse"),
        None => found.value.get("done").is_some() && found.has("message"),
    };
    is_one.then_some(Form::Both)
}

fn tokens(item: Cursor<'_>, report: &mut dyn FnMut(i64)) {
    let _ = (item, report);
}
