//! Summarizes a response that is not a completion in a few lines.

use super::choices::add_usage;
use crate::cli::escape::clipped;
use crate::cli::paint::{LINE, Page, Tone, counted};
use crate::json::Cursor;
use crate::merge::Kind;
use crate::recording::Recording;
use crate::summary::{json, message_of, text, usage};

/// How many items of a list are shown.
const FEW: usize = 12;

pub(super) fn add(recording: &Recording, page: &mut Page) {
    let Some(body) = recording.body() else { return };
    let Some(data) = recording.data() else { return add_list(recording, page) };
    match recording.kind() {
        Kind::Embeddings => add_embeddings(data, page),
        Kind::OllamaPs | Kind::OllamaList => add_names(data.get("models"), page),
        Kind::Models if data.get("model_id").is_some() => return add_members(data, page),
        Kind::Models => add_names(data.get("data"), page),
        Kind::Rerank => add_ranking(data, page),
        Kind::Moderation => add_moderation(data, page),
        Kind::Tool => add_tool(data, page),
        Kind::File => add_file(data, page),
        Kind::Error => page.toned_field("error", &message_of(data), Tone::Bad),
        _ => {
            if let Some(class) = text(body, "__type__") {
                page.field("class", &class);
            }
            return add_members(data, page);
        }
    }
    add_usage(&usage(data), page);
}

/// A list that is not a stream of a known kind: model lists, and any others.
fn add_list(recording: &Recording, page: &mut Page) {
    if recording.kind() == Kind::Models {
        page.field("models", &recording.chunk_count().to_string());
    }
    for number in 0..FEW {
        let Some((document, index)) = recording.chunk(number) else { break };
        let item = document.at(index);
        let name = text(item, "id").filter(|_| recording.kind() == Kind::Models);
        page.block(&name.unwrap_or_else(|| clipped(&json(item), LINE)), Tone::Plain);
    }
    add_rest(recording.chunk_count(), page);
}

/// The documents in the order of their relevance.
fn add_ranking(data: Cursor<'_>, page: &mut Page) {
    let ranked = ["results", "data"].into_iter().find_map(|key| data.get(key));
    let results: Vec<Cursor<'_>> = ranked.into_iter().flat_map(Cursor::items).collect();
    page.field("ranked", &counted(results.len(), "document"));
    for result in results.iter().take(FEW) {
        page.block(&clipped(&json(*result), LINE), Tone::Plain);
    }
    add_rest(results.len(), page);
}

/// The number of vectors, and their length.
fn add_embeddings(data: Cursor<'_>, page: &mut Page) {
    let vectors: Vec<Cursor<'_>> = match (data.get("data"), data.get("embeddings")) {
        (Some(list), _) => list.items().filter_map(|entry| entry.get("embedding")).collect(),
        (None, Some(list)) => list.items().collect(),
        (None, None) => data.get("embedding").into_iter().collect(),
    };
    let mut value = counted(vectors.len(), "vector");
    if let Some(first) = vectors.first() {
        // Base64 has four bytes for each dimension.
        let dimensions = match first.as_text() {
            Some(base64) => base64.raw().len() / 4 * 3 / 4,
            None => first.items().count(),
        };
        value.push_str(&format!(" of {}", counted(dimensions, "dimension")));
    }
    page.field("embeddings", &value);
}

/// The models in a list.
fn add_names(models: Option<Cursor<'_>>, page: &mut Page) {
    let Some(models) = models else { return };
    let names = ["model", "id", "name"];
    page.field("models", &models.items().count().to_string());
    for model in models.items().take(FEW) {
        let name = names.iter().find_map(|key| text(model, key));
        page.block(&name.unwrap_or_else(|| "?".to_owned()), Tone::Plain);
    }
    add_rest(models.items().count(), page);
}

fn add_moderation(data: Cursor<'_>, page: &mut Page) {
    let results = data.get("results").into_iter().flat_map(Cursor::items);
    for (number, result) in results.enumerate() {
        let categories = result.get("categories").into_iter().flat_map(Cursor::members);
        let found: Vec<_> = categories
            .filter(|(_, value)| value.as_bool() == Some(true))
            .map(|(name, _)| name.to_str())
            .collect();
        let label = format!("result {number}");
        match result.get("flagged").and_then(Cursor::as_bool) {
            Some(true) => {
                page.toned_field(&label, &format!("flagged: {}", found.join(", ")), Tone::Odd);
            }
            _ => page.toned_field(&label, "not flagged", Tone::Good),
        }
    }
}

fn add_tool(data: Cursor<'_>, page: &mut Page) {
    if let Some(error) = data.get("error_message").and_then(Cursor::non_null) {
        page.toned_field("error", &message_of(error), Tone::Bad);
    }
    let Some(content) = data.get("content").and_then(Cursor::non_null) else { return };
    page.gap();
    if let Some(text) = content.as_text() {
        page.block(&text.to_str(), Tone::Plain);
    }
    for part in content.items() {
        page.block(&text(part, "text").unwrap_or_else(|| clipped(&json(part), LINE)), Tone::Plain);
    }
}

fn add_file(data: Cursor<'_>, page: &mut Page) {
    let Some(chunks) = data.get("chunks") else { return add_members(data, page) };
    page.field("chunks", &chunks.items().count().to_string());
    for chunk in chunks.items().take(FEW) {
        let content = text(chunk, "content").unwrap_or_else(|| json(chunk));
        page.block(&clipped(&content, LINE), Tone::Plain);
    }
    add_rest(chunks.items().count(), page);
}

/// The members of an object of unknown kind.
fn add_members(data: Cursor<'_>, page: &mut Page) {
    for (key, value) in data.members().take(FEW) {
        let shown = value.as_text().map_or_else(|| json(value), |text| text.to_str().into_owned());
        page.brief(&key.to_str(), &shown);
    }
    if !data.is_object() {
        page.brief("body", &json(data));
    }
    add_rest(data.members().count(), page);
}

fn add_rest(count: usize, page: &mut Page) {
    if count > FEW {
        page.block(&format!("… and {} more", count - FEW), Tone::Quiet);
    }
}
