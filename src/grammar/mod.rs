//! What a response is and what it says: one file per family of responses, all behind one
//! interface, [`Grammar`], and listed in one table, [`GRAMMARS`].

pub mod answer;

mod anthropic;
mod block;
mod chat;
mod choices;
mod completion;
mod depth;
mod fields;
mod found;
mod genai;
mod interactions;
mod interface;
mod kind;
mod ollama;
mod ollama_chat;
mod ollama_generate;
mod other;
mod partial;
mod repeated;
mod repeats;
mod responses;
mod spelling;

pub use depth::{SAFE_DEPTH, depth};
pub use found::{Form, Found};
pub use interface::{Classes, Grammar, Merger, Take};
pub use kind::{Kind, answer_of};

/// All families. The first one that knows a value as its own has it.
pub static GRAMMARS: [&Grammar; 8] = [
    &chat::GRAMMAR,
    &completion::GRAMMAR,
    &responses::GRAMMAR,
    &anthropic::GRAMMAR,
    &genai::GRAMMAR,
    &interactions::GRAMMAR,
    &ollama_chat::GRAMMAR,
    &ollama_generate::GRAMMAR,
];

/// The family of a stream in which no item tells another.
pub const CHAT: &Grammar = &chat::GRAMMAR;

/// The family with this name, such as `anthropic`.
pub fn grammar(name: &str) -> Option<&'static Grammar> {
    GRAMMARS.into_iter().find(|grammar| grammar.name == name)
}
