//! Adds an answer to the page: its choices, its usage, and how its stream ended.

use crate::cli::outcome::Merged;
use crate::cli::paint::{Page, Tone};
use crate::summary::{Choice, Summary, message_of};

pub(super) fn add(answer: &Summary, merged: Option<&Merged>, page: &mut Page) {
    answer.choices.iter().for_each(|choice| add_choice(choice, page));
    page.gap();
    add_usage(&answer.usage, page);
    if let Some(merged) = merged {
        add_merged(merged, page);
    }
}

pub(super) fn add_usage(usage: &[(String, String)], page: &mut Page) {
    let counts: Vec<_> = usage.iter().map(|(name, count)| format!("{name} {count}")).collect();
    if !counts.is_empty() {
        page.field("usage", &counts.join(", "));
    }
}

fn add_choice(choice: &Choice, page: &mut Page) {
    page.gap();
    let (finish, tone) = match choice.finish_reason.as_deref() {
        None => ("no finish reason", Tone::Odd),
        Some(reason) if is_good(reason) => (reason, Tone::Good),
        Some(reason) => (reason, Tone::Odd),
    };
    page.toned_field(&format!("choice {}", choice.index), finish, tone);
    let texts = [
        ("reasoning", &choice.reasoning, Tone::Quiet),
        ("text", &choice.text, Tone::Plain),
        ("refusal", &choice.refusal, Tone::Odd),
    ];
    for (label, text, tone) in texts {
        let Some(text) = text.as_ref().filter(|text| !text.is_empty()) else { continue };
        if label != "text" || choice.reasoning.is_some() {
            page.heading(label);
        }
        page.block(text, tone);
    }
    for call in &choice.calls {
        page.block(&format!("→ {call}"), Tone::Call);
    }
    if !choice.notes.is_empty() {
        page.field("also", &choice.notes.join(", "));
    }
}

/// Whether the model stopped by itself; the word differs between providers.
fn is_good(reason: &str) -> bool {
    let good = ["stop", "tool_calls", "end_turn", "tool_use", "stop_sequence", "completed"];
    good.contains(&&*reason.to_ascii_lowercase()) || reason == "function_call"
}

fn add_merged(merged: &Merged, page: &mut Page) {
    for warning in &merged.warnings {
        page.toned_field("warning", warning, Tone::Odd);
    }
    if let Some(error) = &merged.error {
        page.toned_field("error", &message_of(error.root()), Tone::Bad);
    } else if !merged.complete {
        page.toned_field(
            "incomplete",
            "a finish reason or a tool call's name is missing",
            Tone::Odd,
        );
    }
}
