//! Adds the lines about a request, in any of the recorded shapes.

use crate::cli::paint::{Page, counted};
use crate::json::Cursor;
use crate::recording::Recording;
use crate::summary::{json, text};

pub(super) fn add(recording: &Recording, page: &mut Page) {
    let Some(request) = recording.request() else { return };
    let body = body_of(request);
    if let Some(url) = text(request, "url").or_else(|| text(request, "endpoint")) {
        let method = text(request, "method");
        page.field("request", &format!("{} {url}", method.as_deref().unwrap_or("POST")));
    }
    if let Some(tool) = text(request, "tool_name") {
        let arguments = request.get("kwargs").map(json).unwrap_or_default();
        page.brief("tool", &format!("{tool}({arguments})"));
    }
    if let Some(file) = text(request, "file_id") {
        page.field("file", &file);
    }
    if let Some(provider) = text(request, "provider") {
        page.field("provider", &provider);
    }
    if let Some(model) = model(recording) {
        page.field("model", &model);
    }
    if let Some(body) = body {
        add_prompt(body, page);
    }
}

/// The requested model.
pub(super) fn model(recording: &Recording) -> Option<String> {
    let request = recording.request()?;
    text(request, "model").or_else(|| text(body_of(request)?, "model"))
}

fn body_of(request: Cursor<'_>) -> Option<Cursor<'_>> {
    ["body", "payload"].iter().find_map(|key| request.get(key)?.non_null())
}

/// The last user message, and the number of messages.
fn add_prompt(body: Cursor<'_>, page: &mut Page) {
    let keys = ["messages", "input", "contents", "prompt", "query"];
    let Some(messages_of) = keys.iter().find_map(|key| body.get(key)?.non_null()) else { return };
    if let Some(prompt) = last_user_text(messages_of).filter(|prompt| !prompt.trim().is_empty()) {
        page.brief("prompt", &prompt);
    }
    let objects = |list: Cursor<'_>| list.items().filter(|item| item.is_object()).count();
    let messages = Some(objects(messages_of)).filter(|count| *count > 1);
    let tools = body.get("tools").map(objects).filter(|count| *count > 0);
    let counts = [
        messages.map(|count| counted(count, "message")),
        tools.map(|count| counted(count, "tool")),
    ];
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    if !counts.is_empty() {
        page.field("with", &counts.join(", "));
    }
}

/// The text of the last message whose role is `user`; the last of plain texts.
fn last_user_text(messages_of: Cursor<'_>) -> Option<String> {
    if let Some(text) = messages_of.as_text() {
        return Some(text.to_str().into_owned());
    }
    let is_user = |item: &Cursor<'_>| match item.get("role").and_then(Cursor::as_text) {
        Some(role) => role == *"user",
        None => true,
    };
    messages_of.items().filter(is_user).filter_map(text_of).last()
}

/// The text of a message: its content, or the texts of its content's parts.
fn text_of(item: Cursor<'_>) -> Option<String> {
    if let Some(text) = item.as_text() {
        return Some(text.to_str().into_owned());
    }
    let content = ["content", "parts"].iter().find_map(|key| item.get(key)?.non_null())?;
    if let Some(text) = content.as_text() {
        return Some(text.to_str().into_owned());
    }
    let texts: Vec<_> = content.items().filter_map(|part| text(part, "text")).collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}
